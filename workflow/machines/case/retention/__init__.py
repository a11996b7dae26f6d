"""How long a case is kept, what holds it longer, and erasing it."""
