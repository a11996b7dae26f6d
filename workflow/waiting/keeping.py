"""Keeping the table of what waits: written in the transaction that changed something, made anew by a command.

The door settles the case of every step (workflow.engine.settling); who changes what waits without a step settles too.
Rows that still hold stay as they are, so that `since` says since when. With them is kept when a case is due next: the
soonest day of its running clocks.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from forms.kept_query import KeptQuery
from forms.kept_writing import insert
from workflow.clocks.deadline import Deadline
from workflow.engine.event import Event
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.parties.reference_counter import number_in
from workflow.waiting import mark
from workflow.waiting.asked import waiting_in
from workflow.waiting.waiting import Waiting

log = logging.getLogger(__name__)
# As many parameters as SQLite takes in one statement allow no more cases at once.
BATCH = 200
SOONEST = Subquery(
    Deadline.objects.filter(case=OuterRef("pk"), state=Deadline.State.RUNNING).order_by("due_on").values("due_on")[:1]
)
# The same for some cases, with every step that moves a clock: it takes Django ten times as long to put it together.
NEXT_DUE = """
    UPDATE workflow_case SET next_due = (
        SELECT MIN(due_on) FROM workflow_deadline WHERE case_id = workflow_case.id AND state = %s
    ) WHERE id IN ({places})
