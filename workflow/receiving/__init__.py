"""What somebody without an account opens: a sealed copy, by the link they were sent."""
