"""What must hold before a milestone is ticked."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.machines.case.milestones.waiting import waiting_in
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


def a_milestone_waits(case: "Case", by: Actor, now: datetime) -> str | None:
    """Only what an edition wants done by a day, and what is not done yet, can be ticked."""
    if waiting_in(case):
        return None
    return "No milestone of this case waits to be recorded."
