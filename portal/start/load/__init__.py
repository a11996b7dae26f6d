"""Many cases at once, to see how the portal does when it is full: copies of the demonstration's, each sealed anew."""
