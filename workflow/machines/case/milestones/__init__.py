"""Milestones that are ticked: what an edition wants done by a day, and no step of a machine tells of."""
