"""Asking for a report that is no longer on the site in full, and the office's answer (D42)."""
