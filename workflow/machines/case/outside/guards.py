"""What must hold before bodies outside the portal are released, take the lead, or give it back (D26)."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case

PUBLIC = ["published", "improvements_only", "on_request"]


def a_body_is_involved(case: "Case", by: Actor, now: datetime) -> str | None:
    """Only a body that is involved can be released or take the lead."""
    if case.involved_bodies:
        return None
    return "No body outside the portal is involved in this case. Involve one first."


def nothing_published(case: "Case", by: Actor, now: datetime) -> str | None:
    """Who published the report answers for it and follows its recommendations (D42, D44)."""
    if case.publications.filter(state__in=PUBLIC).exists():
        return "The report of this case was published here, so the lead stays here. Close the case when it is done."
    return None


def led_here(case: "Case", by: Actor, now: datetime) -> str | None:
    """What another body leads is opened by taking the lead back."""
    return case.rests or None


def led_elsewhere(case: "Case", by: Actor, now: datetime) -> str | None:
    """There is a lead to take back."""
    return None if case.led_by_id else "The case is led here. Reopen the case to go on with it."
