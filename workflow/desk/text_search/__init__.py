"""Searching what was written in the cases that a person reads, by opening it: there is no index of it (ADR 0011)."""
