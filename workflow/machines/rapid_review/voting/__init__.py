"""Votes, advice, weighing and the decision they come to (D10 to D13)."""
