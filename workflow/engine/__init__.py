"""The engine: what a step and a machine are, the one door through which a state changes, and the log. Knows no case."""
