"""One module a way of running: dev (also the demonstration), test, production."""
