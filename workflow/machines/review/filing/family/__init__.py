"""What is put on file about the family (D18, D25)."""
