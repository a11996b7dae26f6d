"""Reminding agencies of their returns by the clock: before, on and after the day, none twice (D30).

When is data: `return_reminders` of the case's version of the procedure, in working days from the day. A machine that
was off sends the newest reminder it missed and no more. After the day it is an escalation: the lead is told too.
"""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from workflow.calendar import BankHolidays
from workflow.clocks.reminders import send_moment
from workflow.engine.door import perform
from workflow.engine.machine import kind_of
from workflow.engine.step import Refused
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.agency_return.reminder import ReturnReminder
from workflow.parties.roles import SYSTEM
from workflow.procedures.version import BankHoliday
from workflow.waiting.waiting import Waiting

log = logging.getLogger(__name__)

# No reminder goes out earlier than this before the day.
LOOK_AHEAD = timedelta(days=60)
SETTING = "return_reminders"


def remind_due(now: datetime) -> int:
    """Remind of every return that came due for it. Returns how many. One query where nothing is due."""
    waiting = list(_waiting(now))
    if not waiting:
        return 0
    holidays, sent = BankHoliday.calendar(), 0
    for one in waiting:
        try:
            sent += _remind(one, holidays, now)
        except Exception:
            # One that cannot be reminded must not keep the others waiting; it is tried again each sweep.
            log.exception("The return %s could not be reminded of.", one.pk)
    return sent


def _waiting(now: datetime) -> "list[AgencyReturn]":
    """Returns that the table says are awaited, with the last reminder of their day still to come. A review that waits
    reminds nobody; once it goes on, the newest that was missed is sent.
    """
    settled = ReturnReminder.objects.filter(agency_return=OuterRef("pk"), due_on=OuterRef("due_on"), is_last=True)
    found = AgencyReturn.objects.filter(
        ~Q(Exists(settled)),
        review__waits_since=None,
        pk__in=Waiting.objects.filter(step=kind_of(AgencyReturn.submit)).order_by().values("about"),
        due_on__lte=timezone.localdate(now) + LOOK_AHEAD,
    )
    return list(found.select_related("case__procedure").prefetch_related("reminders").order_by("due_on"))


def _remind(one: AgencyReturn, holidays: BankHolidays, now: datetime) -> bool:
    offsets = sorted(int(offset) for offset in one.case.procedure.content.get(SETTING, {}).get("offsets", []))
    since = one.dated_at or one.created_at
    passed = [offset for offset in offsets if since < send_moment(one.due_on, offset, holidays) <= now]
    known = {reminder.offset for reminder in one.reminders.all() if reminder.due_on == one.due_on}
    if not passed or passed[-1] in known:
        return False
    return _send(one.pk, one.due_on, passed[-1], is_last=passed[-1] == max(offsets), now=now)


def _send(pk: UUID, due_on: date, offset: int, *, is_last: bool, now: datetime) -> bool:
    """One reminder in one transaction, behind its row: of two workers only one makes it."""
    with transaction.atomic():
        _, is_new = ReturnReminder.objects.get_or_create(
            agency_return_id=pk, due_on=due_on, offset=offset, defaults={"is_last": is_last, "sent_at": now}
        )
        if not is_new:
            return False
        one = AgencyReturn.objects.get(pk=pk)
        step = "escalate" if one.is_late(timezone.localdate(now)) else "remind"
        try:
            perform(one, step, by=SYSTEM, now=now)
        except Refused:
            # Sent or taken back a moment ago: there is nothing to remind of, and the row goes with it.
            transaction.set_rollback(True)
            return False
    return True
