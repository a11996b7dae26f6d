"""Keeping the table of what waits: written in the transaction that changed something, made anew by a command.

The door settles the case of every step (workflow.engine.settling); who changes what waits without a step settles too.
Rows that still hold stay as they are, so that `since` says since when. With them is kept when a case is due next: the
soonest day of its clocks, of which each is a row.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from workflow.engine.event import Event
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.waiting.asked import waiting_in
from workflow.waiting.waiting import Waiting

log = logging.getLogger(__name__)
# As many parameters as SQLite takes in one statement allow no more cases at once.
BATCH = 200


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
    # By case, when it is due next, where something else was kept.
    due: dict[UUID, date | None] = field(default_factory=dict)

    @property
    def changed(self) -> Changed:
        return Changed(len(self.fresh), len(self.over), len(self.moved) + len(self.due))


@transaction.atomic(savepoint=False)
def settle(case_ids: Iterable[Any], now: datetime) -> Changed:
    """Make the rows of these cases what the machines say. New rows wait since now."""
    wanted = list(case_ids)
    changed = Changed()
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
            changed += _settle(batch, now, _last_events(batch), known=_known_due(batch))
    return changed


def compare(case_ids: Collection[UUID], now: datetime) -> Compared:
    """Where the table differs from what the machines say, with nothing written: for who checks it."""
    return _compare(case_ids, now, known=_known_due(case_ids))


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


def _known_due(case_ids: Collection[UUID]) -> dict[UUID, date]:
    """By case, when it is due next as it is kept."""
    return dict(Case.objects.filter(pk__in=case_ids).exclude(next_due=None).order_by().values_list("pk", "next_due"))


def _settle(
    case_ids: Collection[UUID],
    now: datetime,
    since: Mapping[UUID, datetime],
    *,
    known: Mapping[UUID, date] | None = None,
) -> Changed:
    found = _compare(case_ids, now, known=known)
    for row in found.fresh:
        row.since = since.get(row.about, now)
    if found.over:
        Waiting.objects.filter(pk__in=[row.pk for row in found.over]).delete()
    if found.fresh:
        Waiting.objects.bulk_create(found.fresh)
    if found.moved:
        Waiting.objects.bulk_update(found.moved, ["partnership", "due", "from_day"])
    if found.due:
        Case.objects.bulk_update([Case(pk=pk, next_due=due) for pk, due in found.due.items()], ["next_due"])
    return found.changed


def _compare(case_ids: Collection[UUID], now: datetime, *, known: Mapping[UUID, date] | None = None) -> Compared:
    """`known`: when each case is due next as it is kept; without it what its rows said so far."""
    held = {row.identity: row for row in Waiting.objects.filter(case__in=case_ids).order_by()}
    known = _soonest(held.values()) if known is None else known
    wanted = waiting_in(case_ids, local_date(now))
    soonest = _soonest(wanted)
    found = Compared()
    for row in wanted:
        kept = held.pop(row.identity, None)
        if kept is None:
            found.fresh.append(row)
        elif kept.days != row.days:
            kept.partnership_id, kept.due, kept.from_day = row.days
            found.moved.append(kept)
    found.over.extend(held.values())
    found.due = {one: soonest.get(one) for one in case_ids if soonest.get(one) != known.get(one)}
    return found


def _soonest(rows: Iterable[Waiting]) -> dict[UUID, date]:
    """By case the soonest day of a clock."""
    found: dict[UUID, date] = {}
    for row in rows:
        if row.what == Waiting.What.LATE and row.due is not None:
            found[row.case_id] = min(row.due, found.get(row.case_id, row.due))
    return found
