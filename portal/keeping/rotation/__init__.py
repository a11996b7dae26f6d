"""Changing keys while the portal runs: whatever lies under a former key is brought under today's, row by row.

Every stage looks for what is not under today's key yet, so one that was broken off goes on where it was, and one that
has nothing to do changes nothing. `run` puts them in their order and says what comes next.
"""
