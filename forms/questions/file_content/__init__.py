"""Telling files apart by what they hold: one module a family of formats. Nothing is run, drawn or kept."""
