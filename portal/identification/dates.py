"""Dates in every form that people write them in: with figures, with words, the year short, first or left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.identification.words import Folded
from workflow.machines.publication.identification.identifiers import DATE, Identifier

IN_THE_YEAR = "january february march april may june july august september october november december"
MONTHS = IN_THE_YEAR.split()
NUMBERS = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}
IN_ORDER = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = IN_ORDER.split()
DAYS = {name: number for number, name in enumerate(ORDINALS, 1)} | {
    f"twenty {name}": 20 + number for number, name in enumerate(ORDINALS[:9], 1)
}
DAYS |= {"thirtieth": 30, "thirty first": 31}
MONTH = "(?P<month>" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
IN_WORDS = "|".join(name.replace(" ", r"[\s-]") for name in sorted(DAYS, key=len, reverse=True))
DAY = rf"(?:(?<!\d)(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?(?!\d)|(?<!\w)(?P<named>{IN_WORDS})(?!\w))"
YEAR = r"['’]?(?P<year>\d{4}|\d{2})(?!\d)"
GAP = r"[\s.,/_-]{0,3}"
SIGN = r"\s?[./\\_\-–\s]\s?"
IN_LETTERS = (
    re.compile(
        rf"{DAY}(?:\s+day)?(?:\s+of)?(?:\s+the\s+month\s+of)?{GAP}(?<![^\W\d_]){MONTH}(?:{GAP}(?:of\s)?{YEAR})?"
    ),
    re.compile(rf"(?<![^\W\d_]){MONTH}{GAP}(?:the\s)?{DAY}(?:{GAP}{YEAR})?"),
    re.compile(rf"(?<![^\W\d_]){MONTH}{GAP}(?:of\s)?(?P<year>\d{{4}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<year>\d{{4}}){GAP}{MONTH}(?:{GAP}{DAY})?"),
)
IN_FIGURES = re.compile(rf"(?<!\d)(\d{{1,4}}){SIGN}(\d{{1,2}}){SIGN}(\d{{4}}|\d{{1,2}})(?!\d)")
# Eight figures in a row, also where a time follows, as a PDF writes it; six.
IN_A_ROW = re.compile(r"(?<!\d)(\d{8})(?=\d{6}|(?!\d))|(?<!\d)(\d{6})(?!\d)")


@dataclass(frozen=True)
class DateFound:
    identifier: Identifier
    start: int
    end: int


def find_dates(text: Folded, identifiers: Iterable[Identifier]) -> Iterator[DateFound]:
    """Every date of the text that may be one of these; a form without its year or its day counts too."""
    wanted = [(one, *_parts(one.text)) for one in identifiers if one.kind == DATE]
    if not wanted:
        return
    for start, end, readings in _dates_in(text.text):
        for one, year, month, day in wanted:
            if any(_fits(reading, year, month, day) for reading in readings):
                yield DateFound(one, start, end)
                break


Reading = tuple[int | None, int, int | None]


def _parts(iso: str) -> Reading:
    # A year alone points to nobody.
    found = re.match(r"(\d{4})-(\d\d)(?:-(\d\d)|$)", iso)
    return (int(found[1]), int(found[2]), int(found[3]) if found[3] else None) if found else (None, 0, None)


def _fits(reading: Reading, year: int | None, month: int, day: int | None) -> bool:
    its_year, its_month, its_day = reading
    if its_month != month or (its_day is not None and day is not None and its_day != day):
        return False
    if its_year is None:
        return its_day is not None and day is not None
    if year is None:
        return False
    return its_year == year or (its_year < 100 and its_year == year % 100)


def _dates_in(text: str) -> Iterator[tuple[int, int, list[Reading]]]:
    whole: list[tuple[int, int]] = []
    for pattern in IN_LETTERS:
        for match in pattern.finditer(text):
            found = match.groupdict()
            if found.get("day") or found.get("named"):
                whole.append(match.span())
            elif any(start < match.end() and match.start() < end for start, end in whole):
                # “April 2019” within “3 April 2019” is that day, not the month.
                continue
            named = found.get("named")
            day = int(found["day"]) if found.get("day") else DAYS.get(re.sub(r"[\s-]", " ", named)) if named else None
            year = int(found["year"]) if found.get("year") else None
            yield match.start(), match.end(), [(year, NUMBERS[found["month"]], day)]
    for match in IN_FIGURES.finditer(text):
        yield match.start(), match.end(), _readings(*match.groups())
    for match in IN_A_ROW.finditer(text):
        run = match[1] or match[2]
        short = len(run) == 6
        cuts = ((2, 4),) if short else ((4, 6), (2, 4))
        readings = [reading for one, two in cuts for reading in _readings(run[:one], run[one:two], run[two:])]
        yield match.start(), match.end(), readings


def _readings(one: str, two: str, three: str) -> list[Reading]:
    a, b, c = int(one), int(two), int(three)
    if len(one) == 4:
        return [(a, b, c)]
    readings: list[Reading] = [(c, b, a), (c, a, b)]
    if len(three) == 2:
        readings.append((a, b, c))
    return readings
