"""Whether a review may go on: it rests on a decision of the partners, and neither outruns nor outlives it (D1, D17)."""
