"""The case desk: where officers, decision makers, groups, the scrutineer and the reviewer see cases and take steps.

It reads cases and hands every step to `workflow.engine.door.perform`; it writes no state itself. Opening a case file is
logged.
"""
