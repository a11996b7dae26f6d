"""The children of a case."""
