"""Letters that were written before the lead of a case passed: they speak for the area that led it then (D26).

They stay to be sent, for what a duty asks for is owed by whoever leads; but somebody looks at each first.
"""

from datetime import datetime

from workflow.engine.event import Event
from workflow.machines.case.machine import Case
from workflow.notices.notice import Notice

PASSINGS = tuple(f"{Case.KIND}.{name}" for name in ("pass_lead", "pass_lead_out", "take_lead_back"))


def lead_passed_at(case: Case) -> datetime | None:
    """When the lead passed last; None where it never did. One query."""
    passed = Event.objects.filter(case=case, kind__in=PASSINGS).order_by("-position")
    return passed.values_list("at", flat=True).first()


def is_older(notice: Notice, passed_at: datetime | None) -> bool:
    """Whether the notice waits since before the lead passed."""
    return passed_at is not None and notice.state in Notice.NEEDS_A_PERSON and notice.queued_at < passed_at
