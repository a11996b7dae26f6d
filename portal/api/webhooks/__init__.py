"""Telling other programs that something moved: identifiers and states, signed, never a fact of a case."""
