"""With whom the office writes and meets about a case: agencies, seats, people who are assigned, groups."""
