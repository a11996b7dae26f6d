"""Who is signed in where: sessions that a stolen database does not open, and that can be looked at and ended."""
