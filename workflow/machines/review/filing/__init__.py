"""What is put on file of a review without moving it (D18, D22 to D29, D44)."""
