"""What the office notes of a case: telephone calls, meetings, e-mails, and what it wants to remember."""
