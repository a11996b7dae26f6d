"""Receipt, copy and additions, as pages."""
