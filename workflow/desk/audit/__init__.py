"""The audit of rapid reviews: its rounds and what each reports (D19)."""
