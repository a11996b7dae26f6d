"""The machines of a case, a room each: what it is, its steps, what they ask, what must hold, what follows."""
