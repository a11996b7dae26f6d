"""What must hold before a step on an agency's return."""

from datetime import datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_day
from workflow.engine.step import local_date
from workflow.machines.case.arrivals.arrival import open_arrival, used_arrival
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


def arrival_waits(record: "AgencyReturn", by: Actor, now: datetime) -> str | None:
    """Only what nothing followed from yet is taken back alone."""
    if open_arrival(record) is not None:
        return None
    return "Nothing that came outside the portal waits to be recorded here."


def recorded_by_office(agency_return: "AgencyReturn", by: Actor, now: datetime) -> str | None:
    """What the agency sent itself is sent back to it, and not called a mistake of the office."""
    if used_arrival(agency_return) is not None:
        return None
    return "The agency sent this return itself. Send it back if something has to change."


def review_goes_on(agency_return: "AgencyReturn", by: Actor, now: datetime) -> str | None:
    """D12, D17: nobody is pressed for what a review asked while that review waits for its decision."""
    review = agency_return.review
    if review is None or review.waits_since is None:
        return None
    return "The review that asked for it waits for the decision it rests on. Nobody is reminded until it goes on."
