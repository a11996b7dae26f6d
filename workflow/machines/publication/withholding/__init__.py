"""Holding a report up, or not publishing it."""
