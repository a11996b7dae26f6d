"""Reminding partners, groups and people who are assigned that a case waits for them."""
