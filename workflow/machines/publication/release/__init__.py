"""Sending a report in advance, approving and publishing it."""
