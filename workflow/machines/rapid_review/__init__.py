"""The rapid review and the partners’ decision (D5 to D17)."""
