"""Moving a case to another version of the procedure."""
