"""The plain JSON of a form: its shape, its conditions, rules and meanings, and what follows from them alone."""
