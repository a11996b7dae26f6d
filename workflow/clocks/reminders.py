"""Watching the clocks: breaches recorded when a limit runs out, reminders and escalations queued once each.

Each running deadline carries the next moment at which there is something to do, indexed; a sweep touches those rows
only, a batch in one transaction. A machine that was off sends, for each deadline, the newest reminder and the newest
escalation that it missed and no more.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from workflow import notices
from workflow.calendar import ONE_DAY, BankHolidays, shift_working_days
from workflow.clocks.deadline import Deadline, DeadlineReminder
from workflow.clocks.escalation import AddressBook
from workflow.notices.notice import Notice
from workflow.procedures.version import BankHoliday

log = logging.getLogger(__name__)

# Small enough that a batch's notices are written in a few queries, and that nobody waits for its transaction.
BATCH = 50
# Reminders arrive when people start to work, local time.
SEND_AT = time(8, 0)


@dataclass(frozen=True)
class Call:
    """One thing to be said about a deadline: a reminder, or that its date has passed (`escalated`)."""

    moment: datetime
    offset: int
    escalated: bool = False


def breach_moment(due_on: date) -> datetime:
    """When a limit has run out: the first moment of the day after, local time."""
    return datetime.combine(due_on + ONE_DAY, time.min, tzinfo=timezone.get_default_timezone())


def send_moment(due_on: date, offset: int, holidays: BankHolidays) -> datetime:
    """When a reminder goes out, so many working days from the date."""
    day = shift_working_days(due_on, offset, holidays)
    return datetime.combine(day, SEND_AT, tzinfo=timezone.get_default_timezone())


def calls_of(deadline: Deadline, holidays: BankHolidays) -> list[Call]:
    """Every reminder and every escalation of the deadline, earliest first."""
    offsets = [(offset, False) for offset in deadline.rule.reminder_offsets]
    offsets += [(offset, True) for offset in deadline.rule.escalation_offsets]
    calls = (Call(send_moment(deadline.due_on, offset, holidays), offset, escalated) for offset, escalated in offsets)
    return sorted(calls, key=lambda call: (call.moment, call.offset, call.escalated))


def next_moment(deadline: Deadline, holidays: BankHolidays, after: datetime | None = None) -> datetime | None:
    """The first moment (after that one) at which somebody is to be told or the deadline is breached, None when there
    is none.
    """
    moments = [call.moment for call in calls_of(deadline, holidays)]
    if not deadline.rule.is_prompt and deadline.breached_at is None:
        moments.append(breach_moment(deadline.due_on))
    return min((moment for moment in moments if after is None or moment > after), default=None)


def sweep_due(now: datetime) -> int:
    """Record the breaches and queue what came due to be said. Returns how many deadlines were touched."""
    if not _due(now).exists():
        return 0
    book, holidays, touched, failed = AddressBook(), BankHoliday.calendar(), 0, set[UUID]()
    while True:
        batch: list[Deadline] = []
        try:
            touched += _handle(_due(now).exclude(pk__in=failed)[:BATCH], batch, book, holidays, now)
        except Exception:
            # One deadline that cannot be handled must not keep the others waiting: each is tried alone.
            for deadline in batch:
                touched += _handle_alone(deadline, failed, book, holidays, now)
            if not batch:
                raise
        if len(batch) < BATCH:
            return touched


def _handle_alone(
    deadline: Deadline, failed: set[UUID], book: AddressBook, holidays: BankHolidays, now: datetime
) -> int:
    try:
        return _handle(_due(now).filter(pk=deadline.pk), [], book, holidays, now)
    except Exception:
        # It is tried again with each sweep.
        log.exception("Deadline %s could not be handled.", deadline.pk)
        failed.add(deadline.pk)
        return 0


def _due(now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(state=Deadline.State.RUNNING, next_reminder_at__lte=now).order_by("next_reminder_at")


def _handle(
    due: QuerySet[Deadline], batch: list[Deadline], book: AddressBook, holidays: BankHolidays, now: datetime
) -> int:
    """One batch in one transaction, under locks: of two workers each deadline is seen by one. Fills `batch`.

    On SQLite the transaction begins with the lock of the whole database.
    """
    with transaction.atomic():
        # Not the version's lists nor the sealed headline: a notice needs neither.
        related = due.select_related("rule", "case__partnership", "case__procedure")
        claimed = related.defer("case__procedure__content", "case__headline")
        batch.extend(claimed.select_for_update(of=("self",), skip_locked=True))
        calls = [(deadline, call) for deadline in batch for call in _settle(deadline, holidays, now)]
        fresh = _unsaid(calls)
        rows = [
            DeadlineReminder(
                deadline=deadline, due_on=deadline.due_on, offset=call.offset, escalated=call.escalated, queued_at=now
            )
            for deadline, call in fresh
        ]
        # Two that say the same cannot both be written: the second worker's transaction fails as a whole.
        DeadlineReminder.objects.bulk_create(rows)
        Deadline.objects.bulk_update(batch, ["next_reminder_at", "breached_at"])
        if told := _compose(fresh, book, now):
            notices.queue(told)
    return len(batch)


def _settle(deadline: Deadline, holidays: BankHolidays, now: datetime) -> list[Call]:
    """Note the breach and the next moment on the row; returns what was missed: the newest of each kind."""
    if now >= breach_moment(deadline.due_on) and deadline.breached_at is None and not deadline.rule.is_prompt:
        deadline.breached_at = breach_moment(deadline.due_on)
    deadline.next_reminder_at = next_moment(deadline, holidays, after=now)
    missed = {call.escalated: call for call in calls_of(deadline, holidays) if call.moment <= now}
    return list(missed.values())


def _unsaid(calls: Sequence[tuple[Deadline, Call]]) -> list[tuple[Deadline, Call]]:
    """Those for whose date nothing of the kind was said yet. At most one query."""
    if not calls:
        return []
    said = set(
        DeadlineReminder.objects.filter(deadline__in={deadline.pk for deadline, _ in calls}).values_list(
            "deadline_id", "due_on", "offset", "escalated"
        )
    )
    return [
        (deadline, call)
        for deadline, call in calls
        if (deadline.pk, deadline.due_on, call.offset, call.escalated) not in said
    ]


def _compose(calls: Collection[tuple[Deadline, Call]], book: AddressBook, now: datetime) -> list[Notice]:
    book.look_up(deadline for deadline, _ in calls)
    return [
        notices.compose(
            deadline.case,
            _key(deadline, call, timezone.localdate(now)),
            to=recipient,
            now=now,
            due=deadline.due_on,
            title=deadline.rule.label,
        )
        for deadline, call in calls
        for recipient in book.of(deadline, _kinds(deadline, call))
    ]


def _kinds(deadline: Deadline, call: Call) -> Iterable[str]:
    kinds: Any = deadline.rule.escalates_to if call.escalated else deadline.rule.reminds
    return list(kinds)


def _key(deadline: Deadline, call: Call, today: date) -> str:
    if call.escalated:
        return "deadline-escalated"
    if today > deadline.due_on:
        return "deadline-passed"
    return "deadline-today" if today == deadline.due_on else "deadline-before"
