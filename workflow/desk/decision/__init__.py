"""How the partners decided, as the case file tells it."""
