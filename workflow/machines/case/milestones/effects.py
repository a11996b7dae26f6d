"""What follows when a milestone is ticked."""

from workflow import clocks
from workflow.engine.door import Context, Following
from workflow.machines.case.machine import Case
from workflow.machines.case.milestones.waiting import waiting_in


def meet_milestone(context: Context[Case]) -> None:
    """Its clock is met on the day that was given; the note stands in the log, sealed."""
    chosen = [one for one in waiting_in(context.case) if str(one.pk) == context.data["milestone"]]
    clocks.meet(chosen, on=context.data["done_on"])


# What follows each step, in this order.
AFTER: Following = {Case.record_milestone: (meet_milestone,)}
