"""Rounds of audit and the audit of one rapid review (D19)."""
