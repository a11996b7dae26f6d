"""The publication of a report, its check and its holds (D34 to D43)."""
