"""Commands about cases, forms and the procedure, and the worker that sweeps."""
