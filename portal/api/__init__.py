"""Pages as JSON, for sites that show them elsewhere."""
