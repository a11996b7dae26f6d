"""What each agency is asked for and sends (D26, D30)."""
