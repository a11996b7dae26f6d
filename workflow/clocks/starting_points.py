"""What of the procedure's occasions has happened in a case, on which day, and for which machine's record.

A clock that already counts from an occasion knows its day best, corrections included; else the records tell it. An
occasion that was undone, because its record was withdrawn or stopped, has not happened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.clocks.deadline import Deadline
from workflow.engine.event import Event
from workflow.engine.machine import machines
from workflow.engine.step import local_date
from workflow.procedures.occasions import Occasion, steps_of_occasion

# Where a record's occasion is undone.
UNDONE = frozenset({"withdrawn", "not_required", "joined", "stopped", "withheld", "taken_down", "reinstated"})
# What a step's answers call the day on which it happened, where that is not the day on which it was recorded.
DAYS_TOLD = (
    "on",
    "held_on",
    "told_on",
    "sent_on",
    "answered_on",
    "decided_on",
    "agreed_on",
    "published_on",
    "ended_on",
    "left_on",
    "given_on",
    "came_on",
)
# Machine, column with the day or moment, occasion.
KEPT = (
    ("referral", "referred_on", Occasion.REFERRED),
    ("notification", "aware_on", Occasion.AWARE),
    ("notification", "submitted_at", Occasion.PANEL_NOTIFIED),
    ("notification", "submitted_at", Occasion.NOTIFIED),
    # The clock of a rapid review is the rapid review's own.
    ("rapid_review", "decided_at", Occasion.RAPID_REVIEW_COMPLETED),
    ("rapid_review", "sent_at", Occasion.SENT_TO_PANEL),
    ("rapid_review", "panel_answered_on", Occasion.PANEL_ANSWERED),
    ("review", "commissioned_on", Occasion.REVIEW_DECIDED),
    ("review", "bodies_told_on", Occasion.BODIES_TOLD),
    ("review", "family_told_on", Occasion.FAMILY_TOLD),
    ("publication", "planned_on", Occasion.PUBLICATION_PLANNED),
    ("publication", "advance_copy_on", Occasion.ADVANCE_COPY_SENT),
    ("publication", "published_at", Occasion.PUBLISHED),
)


@dataclass(frozen=True)
class Point:
    """An occasion that has happened. `record` is None where only the day is known, not for which record."""

    on: date
    record: Any = None


def day_of(event: Event, record: Any) -> date:
    """The day on which what a step tells of happened: as its record keeps it or its answers say, else when it was
    taken. A day that the answers set ahead is none on which something happened.
    """
    recorded, said = local_date(event.at), event.data or {}
    for of_kind, column, occasion in KEPT:
        if of_kind == event.machine and event.kind in steps_of_occasion(occasion):
            kept = getattr(record, column)
            if kept is not None:
                return min(local_date(kept) if isinstance(kept, datetime) else kept, recorded)
    told = next((said[name] for name in DAYS_TOLD if said.get(name)), None)
    return min(date.fromisoformat(told), recorded) if told else recorded


def points_of(case: Any, *, wanted: Iterable[str] = ()) -> dict[str, Point]:
    """The occasions that have happened in the case, each the last time: a query for each machine and one.

    Steps that are no day with a name are only looked for where they are `wanted`: then there are two queries more.
    """
    records = {
        (kind, record.pk): record
        for kind in dict.fromkeys(kind for kind, _, _ in KEPT)
        for record in machines()[kind].objects.filter(case=case).order_by("created_at")
    }
    found = dict(_met(case))
    found |= dict(_kept(records))
    found |= dict(_counted(case, records))
    if kinds := set(wanted) - found.keys() - set(Occasion.values):
        found |= dict(_taken(case, kinds))
    return found


def _taken(case: Any, kinds: Iterable[str]) -> Iterator[tuple[str, Point]]:
    """The steps of these kinds that the log has, with the record of each that stands."""
    taken = list(Event.objects.filter(case=case, kind__in=kinds).select_related("data_key").order_by("position"))
    records: dict[Any, Any] = {}
    for machine in {event.machine for event in taken}:
        records |= machines()[machine].objects.in_bulk({one.record_id for one in taken if one.machine == machine})
    for event in taken:
        record = records.get(event.record_id)
        if record is not None and not _is_undone(record):
            yield event.kind, Point(day_of(event, record), record)


def _met(case: Any) -> Iterator[tuple[str, Point]]:
    met = Deadline.objects.filter(case=case, state=Deadline.State.MET).select_related("rule").order_by("opened_at")
    for deadline in met:
        if deadline.met_on is not None:
            yield deadline.rule.met_by, Point(deadline.met_on)


def _kept(records: dict[Any, Any]) -> Iterator[tuple[str, Point]]:
    for kind, column, occasion in KEPT:
        for (of_kind, _), record in records.items():
            value = getattr(record, column, None)
            if of_kind != kind or value is None or _is_undone(record):
                continue
            yield occasion, Point(local_date(value) if isinstance(value, datetime) else value, record)


def _is_undone(record: Any) -> bool:
    """Also while a review waits for the decision that it rests on (D12)."""
    return record.state in UNDONE or getattr(record, "waits_since", None) is not None


def _counted(case: Any, records: dict[Any, Any]) -> Iterator[tuple[str, Point]]:
    counting = Deadline.objects.filter(case=case).exclude(state=Deadline.State.STOPPED)
    for deadline in counting.select_related("rule").order_by("opened_at"):
        record = records.get((deadline.machine, deadline.record_id))
        if record is not None and record.state not in UNDONE:
            yield deadline.rule.starts_on, Point(deadline.started_on, record)
