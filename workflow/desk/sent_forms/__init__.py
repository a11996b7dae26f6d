"""Forms that were sent: listed, compared, taken as a file, and those that are held."""
