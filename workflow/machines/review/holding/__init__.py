"""Holding up the conduct of a review (D26, D34, D35)."""
