"""Dates of a case in every form that people write: in figures and words, in part, within a range or a season."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache

from portal.identification import date_reading as read
from portal.identification.date_reading import Reading, Written, dates_in
from portal.identification.mentions import Mention
from portal.identification.patterns import CERTAIN, LIKELY, POSSIBLE
from portal.identification.words import Folded, folded
from workflow.machines.publication.identification.identifiers import DATE, Identifier

LONGEST_RANGE = 366
SAID = {
    read.ORDINARY: (CERTAIN, "The date."),
    read.SWAPPED: (LIKELY, "The date in another order, or at one end of a range."),
    read.YEAR_LEFT_OUT: (POSSIBLE, "The day without its year."),
    read.IN_PART: (POSSIBLE, "The month and the year."),
    read.UNLIKELY: (POSSIBLE, "The date in figures that may mean something else."),
}
WITHIN = (POSSIBLE, "The date lies within these days.")
VAGUE = (POSSIBLE, "The date lies within this month, season or quarter.")


class Dates:
    """The days that are looked for, made ready once."""

    def __init__(self, identifiers: Iterable[Identifier]) -> None:
        self.wanted = [(one, part) for one in identifiers if one.kind == DATE and (part := parts_of(one.text))]

        # The same few dates stand in a text again and again.
        self._meant = lru_cache(maxsize=20_000)(self._meanings)
        # A range that ends in another year holds none of them.
        self.years = {year for _one, part in self.wanted if part.year for year in (part.year, part.year + 1)}

    def mentions(self, text: Folded, dates: Callable[[], list[Written]]) -> Iterator[Mention]:
        """Every date of the text (`dates` reads them) that may be one of these."""
        if not self.wanted:
            return
        seen: set[tuple[Identifier, int]] = set()
        for written in dates():
            for one, sure, why in self._meant(written.readings, written.first, written.last, written.vague):
                if (one, written.end) not in seen:
                    seen.add((one, written.end))
                    start, end = text.span(written.start, written.end)
                    vague = written.vague and sure == POSSIBLE
                    yield Mention(one, start, end, sure, why, f"about {one.text}" if vague else "")

    def _meanings(
        self, readings: tuple[Reading, ...], first: date | None, last: date | None, vague: bool
    ) -> tuple[tuple[Identifier, str, str], ...]:
        """Which of the days looked for a written date can mean, how sure, and why."""
        written = Written(0, 0, readings, first, last, vague)
        fitting = ((one, _fits(written, wanted, one)) for one, wanted in self.wanted)
        return tuple((one, *said) for one, said in fitting if said is not None)


def parts_of(text: str) -> Reading | None:
    """What a date of the records says: a day, or a month. None of a year alone: it points to nobody."""
    found = re.fullmatch(r"\s*(\d{4})-(\d\d)(?:-(\d\d))?(?:T.*)?\s*", text)
    if found:
        reading = Reading(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
        return reading if 0 < reading.month < 13 else None
    for written in dates_in(folded(text)):
        for reading in written.readings:
            if reading.year and 0 < reading.month < 13 and written.start == len(text) - len(text.lstrip()):
                return reading
    return None


def day_of(reading: Reading) -> date | None:
    return read._day_of(reading)


def _fits(written: Written, wanted: Reading, one: Identifier) -> tuple[str, str] | None:
    for reading in written.readings:
        if (said := _same(reading, wanted)) is not None:
            return said if said[0] == CERTAIN or not one.in_passing or said[0] == LIKELY else None
    day = day_of(wanted)
    if day is None or one.in_passing or not written.first or not written.last:
        return None
    if written.first <= day <= written.last and (written.last - written.first).days <= LONGEST_RANGE:
        return VAGUE if written.vague else WITHIN
    return None


def _same(reading: Reading, wanted: Reading) -> tuple[str, str] | None:
    if reading.month != wanted.month or (reading.day and wanted.day and reading.day != wanted.day):
        return None
    if reading.year is None:
        return SAID[reading.how] if reading.day and wanted.day else None
    if reading.year != wanted.year:
        return None
    if wanted.day is None:
        # The records have no more than the month.
        return (CERTAIN, "The month and the year.") if reading.day is None else (POSSIBLE, "A day of that month.")
    return SAID[reading.how] if reading.day else SAID[read.IN_PART]
