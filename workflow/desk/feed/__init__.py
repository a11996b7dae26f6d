"""A person's dates in their own calendar program: by a secret address, with reference and kind of step only."""
