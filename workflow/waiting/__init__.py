"""What a case waits for, and whose turn it is."""
