"""What must hold before a step on an agency's return."""

from datetime import datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_day
from workflow.engine.step import local_date
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.agency_return.machine import AgencyReturn


def past_its_day(agency_return: "AgencyReturn", by: Actor, now: datetime) -> str | None:
    """D30: a lead is told that a return is late once it is, not before."""
    if agency_return.is_late(local_date(now)):
        return None
    return f"It is not late: it is due on {spoken_day(agency_return.due_on)}."
