"""Other areas that read a case along, and passing the lead (D26)."""
