"""Meetings about a case: planned, moved, cancelled; who is asked and who came; agenda, minutes and actions."""
