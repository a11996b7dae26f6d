"""What must hold before a step on an agency's return."""

from datetime import datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_day
from workflow.engine.step import local_date
from workflow.machines.case.arrivals.arrival import open_arrival
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.agency_return.machine import AgencyReturn


def past_its_day(agency_return: "AgencyReturn", by: Actor, now: datetime) -> str | None:
    """D30: a lead is told that a return is late once it is, not before."""
    if agency_return.is_late(local_date(now)):
        return None
    return f"It is not late: it is due on {spoken_day(agency_return.due_on)}."


def arrival_noted(agency_return: "AgencyReturn", by: Actor, now: datetime) -> str | None:
    """On whose behalf, and how it came, stands on record before the office fills anything in."""
    if open_arrival(agency_return) is not None:
        return None
    return "First take down how and when the return reached you: then the form can be filled in for it."
