"""The office is told, once, that the time of a closed case is over. Nothing is erased by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from workflow import notices
from workflow.calendar import add_months
from workflow.engine.settling import settle
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.case.retention import erasure
from workflow.machines.case.retention.guards import no_legal_hold, period_is_over
from workflow.machines.case.retention.schedule import LegalHold, RetentionSchedule
from workflow.machines.review.machine import Review
from workflow.notices.recipients import office
from workflow.parties.roles import SYSTEM

# A sweep a minute works through any backlog; a single sweep stays short.
BATCH = 25
KEY = "retention-over"


def prompt(now: datetime) -> int:
    """Tell each office of closed cases whose period is over, at most 25 of a kind a sweep. Returns how many."""
    if Case.objects.filter(state=Case.ERASED).exists():
        erasure.complete_list()
    return sum(_prompt(case, now) for schedule in RetentionSchedule.objects.all() for case in _waiting(schedule, now))


def _waiting(schedule: RetentionSchedule, now: datetime) -> Iterator[Any]:
    """Closed cases of the partnership that may be due: whether they are, the guards say by the day."""
    held = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    reviewed = Exists(Review.objects.filter(case=OuterRef("pk")))
    closed = Case.objects.filter(partnership=schedule.partnership_id, state=Case.CLOSED_STATE)
    waiting = closed.filter(retention_prompted_at=None).exclude(Exists(held)).select_related("partnership", "procedure")
    for years, of_kind in ((schedule.with_review, Q(reviewed)), (schedule.without_review, ~Q(reviewed))):
        if years is not None:
            # Two days more, so that neither leap years nor the hour of closing leave one out.
            newest = add_months(local_date(now), -12 * years) + timedelta(days=2)
            yield from waiting.filter(of_kind, closed_at__date__lt=newest).order_by("closed_at")[:BATCH]


@transaction.atomic
def _prompt(case: Case, now: datetime) -> bool:
    if period_is_over(case, SYSTEM, now) or no_legal_hold(case, SYSTEM, now):
        return False
    # Once, also where two sweeps meet here.
    if not Case.objects.filter(pk=case.pk, retention_prompted_at=None).update(retention_prompted_at=now):
        return False
    path = reverse("desk:case", args=[case.reference])
    notices.queue([notices.compose(case, KEY, to=office(case), now=now, path=path)])
    settle([case.pk], now)
    return True
