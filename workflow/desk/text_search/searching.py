"""One go of a search: the newest cases first, so many and no longer than bounded; what was shown is put on record."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.db.models import QuerySet

from workflow.desk.text_search.matching import Excerpt, Words
from workflow.desk.text_search.written import Piece, written_in
from workflow.engine import log
from workflow.engine.event import Event
from workflow.intake.handlers.moving import READERS
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor

# As many cases are opened in one go, and none is begun after so many seconds.
A_GO, SECONDS, TOGETHER = 200, 4.0, 20
SHOWN_A_CASE, CASES_SHOWN = 3, 25
SEARCHED = "case.searched"


@dataclass(frozen=True)
class Hit:
    """One text in which the words stand."""

    piece: Piece
    excerpt: Excerpt


@dataclass(frozen=True)
class InCase:
    """What was found in one case: the first hits, and how many more there are."""

    case: Case
    hits: tuple[Hit, ...]
    more: int


@dataclass(frozen=True)
class Result:
    """`searched` of `total` cases were gone through so far; `is_whole`: there is none left."""

    found: tuple[InCase, ...]
    searched: int
    total: int

    @property
    def is_whole(self) -> bool:
        return self.searched >= self.total


def scope(by: Actor) -> "QuerySet[Any]":
    """The cases in which this person reads what was sent, the newest first."""
    found = Case.objects.read_by(by, READERS).exclude(state=Case.ERASED)
    return found.select_related("partnership", "procedure", "data_key").order_by("-opened_at", "pk")


def search(words: Words, *, by: Actor, now: datetime, after: int = 0) -> Result:
    """Go on after so many cases. Each case in which something was found is logged with the words, sealed."""
    cases = scope(by)
    total, began = cases.count(), monotonic()
    found: list[InCase] = []
    searched = min(after, total)
    last = min(searched + A_GO, total)
    while searched < last and len(found) < CASES_SHOWN and monotonic() - began < SECONDS:
        batch = list(cases[searched : min(searched + TOGETHER, last)])
        if not batch:
            break
        found += _in_batch(batch, words, by)
        searched += len(batch)
    _put_on_record(found, words, by, now)
    return Result(tuple(found), searched, total)


def _in_batch(batch: list[Case], words: Words, by: Actor) -> list[InCase]:
    hits: dict[Any, list[Hit]] = defaultdict(list)
    for piece in written_in(batch, by):
        if (excerpt := words.excerpt(piece.text)) is not None:
            hits[piece.case_id].append(Hit(piece, excerpt))
    return [
        InCase(case, tuple(hits[case.pk][:SHOWN_A_CASE]), max(0, len(hits[case.pk]) - SHOWN_A_CASE))
        for case in batch
        if hits[case.pk]
    ]


def _put_on_record(found: list[InCase], words: Words, by: Actor, now: datetime) -> None:
    """What was shown of a case was read. The words may be a name: they lie sealed under that case's key."""
    events = [
        Event(
            case=one.case,
            data_key=one.case.data_key,
            kind=SEARCHED,
            actor=by.user,
            at=now,
            data={"words": " ".join(words.words)},
        )
        for one in found
    ]
    if events:
        log.append(events)
