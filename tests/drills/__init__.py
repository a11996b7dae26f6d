"""Drills: slow trials of whole portals, run by `make drill`."""
