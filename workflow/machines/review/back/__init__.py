"""Ways back and out of a review."""
