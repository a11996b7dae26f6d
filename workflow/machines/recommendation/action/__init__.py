"""What one agency is asked for under a recommendation (D32, D44)."""
