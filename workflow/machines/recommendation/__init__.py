"""Recommendations, and what each agency does about them (D32, D44)."""
