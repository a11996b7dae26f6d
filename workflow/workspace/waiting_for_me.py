"""What waits for a person's agency in its cases, whatever kind it is, read from the table of what waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from forms.looked_up import is_there
from workflow.clocks.deadline import Deadline
from workflow.desk.deadlines.countdown import Countdown, countdowns
from workflow.engine.machine import Machine
from workflow.engine.step import Status, local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.notification.machine import Notification
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.kept import KeptByPerson
from workflow.parties.roles import Actor
from workflow.waiting.reading import rows_for
from workflow.waiting.waiting import Waiting
from workflow.workspace import own

# So many a start page shows.
SHOWN = 8


@dataclass(frozen=True)
class Need:
    """One thing that the agency is asked for. `by`: the day until which, where there is one."""

    record: Any
    what: str
    status: Status
    by: date | None = None
    due: Countdown | None = None
    is_late: bool = False
    label: str = ""
    about: str = ""


def rows(actor: Actor, *, today: date) -> "QuerySet[Waiting]":
    """What the table says that their agencies are asked, the soonest first: steps alone, for messages are listed apart.

    A question about a referral waits for who may see that referral.
    """
    of_agency = Q(agency__in=actor.agency_ids()) | Q(authority=True)
    steps = rows_for(actor, today=today).filter(of_agency, what=Waiting.What.STEP)
    seen = own.records(Referral.KIND, actor).filter(pk=OuterRef("about"))
    hidden = Q(step__startswith=f"{Referral.KIND}.") & ~Q(is_there(seen))
    return steps.exclude(hidden)


def asked_of(actor: Actor, *, today: date) -> dict[str, list[Any]]:
    """The soonest that are asked of the person's agency, so many as a page shows and one more: the identifiers of what
    they are about, by kind. One query. What has no day of its own is best done today.
    """
    waiting = SOONEST.rows(actor, today=today)
    return {kind: [row.about for row in waiting if row.step.startswith(f"{kind}.")] for kind in own.KINDS}


def _soonest(actor: Actor, today: date) -> "QuerySet[Waiting]":
    by_day = Coalesce("due", Value(today, output_field=DateField()))
    return rows(actor, today=today).order_by(by_day, "since", "pk")[: SHOWN + 1]


SOONEST: KeptByPerson[Waiting] = KeptByPerson(_soonest, today=date)


def needs_of(records: Iterable[Any], *, now: datetime) -> list[Need]:
    """What these records ask for: what is late first, then by its day. One query at most."""
    today, asking = local_date(now), list(records)
    due = _countdowns([one for one in asking if isinstance(one, Notification)], now)
    found = [need_of(one, today, due.get(one.pk)) for one in asking]
    return sorted(found, key=lambda need: (not need.is_late, need.by or today))


def _countdowns(waiting: list[Machine], now: datetime) -> dict[Any, Countdown]:
    if not waiting:
        return {}
    running = Deadline.objects.filter(record_id__in=[one.pk for one in waiting], state=Deadline.State.RUNNING)
    return {one.deadline.record_id: one for one in countdowns(running.select_related("rule"), now=now)}


def need_of(record: Any, today: date, due: Countdown | None = None) -> Need:
    """What one record asks for, in words."""
    status = own.status_of(record)
    match record:
        case Notification():
            day = due.deadline.due_on if due is not None else None
            return Need(record, "Notification to make", status, day, due, day is not None and day < today)
        case AgencyReturn():
            what = str(record.get_asked_for_display())
            return Need(record, what, status, record.due_on, is_late=record.is_late(today))
        case RecommendationAction():
            what = f"Recommendation {record.recommendation.number}"
            about = str(record.recommendation.what)
            return Need(record, what, status, record.by_when, is_late=record.is_overdue(today), about=about)
    return Need(record, "Question about your referral", status)
