"""Messages about a case between the office and one agency, partner or assigned person: sealed, a thread each."""
