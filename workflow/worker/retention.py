"""The office is warned before the time of a closed case is over, and told when it is. No case is erased by itself.

What is about no case goes by itself when its time is over, and is counted. A legal hold keeps all that has to do with
its case.
"""

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
from workflow.machines.case.retention import erasure, gone
from workflow.machines.case.retention.by_itself import mail_of, newest, records_of
from workflow.machines.case.retention.guards import keep_until, no_legal_hold, period_is_over
from workflow.machines.case.retention.periods import (
    CASE_KINDS,
    MAIL,
    RECORDS,
    Period,
    Periods,
    end_of,
    with_kind,
)
from workflow.machines.case.retention.schedule import LegalHold
from workflow.notices.notice import Notice
from workflow.notices.recipients import office
from workflow.parties.party import Partnership
from workflow.parties.roles import SYSTEM

# A sweep a minute works through any backlog; a single sweep stays short.
BATCH = 25
KEY = "retention-over"
# Neither a warning nor what goes by itself has any hurry: the sweeps of the first minutes of an hour look for it.
MINUTES = 5


def is_time(now: datetime) -> bool:
    """Whether this sweep looks for what goes by itself."""
    return now.minute < MINUTES


# --- Cases ------------------------------------------------------------------------------------------------------------


def prompt(now: datetime) -> int:
    """Tell each office of closed cases whose period is over, at most 25 of a kind a sweep. Returns how many."""
    if Case.objects.filter(state=Case.ERASED).exists():
        erasure.complete_list()
    return sum(_prompt(case, now) for case in _nearly_over(now, warned=False))


def warn(now: datetime) -> int:
    """Let closed cases wait on the desk, with their last day, some days before it. Returns how many were found."""
    if not is_time(now):
        return 0
    return sum(_warn(case, now) for case in _nearly_over(now, warned=True))


def _nearly_over(now: datetime, *, warned: bool) -> Iterator[Any]:
    """Closed cases that may be due, or due for a warning: whether they are, is told by the day."""
    periods = Periods(local_date(now))
    held = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    closed = with_kind(Case.objects.filter(state=Case.CLOSED_STATE, retention_prompted_at=None).exclude(Exists(held)))
    if warned:
        closed = closed.filter(retention_over_on=None)
    for partnership_id in periods.schedules:
        ahead = periods.warn_days(partnership_id) if warned else 0
        for key in CASE_KINDS:
            years = periods.of(key, partnership_id).number
            if years is not None:
                # Two days more, so that neither leap years nor the hour of closing leave one out.
                newest = add_months(local_date(now), -12 * years) + timedelta(days=ahead + 2)
                found = closed.filter(partnership=partnership_id, kept_as=key, closed_at__date__lt=newest)
                yield from found.select_related("partnership", "procedure").order_by("closed_at")[:BATCH]


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


@transaction.atomic
def _warn(case: Case, now: datetime) -> bool:
    until = keep_until(case)
    if until is None:
        return False
    days = Periods(local_date(now)).warn_days(case.partnership_id)
    if until - timedelta(days=days) > local_date(now):
        return False
    if not Case.objects.filter(pk=case.pk, retention_over_on=None).update(retention_over_on=until):
        return False
    settle([case.pk], now)
    return True


def look_again(partnership: Partnership, now: datetime) -> int:
    """After its periods changed: whoever was warned or told of a case that is now kept longer is asked no more.

    What was proposed meanwhile stays proposed: nobody can approve it before its time. Returns how many cases changed.
    """
    asked = Q(retention_over_on__isnull=False) | Q(retention_prompted_at__isnull=False)
    changed = []
    for case in Case.objects.filter(asked, partnership=partnership, state=Case.CLOSED_STATE):
        until = keep_until(case)
        warned = case.retention_over_on if case.retention_over_on == until else None
        told = case.retention_prompted_at if until is not None and until < local_date(now) else None
        if (warned, told) == (case.retention_over_on, case.retention_prompted_at):
            continue
        Case.objects.filter(pk=case.pk).update(retention_over_on=warned, retention_prompted_at=told)
        changed.append(case.pk)
    if changed:
        settle(changed, now)
    return len(changed)


# --- For whoever lets something else go -------------------------------------------------------------------------------


def areas_of(partnership_id: int | None, agency: Any) -> set[int]:
    """The partnerships that have an interest in what belongs to this one, or to this agency."""
    found = {partnership_id} if partnership_id is not None else set()
    return found | ({one.pk for one in agency.partnerships.all()} if agency is not None else set())


def is_over(ended: datetime | None, period: Period, now: datetime) -> bool:
    """Whether the period has passed since it ended; never of what has not ended."""
    until = end_of(ended, period) if ended is not None else None
    return until is not None and until < local_date(now)


def count_one(period: Period, areas: set[int], now: datetime) -> None:
    """Count one thing of these partnerships."""
    only = next(iter(areas)) if len(areas) == 1 else None
    gone.count(period, partnership_id=only, number=1, on=local_date(now))


# --- What goes by itself ----------------------------------------------------------------------------------------------


def let_go(now: datetime) -> int:
    """Forms about no case, and the texts of e-mails, whose time is over. Returns how many went."""
    if not is_time(now):
        return 0
    periods = Periods(local_date(now))
    areas = list(Partnership.objects.select_related("home"))
    went = sum(_let_records_go(area, periods.of(RECORDS, area.pk), now) for area in areas)
    went += sum(_let_mail_go(area.pk, periods.of(MAIL, area.pk), now) for area in areas)
    return went + _let_mail_go(None, periods.of(MAIL, None), now)


def _let_records_go(area: Partnership, period: Period, now: datetime) -> int:
    before = newest(period, local_date(now))
    if before is None:
        return 0
    # Where one partnership's pages lie below another's, the nearer one says how long.
    found = records_of(area).filter(submitted_at__date__lt=before).select_related("page")
    return sum(_let_record_go(one, area, period, now) for one in found[:BATCH])


@transaction.atomic
def _let_record_go(submission: Any, area: Partnership, period: Period, now: datetime) -> bool:
    until = end_of(submission.submitted_at, period)
    nearest = Partnership.objects.for_page(submission.page)
    if until is None or local_date(now) <= until or nearest is None or nearest.pk != area.pk:
        return False
    erasure.erase_key(submission.data_key_id, now=now)
    gone.count(period, partnership_id=area.pk, number=1, on=local_date(now))
    return True


@transaction.atomic
def _let_mail_go(partnership_id: int | None, period: Period, now: datetime) -> int:
    """The texts of what went, where nothing goes on any more in its case. What it was about stays in the register."""
    before = newest(period, local_date(now))
    if before is None:
        return 0
    mine = mail_of(partnership_id).filter(sent_at__date__lt=before)
    over = [
        pk
        for pk, sent_at in mine.values_list("pk", "sent_at")[: BATCH * 10]
        if sent_at is not None and (until := end_of(sent_at, period)) is not None and until < local_date(now)
    ]
    emptied = {"body": "", "calendar": ""}
    if partnership_id is None:
        emptied |= {"recipient_name": "", "recipient_email": "", "subject": ""}
    number = Notice.objects.filter(pk__in=over).update(**emptied)
    gone.count(period, partnership_id=partnership_id, number=number, on=local_date(now))
    return number
