"""The identification check of a report (D36)."""
