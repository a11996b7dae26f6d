"""What follows when a case moves to another version of the procedure."""

from workflow.engine.door import Context
from workflow.machines.case.moving.version import move_clocks


def follow_version(context: Context) -> None:
    """The clocks go on under the new version; breaches stay."""
    left, version = context.data["left"], context.data["version"]
    move_clocks(context.case, left, version, now=context.now, event_id=context.event.id)
