"""The queue: the cases of a person’s areas, and what waits for them."""
