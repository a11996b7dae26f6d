"""What comes to the end of its time, how long everything is kept, and what went."""