"""
# Whether this process has looked once at all cases: while an update went on, others may have moved some without it.
_looked: list[bool] = []


@dataclass(frozen=True)
class Changed:
    """How many rows came, went, and how many of them and of their cases got another day."""

    came: int = 0
    went: int = 0
    moved: int = 0

    def __add__(self, other: "Changed") -> "Changed":
        return Changed(self.came + other.came, self.went + other.went, self.moved + other.moved)

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.moved)


@dataclass
class Compared:
    """The rows that are missing, those that no longer hold, and those whose day is another."""

    fresh: list[Waiting] = field(default_factory=list)
    over: list[Waiting] = field(default_factory=list)
    moved: list[Waiting] = field(default_factory=list)
    # The cases with which another day is kept than that on which they are due next.
    due: list[UUID] = field(default_factory=list)

    @property
    def changed(self) -> Changed:
        return Changed(len(self.fresh), len(self.over), len(self.moved) + len(self.due))


@transaction.atomic(savepoint=False)
def settle(case_ids: Iterable[Any], now: datetime) -> Changed:
    """Make the rows of these cases what the machines say. New rows wait since now."""
    wanted = list(case_ids)
    changed = Changed()
    if wanted:
        mark.note(now)
    for start in range(0, len(wanted), BATCH):
        changed += _settle(wanted[start : start + BATCH], now, {})
    return changed


def rebuild(now: datetime) -> Changed:
    """Make the whole table what the machines say, a batch of cases a transaction.

    Rows that were missing wait since the last thing that happened to their record.
    """
    changed = Changed()
    for batch in _batches():
        with transaction.atomic():
            # No step is taken in these cases meanwhile.
            cases = Case.objects.select_for_update(no_key=True).filter(pk__in=batch)
            list(cases.order_by("pk").values_list("pk", flat=True))
            changed += _settle(batch, now, _last_events(batch), whole=True)
            mark.note(now)
    return changed


def compare(case_ids: Collection[UUID], now: datetime) -> Compared:
    """Where the table differs from what the machines say, with nothing written: for who checks it."""
    found = _compare(case_ids, now)
    found.due = list(_due_otherwise(case_ids).values_list("pk", flat=True))
    return found


def turn_the_day(now: datetime) -> Changed:
    """Settle the cases in which a vote waits for a delegate whose last day is over: it waits for another (D12).

    Once each: what was settled waits for that delegate no longer.
    """
    over = SeatArrangement.objects.filter(
        ended_at=None, until__lt=local_date(now), rapid_review=OuterRef("about"), delegate=OuterRef("person")
    )
    stale = Waiting.objects.filter(Exists(over), what=Waiting.What.VOTE, person__isnull=False)
    return settle(set(stale.values_list("case", flat=True)), now)


def keep_whole(now: datetime) -> Changed:
    """A step of the worker’s sweep: the day’s turn; and the first rows of a portal that had cases before this table."""
    changed = turn_the_day(now)
    if not _looked:
        _due_otherwise(None).update(next_due=SOONEST)
        _looked.append(True)
    # Opened by a process of before the number was kept.
    for case in list(Case.objects.filter(reference_number=None).order_by("pk").only("pk", "reference")[:BATCH]):
        if (number := number_in(case.reference)) is not None:
            Case.objects.filter(pk=case.pk).update(reference_number=number)
    if not Waiting.objects.exists() and Case.objects.exists():
        changed += rebuild(now)
    return changed


def _batches() -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    for case_id in Case.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        batch.append(case_id)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _last_events(case_ids: Collection[UUID]) -> dict[UUID, datetime]:
    found = Event.objects.filter(case__in=case_ids, record_id__isnull=False).order_by()
    return dict(found.values_list("record_id").annotate(last=Max("at")))


def _due_otherwise(case_ids: Collection[UUID] | None) -> Any:
    """Those of these cases, or of all, with which another day is kept than the soonest of their running clocks."""
    cases = Case.objects.all() if case_ids is None else Case.objects.filter(pk__in=case_ids)
    differs = Q(soonest__isnull=False, next_due__isnull=False) & ~Q(next_due=F("soonest"))
    is_other = Q(soonest__isnull=True, next_due__isnull=False) | Q(soonest__isnull=False, next_due__isnull=True)
    return cases.order_by().annotate(soonest=SOONEST).filter(is_other | differs)


def _settle(
    case_ids: Collection[UUID], now: datetime, since: Mapping[UUID, datetime], *, whole: bool = False
) -> Changed:
    """`whole`: look when each case is due next, too, where no clock came, went or moved."""
    found = _compare(case_ids, now)
    for row in found.fresh:
        row.since = since.get(row.about, now)
    if found.over:
        Waiting.objects.filter(pk__in=[row.pk for row in found.over]).delete()
    insert(found.fresh)
    _move(found.moved)
    # Each running clock is a row, so that none comes, goes or moves without one that does.
    clocks = any(row.what == Waiting.What.LATE for row in (*found.fresh, *found.over, *found.moved))
    if whole:
        return found.changed + Changed(moved=_due_otherwise(case_ids).update(next_due=SOONEST))
    if clocks:
        _keep_next_due(case_ids)
    return found.changed


def _move(rows: Iterable[Waiting]) -> None:
    """Write the days of these rows: one UPDATE for all that have the same, as after a bank holiday."""
    alike = defaultdict(list)
    for row in rows:
        alike[row.days].append(row.pk)
    for (partnership, due, from_day), keys in alike.items():
        Waiting.objects.filter(pk__in=keys).update(partnership=partnership, due=due, from_day=from_day)


def _keep_next_due(case_ids: Collection[UUID]) -> None:
    key = Case._meta.pk
    of_these = [key.get_db_prep_value(case_id, connection) for case_id in case_ids]
    with connection.cursor() as cursor:
        cursor.execute(
            NEXT_DUE.format(places=", ".join(["%s"] * len(of_these))), [str(Deadline.State.RUNNING), *of_these]
        )


def _held(case_ids: Collection[UUID]) -> Iterable[Waiting]:
    return OF_ONE.rows(case=next(iter(case_ids))) if len(case_ids) == 1 else _of(case_ids)


def _of(case_ids: Collection[UUID]) -> "QuerySet[Waiting]":
    return Waiting.objects.filter(case__in=case_ids).order_by()


# Every step asks it of one case.
OF_ONE: KeptQuery[Waiting] = KeptQuery(lambda case: _of([case]), case=UUID)


def _compare(case_ids: Collection[UUID], now: datetime) -> Compared:
    held = {row.identity: row for row in _held(case_ids)}
    found = Compared()
    # A case that is new has no row yet.
    for row in waiting_in(case_ids, local_date(now), may_be_new=not held):
        kept = held.pop(row.identity, None)
        if kept is None:
            found.fresh.append(row)
        elif kept.days != row.days:
            kept.partnership_id, kept.due, kept.from_day = row.days
            found.moved.append(kept)
    found.over.extend(held.values())
    return found
