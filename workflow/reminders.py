"""Watching the clocks: breaches recorded when a limit runs out, reminders queued once each.

Each running deadline carries the next moment at which there is something to do, indexed; a sweep touches those rows
only. A machine that was off sends, for each deadline, the newest reminder that it missed and no more.
"""

import logging
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from workflow import notices
from workflow.calendar import ONE_DAY, BankHolidays, shift_working_days
from workflow.models.deadline import Deadline, DeadlineReminder
from workflow.models.notice import Notice
from workflow.models.party import Agency
from workflow.models.rules import BankHoliday

log = logging.getLogger(__name__)

BATCH = 100
# Reminders arrive when people start to work, local time.
SEND_AT = time(8, 0)


def breach_moment(due_on: date) -> datetime:
    """When a limit has run out: the first moment of the day after, local time."""
    return datetime.combine(due_on + ONE_DAY, time.min, tzinfo=timezone.get_default_timezone())


def reminder_moments(deadline: Deadline, holidays: BankHolidays) -> list[tuple[datetime, int]]:
    """When each reminder of the deadline is to be sent, with its offset in working days, earliest first."""
    zone = timezone.get_default_timezone()
    return sorted(
        (datetime.combine(shift_working_days(deadline.due_on, offset, holidays), SEND_AT, tzinfo=zone), offset)
        for offset in deadline.rule.reminder_offsets
    )


def next_moment(deadline: Deadline, holidays: BankHolidays, after: datetime | None = None) -> datetime | None:
    """The first moment (after that one) at which the deadline needs a reminder or is breached, None when there is
    none.
    """
    moments = [moment for moment, _ in reminder_moments(deadline, holidays)]
    if not deadline.rule.is_prompt and deadline.breached_at is None:
        moments.append(breach_moment(deadline.due_on))
    return min((moment for moment in moments if after is None or moment > after), default=None)


def sweep_due(now: datetime) -> int:
    """Record the breaches and queue the reminders that came due. Returns how many deadlines were touched."""
    holidays, touched, failed = BankHoliday.calendar(), 0, set[UUID]()
    while batch := list(_due(now).exclude(pk__in=failed)[:BATCH]):
        for deadline in batch:
            try:
                touched += _handle(deadline, holidays, now)
            except Exception:
                # One deadline that cannot be handled must not keep the others waiting; it is tried again each sweep.
                log.exception("Deadline %s could not be handled.", deadline.pk)
                failed.add(deadline.pk)
    return touched


def _due(now: datetime) -> QuerySet[Deadline]:
    found = Deadline.objects.filter(state=Deadline.State.RUNNING, next_reminder_at__lte=now)
    return found.select_related("rule", "case__partnership", "case__procedure").order_by("next_reminder_at")


def _handle(deadline: Deadline, holidays: BankHolidays, now: datetime) -> bool:
    """One deadline in one transaction, under a claim: of two workers only one gets past the UPDATE."""
    seen = deadline.next_reminder_at
    if now >= breach_moment(deadline.due_on) and deadline.breached_at is None and not deadline.rule.is_prompt:
        deadline.breached_at = breach_moment(deadline.due_on)
    unclaimed = Deadline.objects.filter(
        pk=deadline.pk, state=Deadline.State.RUNNING, due_on=deadline.due_on, next_reminder_at=seen
    )
    with transaction.atomic():
        following = next_moment(deadline, holidays, after=now)
        if not unclaimed.update(next_reminder_at=following, breached_at=deadline.breached_at):
            return False
        missed = [offset for moment, offset in reminder_moments(deadline, holidays) if moment <= now]
        if missed:
            _remind(deadline, missed[-1], now)
    return True


def _remind(deadline: Deadline, offset: int, now: datetime) -> None:
    _, is_new = DeadlineReminder.objects.get_or_create(
        deadline=deadline, due_on=deadline.due_on, offset=offset, defaults={"queued_at": now}
    )
    if is_new:
        notices.queue(_compose(deadline, address, now) for address in _addresses(deadline))


def _addresses(deadline: Deadline) -> list[str]:
    partnership, reminds = deadline.case.partnership, deadline.rule.reminds
    addresses = [partnership.contact_email] if "office" in reminds else []
    if "local_authority" in reminds:
        addresses += Agency.objects.filter(notifies_for=partnership).values_list("contact_email", flat=True)
    return list(dict.fromkeys(addresses))


def _compose(deadline: Deadline, address: str, now: datetime) -> Notice:
    today = timezone.localdate(now)
    if today > deadline.due_on:
        key = "deadline-passed"
    elif today == deadline.due_on:
        key = "deadline-today"
    else:
        key = "deadline-before"
    return notices.compose(deadline.case, key, to=address, now=now, due=deadline.due_on, title=deadline.rule.label)
