"""The steps of a record: which can be taken now, what each asks, and taking it on a page of its own."""
