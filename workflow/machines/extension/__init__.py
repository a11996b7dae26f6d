"""More time for one running clock, by two people."""
