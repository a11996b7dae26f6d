"""The case: what one incident is held together by."""
