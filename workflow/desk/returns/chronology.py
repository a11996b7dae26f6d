"""One chronology out of all agencies' returns, by date, each event with the agency that told of it (D26, D30).

Read by meaning, so that an editor may reword or reorder the return form without breaking it. Nothing is merged: what
two agencies tell of one day stands side by side, and where it may be the same event the page says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Protocol

from forms.definition.dates import bounds, is_iso, spoken_date
from forms.definition.meanings import Reading
from forms.same_text import same
from workflow.machines.agency_return.machine import AgencyReturn

COUNTED = (AgencyReturn.SUBMITTED, AgencyReturn.ACCEPTED)
CLOCK = re.compile(r"\s*([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
WORD = re.compile(r"\w{3,}")
# Two texts of one day with this part of their words in common may tell of the same event.
ALIKE = 0.5
NO_DATE = "Date not given"


class Reader(Protocol):
    def __call__(self, submission_id: Any, /) -> Reading | None: ...


@dataclass(frozen=True)
class Entry:
    """One event in the chronology. `when` in words, as roughly as it was written; `day` its ISO text, "" without."""

    order: tuple[str, str, str]
    when: str
    time: str
    agency: str
    event: str
    action: str
    source: str
    comment: str
    day: str = ""
    like: tuple[str, ...] = ()

    @property
    def first(self) -> date | None:
        return bounds(self.day)[0] if self.day else None

    @property
    def last(self) -> date | None:
        return bounds(self.day)[1] if self.day else None


@dataclass(frozen=True)
class Day:
    """All that is told of one date, in the order of the hours; agencies side by side where there are several."""

    when: str
    entries: tuple[Entry, ...]

    @property
    def several(self) -> bool:
        return len({entry.agency for entry in self.entries}) > 1


def merged(returns: Iterable[AgencyReturn], read: Reader) -> list[Entry]:
    """The key events of every return that was sent and not sent back, oldest first, those without a date at the end.

    What is known only by its month or year stands before the days of that month or year. Of one day, what has an hour
    follows what has none; otherwise agencies by name, and each agency's events as it wrote them.
    """
    entries: list[Entry] = []
    for one in sorted(returns, key=lambda each: each.agency.name.casefold()):
        reading = read(one.submission_id) if one.state in COUNTED and one.submission_id else None
        if reading is not None:
            entries += [_entry(one, event) for event in _events(reading)]
    return sorted(entries, key=lambda entry: entry.order)


def _events(reading: Reading) -> Iterator[dict[str, Any]]:
    yield from reading.many("event")
    for row in reading.one("return.chronology") or ():
        yield {f"event.{part}": row.get(part) for part in ("date", "time", "source", "event", "action", "comment")}


def _entry(one: AgencyReturn, event: dict[str, Any]) -> Entry:
    written, time = str(event.get("event.date") or ""), str(event.get("event.time") or "")
    day = written if is_iso(written) else ""
    return Entry(
        order=_order(day, time),
        when=spoken_date(day) if day else written or NO_DATE,
        time=time,
        agency=one.agency.name,
        event=str(event.get("event.event") or ""),
        action=str(event.get("event.action") or ""),
        source=str(event.get("event.source") or ""),
        comment=str(event.get("event.comment") or ""),
        day=day,
    )


def _order(day: str, time: str) -> tuple[str, str, str]:
    if not day:
        return "9999", "", ""
    clock = CLOCK.match(time)
    hour = f"{int(clock[1]):02}:{clock[2]}" if clock else ""
    return bounds(day)[0].isoformat(), f"{len(day):02}", hour


def by_day(entries: Sequence[Entry]) -> list[Day]:
    """The chronology day by day, with what may be the same event told twice."""
    return [
        Day(when, tuple(_compared(list(found))))
        for (when, _), found in groupby(entries, key=lambda entry: (entry.when, entry.day))
    ]


def _compared(entries: list[Entry]) -> list[Entry]:
    words = [set(WORD.findall(same(entry.event))) for entry in entries]
    found = []
    for place, entry in enumerate(entries):
        like = [
            other.agency
            for second, other in enumerate(entries)
            if entry.day and other.agency != entry.agency and _alike(words[place], words[second])
        ]
        found.append(replace(entry, like=tuple(dict.fromkeys(like))))
    return found


def _alike(one: set[str], other: set[str]) -> bool:
    together = one | other
    return bool(together) and len(one & other) / len(together) >= ALIKE


def within(
    entries: Iterable[Entry], *, agency: str = "", first: date | None = None, last: date | None = None
) -> list[Entry]:
    """Those of one agency, and of a period: a rough date belongs to it where any day it can mean does."""
    found = [entry for entry in entries if not agency or entry.agency == agency]
    if first is not None:
        found = [entry for entry in found if entry.last is not None and entry.last >= first]
    if last is not None:
        found = [entry for entry in found if entry.first is not None and entry.first <= last]
    return found


# What was searched


@dataclass(frozen=True)
class Searched:
    """The period that one agency searched, how many events it told of, and what of the whole period it left out."""

    agency: str
    first: date | None
    last: date | None
    events: int
    gaps: tuple[tuple[date, date], ...]


def searched(returns: Iterable[AgencyReturn], read: Reader, entries: Sequence[Entry]) -> list[Searched]:
    """By agency. The whole period is what all of them together searched."""
    periods: dict[str, list[tuple[date, date]]] = {}
    for one in returns:
        reading = read(one.submission_id) if one.state in COUNTED and one.submission_id else None
        if reading is not None:
            periods.setdefault(one.agency.name, []).extend(_period(reading))
    every = [period for found in periods.values() for period in found]
    whole = (min(first for first, _ in every), max(last for _, last in every)) if every else None
    return [
        Searched(
            agency,
            min((first for first, _ in found), default=None),
            max((last for _, last in found), default=None),
            sum(entry.agency == agency for entry in entries),
            tuple(_gaps(found, whole)) if whole else (),
        )
        for agency, found in sorted(periods.items(), key=lambda pair: pair[0].casefold())
    ]


def _period(reading: Reading) -> Iterator[tuple[date, date]]:
    first, last = reading.one("return.period_from"), reading.one("return.period_to")
    if is_iso(first) and is_iso(last):
        yield bounds(first)[0], bounds(last)[1]


def _gaps(periods: list[tuple[date, date]], whole: tuple[date, date]) -> Iterator[tuple[date, date]]:
    reached = whole[0]
    for first, last in sorted(periods):
        if first > reached:
            yield reached, first - timedelta(days=1)
        reached = max(reached, last + timedelta(days=1))
    if reached <= whole[1]:
        yield reached, whole[1]
