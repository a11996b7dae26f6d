"""What must hold before a step on an agency's return."""

from datetime import datetime
from typing import Any

from forms.definition.dates import spoken_day
from workflow.engine.step import local_date
from workflow.parties.roles import Actor


def past_its_day(agency_return: Any, by: Actor, now: datetime) -> str | None:
    """D30: a lead is told that a return is late once it is, not before."""
    if agency_return.is_late(local_date(now)):
        return None
    return f"It is not late: it is due on {spoken_day(agency_return.due_on)}."
