"""The ledger of a case’s clocks: what started each, by which rule, each day skipped, and what became of its date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from workflow import clocks
from workflow.clocks.deadline import Deadline, DeadlineReminder
from workflow.desk.case_file.file import CaseFile, title_of
from workflow.desk.deadlines.countdown import Countdown
from workflow.desk.history.timeline import Happening, timeline
from workflow.desk.steps.moves import Moves
from workflow.engine.event import Event
from workflow.machines.extension.machine import Extension


@dataclass(frozen=True)
class Entry:
    """One clock. `started` is what opened it; `extensions` come with the steps that may be taken on them.

    `changes` of its dates tell the dates before, and what was done by whom where a person did it.
    """

    countdown: Countdown
    version: str
    reasons: list[str]
    breach: str
    started: Happening | None
    changes: list[dict[str, Any]]
    reminders: tuple[DeadlineReminder, ...]
    extensions: tuple[tuple[Extension, Moves], ...]

    @property
    def deadline(self) -> Deadline:
        return self.countdown.deadline


def ledger(file: CaseFile) -> list[Entry]:
    """Every clock of the case, those that run first. Some six queries however many there are."""
    deadlines = [one.deadline for one in file.countdowns]
    happened = _happenings(file, deadlines)
    reminders: dict[Any, list[DeadlineReminder]] = defaultdict(list)
    for reminder in DeadlineReminder.objects.filter(deadline__in=deadlines).order_by("queued_at", "pk"):
        reminders[reminder.deadline_id].append(reminder)
    extensions = _extensions(file, deadlines)
    return [
        Entry(
            countdown=one,
            version=clocks.title_of_version(one.deadline.rule),
            reasons=clocks.reasons(one.deadline),
            breach=clocks.breach_in_words(one.deadline),
            started=happened.get((one.deadline.record_id, one.deadline.opened_at)),
            changes=_changes(one.deadline, happened),
            reminders=tuple(reminders[one.deadline.pk]),
            extensions=tuple(extensions[one.deadline.pk]),
        )
        for one in file.countdowns
    ]


def _happenings(file: CaseFile, deadlines: Iterable[Deadline]) -> Mapping[Any, Happening]:
    """What was done, by the event's identifier, and by record and moment where it was the first at that moment."""
    found = list(deadlines)
    named = [entry["event"] for deadline in found for entry in deadline.history if entry["event"]]
    opened = {deadline.opened_at for deadline in found}
    records = {deadline.record_id for deadline in found}
    wanted = Q(pk__in=named) | Q(at__in=opened, record_id__in=records)
    events = list(Event.objects.filter(wanted, case=file.case).select_related("actor").order_by("position"))
    told: dict[Any, Happening] = {}
    for event, happening in zip(events, timeline(file.case, events, {}), strict=True):
        told[str(event.pk)] = happening
        told.setdefault((event.record_id, event.at), happening)
    return told


def _changes(deadline: Deadline, happened: Mapping[Any, Happening]) -> list[dict[str, Any]]:
    return [
        {
            "on": date.fromisoformat(entry["changed_on"]),
            "cause": clocks.cause_in_words(entry),
            "started_on": date.fromisoformat(entry["started_on"]),
            "due_on": date.fromisoformat(entry["due_on"]),
            "happening": happened.get(entry["event"]),
        }
        for entry in deadline.history
    ]


def _extensions(file: CaseFile, deadlines: Iterable[Deadline]) -> Mapping[Any, list[tuple[Extension, Moves]]]:
    by_id = {deadline.pk: deadline for deadline in deadlines}
    for extension in file.extensions:
        extension.deadline = by_id[extension.deadline_id]
    found: dict[Any, list[tuple[Extension, Moves]]] = defaultdict(list)
    for extension, moves in zip(file.extensions, file.moves(file.extensions), strict=True):
        found[extension.deadline_id].append((extension, moves))
    return found


def titles_of_records(file: CaseFile) -> dict[Any, str]:
    """What each record of the case is called, by its identifier: whose clock it is."""
    records: list[Any] = [*file.notifications, *file.rapid_reviews, *file.reviews, *file.publications]
    return {record.pk: title_of(record) for record in records}
