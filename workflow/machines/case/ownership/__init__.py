"""Which officer a case is with: taken, given to a colleague, given back. What was before is in the log."""
