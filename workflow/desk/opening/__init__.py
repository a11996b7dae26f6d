"""Opening a case for an incident that nobody referred."""
