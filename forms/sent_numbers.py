"""Whole numbers that a page sends back: a revision, a row. What comes may be forged, and is then no number.

Python refuses to read thousands of digits, and a database takes eighteen: more than that nobody counts.
"""

MOST_DIGITS = 18


def whole_number(text: str) -> int | None:
    """The number that these digits say; None where they say none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
