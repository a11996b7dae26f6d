"""What follows when a case moves to another version of the procedure."""

from workflow.engine.door import Context, Following
from workflow.machines.case.change_of_version import move_clocks
from workflow.machines.case.machine import Case


def follow_version(context: Context[Case]) -> None:
    """The clocks go on under the new version; breaches stay."""
    left, version = context.data["left"], context.data["version"]
    move_clocks(context.case, left, version, now=context.now, event_id=context.event.id)


# What follows each step, in this order.
AFTER: Following = {
    Case.move_procedure: (follow_version,),
}
