"""A form being filled in: from the draft to the one submission that becomes of it."""
