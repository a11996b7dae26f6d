"""Letting the running clocks follow the bank holidays that staff enter or withdraw.

One walk over those clocks that the changed days can move at all, case by case, a batch in one transaction, and so many
batches a sweep that nothing else waits for long. How far it got lies in the database (`Recalculation`): a worker that
was killed is followed by one that goes on there.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from workflow import notices
from workflow.calendar import BankHolidays
from workflow.clocks.dates import keep_history
from workflow.clocks.deadline import Deadline
from workflow.clocks.lifecycle import set_dates
from workflow.clocks.recalculation import MovedDeadline, Recalculation
from workflow.clocks.reminders import next_moment
from workflow.clocks.rules import due_date
from workflow.engine.settling import settle
from workflow.notices import Recipient
from workflow.notices.wake import wake
from workflow.parties.party import Partnership
from workflow.procedures.version import BankHoliday, DeadlineRule

log = logging.getLogger(__name__)

BATCH = 2000
BATCHES_A_SWEEP = 10
CHANGING = ("due_on", "skipped", "history", "next_reminder_at", "breached_at")


def apply_bank_holidays(now: datetime) -> int:
    """Go on with the walk that is under way, or begin one where bank holidays changed. Returns how many dates moved."""
    current = Recalculation.objects.filter(is_finished=False).first() or _begin(now)
    if current is None:
        return 0
    rules = DeadlineRule.objects.in_bulk()
    holidays, moved = BankHoliday.calendar(), 0
    for _ in range(BATCHES_A_SWEEP):
        count, is_finished = _batch(current.pk, rules, holidays, now)
        moved += count
        if is_finished:
            return moved
    wake()
    return moved


def _begin(now: datetime) -> Recalculation | None:
    changed = list(BankHoliday.objects.filter(Q(applied_at=None) | ~Q(applied_at=F("changed_at"))))
    if not changed:
        return None
    days = [
        {
            "id": holiday.pk,
            "date": holiday.date.isoformat(),
            "name": holiday.name,
            "withdrawn": holiday.withdrawn,
            "changed_at": holiday.changed_at.isoformat(),
        }
        for holiday in changed
    ]
    total = _movable(holiday.date for holiday in changed).count()
    try:
        with transaction.atomic():
            return Recalculation.objects.create(holidays=days, begun_at=now, total=total)
    except IntegrityError:
        # Another worker began it at the same moment.
        return Recalculation.objects.filter(is_finished=False).first()


def _movable(days: Iterable[date]) -> QuerySet[Deadline]:
    """The running clocks for which it matters whether one of these days is a working day: it lies between start and
    date, or so close to the date that a reminder may fall on another day.
    """
    reach = timedelta(days=_reach())
    found = Q(pk__in=[])
    for day in days:
        found |= Q(started_on__lt=day, due_on__gte=day) | Q(started_on__gt=day, due_on__lte=day)
        found |= Q(next_reminder_at__isnull=False, due_on__range=(day - reach, day + reach))
    return Deadline.objects.filter(found, state=Deadline.State.RUNNING)


def _reach() -> int:
    """Days, generously, from a date to its furthest reminder or escalation by any rule."""
    offsets = [0]
    for reminders, escalations in DeadlineRule.objects.values_list("reminder_offsets", "escalation_offsets"):
        offsets += [abs(offset) for offset in [*reminders, *escalations]]
    return 2 * max(offsets) + 14


def _batch(walk_id: UUID, rules: Mapping[int, DeadlineRule], holidays: BankHolidays, now: datetime) -> tuple[int, bool]:
    """The next clocks of the walk, under its lock. Returns how many dates moved, and whether that was the end."""
    with transaction.atomic():
        walk = Recalculation.objects.select_for_update().get(pk=walk_id)
        if walk.is_finished:
            return 0, True
        found = _movable(date.fromisoformat(one["date"]) for one in walk.holidays).order_by("case_id", "pk")
        if walk.after_case is not None:
            found = found.filter(case_id__gt=walk.after_case)
        batch, is_last = _whole_cases(found)
        moves = _move(batch, rules, holidays, now)
        rows = [
            MovedDeadline(recalculation=walk, deadline_id=pk, was_due_on=was, due_on=due_on)
            for pk, was, due_on in moves
        ]
        # One that the release before had moved may move once more: it is told from its first date to its last.
        MovedDeadline.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["recalculation", "deadline"], update_fields=["due_on"]
        )
        moved = {row.deadline_id for row in rows}
        settle([deadline.case_id for deadline in batch if deadline.pk in moved], now)
        # Begun by the release before, it begins anew.
        done = walk.done if walk.after_case is not None else 0
        walk.done, walk.moved = done + len(batch), walk.moved + len(moves)
        if batch:
            walk.after_case = batch[-1].case_id
        if is_last:
            _finish(walk, now)
        walk.save()
    return len(moves), walk.is_finished


def _whole_cases(found: "QuerySet[Deadline]") -> tuple[list[Deadline], bool]:
    """The first of these clocks, whole cases, so that each is settled once a walk; and whether they are the last."""
    batch = list(found[: BATCH + 1])
    if len(batch) <= BATCH:
        return batch, True
    cut = batch[-1].case_id
    return [one for one in batch if one.case_id != cut] or list(found.filter(case_id=cut)), False


def _move(
    batch: Sequence[Deadline], rules: Mapping[int, DeadlineRule], holidays: BankHolidays, now: datetime
) -> list[tuple[UUID, date, date]]:
    """Move what has to be moved: one UPDATE for all clocks that stand alike, and only where they still do.

    Returns key, old and new date of each that moved. A clock that somebody changed meanwhile counts by today's bank
    holidays already.
    """
    moves = []
    for alike in _alike(batch):
        one, was = alike[0], alike[0].due_on
        one.rule = rules[one.rule_id]
        keys = [deadline.pk for deadline in alike]
        standing = Deadline.objects.filter(pk__in=keys, state=Deadline.State.RUNNING)
        standing = standing.filter(started_on=one.started_on, due_on=was, extended=one.extended)
        if not _follow(one, holidays, now):
            continue
        count = standing.update(**{name: getattr(one, name) for name in CHANGING})
        if one.due_on != was:
            if count != len(keys):
                keys = list(Deadline.objects.filter(pk__in=keys, due_on=one.due_on).values_list("pk", flat=True))
            moves += [(key, was, one.due_on) for key in keys]
    return moves


def _alike(batch: Iterable[Deadline]) -> Iterable[list[Deadline]]:
    """The clocks in groups whose rule, dates and past are the same, so that what follows is the same too."""
    groups: dict[tuple[Any, ...], list[Deadline]] = defaultdict(list)
    for deadline in batch:
        past = json.dumps([deadline.history, deadline.skipped])
        dates = (deadline.started_on, deadline.due_on, deadline.extended)
        groups[deadline.rule_id, dates, deadline.breached_at, deadline.next_reminder_at, past].append(deadline)
    return groups.values()


def _follow(deadline: Deadline, holidays: BankHolidays, now: datetime) -> bool:
    """Work the clock out again on the row; whether anything changed. A date that people approved stays."""
    if not deadline.extended:
        answer = due_date(deadline.rule, deadline.started_on, holidays)
        if answer.due != deadline.due_on:
            keep_history(deadline, now, None, "bank_holiday")
            set_dates(deadline, deadline.started_on, holidays)
            return True
    if deadline.next_reminder_at is not None and deadline.next_reminder_at > now:
        following = next_moment(deadline, holidays, after=now)
        if following != deadline.next_reminder_at:
            deadline.next_reminder_at = following
            return True
    return False


def _finish(walk: Recalculation, now: datetime) -> None:
    walk.is_finished, walk.finished_at = True, now
    for holiday in walk.holidays:
        # Only if it was not changed again meanwhile.
        changed_at = datetime.fromisoformat(holiday["changed_at"])
        BankHoliday.objects.filter(pk=holiday["id"], changed_at=changed_at).update(applied_at=changed_at)
    _tell_offices(walk, now)


def _tell_offices(walk: Recalculation, now: datetime) -> None:
    """Each office whose dates moved learns how many, and where to look. Three queries and one a partnership."""
    counted = MovedDeadline.objects.filter(recalculation=walk).values_list("deadline__case__partnership")
    counts = dict(counted.annotate(Count("pk")).order_by())
    told = []
    for partnership in Partnership.objects.filter(pk__in=counts):
        count = counts[partnership.pk]
        try:
            notice = notices.compose_without_case(
                partnership,
                "due-dates-moved",
                reference=partnership.code,
                to=Recipient(partnership.name, partnership.contact_email),
                now=now,
                on=timezone.localdate(now),
                path=reverse("desk:moved_dates", args=[walk.pk]),
                title=f"{count:,} due date{'' if count == 1 else 's'}",
            )
        except LookupError:
            # A version without this wording must not keep the walk from ending; the page says what moved.
            log.exception("The office of partnership %s was not told of moved dates.", partnership.pk)
            continue
        told.append(notice)
    if told:
        notices.queue(told)
