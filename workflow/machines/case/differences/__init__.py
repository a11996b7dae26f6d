"""What two forms of a case tell differently, and which of it counts."""
