"""Reads the dates of a text, whole or in part: each as the first and the last day that it can mean."""

import re
from calendar import monthrange
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta

from portal.identification import date_words as told
from portal.identification.date_words import alternation
from portal.identification.words import Folded

MONTH = rf"(?P<month>{alternation(told.ALL_MONTHS)})(?![^\W\d_])\.?"
WORDED = alternation({**told.DAYS, **told.CARDINAL_DAYS})
DAY = rf"(?:(?<!\d)(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)?(?!\d)|(?<!\w)(?P<named>{WORDED})(?!\w))"
YEAR = rf"(?:['’]?\s?(?P<year>\d{{4}}|\d{{2}})(?!\d)|(?P<worded>{alternation(told.YEARS)})(?!\w))"
WHOLE_YEAR = rf"(?:['’](?P<short>\d\d)(?!\d)|(?P<year>\d{{4}})(?!\d)|(?P<worded>{alternation(told.YEARS)})(?!\w))"
GAP = r"[\s.,/_()-]{0,3}"
SIGN = r"\s?[./\\_\-–\s:|]\s?"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[\s,.]{1,3}(?:the\s)?)"
DAY_MONTH = re.compile(
    rf"{DAY}(?:\s+day)?(?:\s+(?:of|de))?(?:\s+the\s+month\s+of)?{GAP}(?<![^\W\d_]){MONTH}(?:{GAP}(?:of\s|in\s|de\s)?{YEAR})?"
)
MONTH_DAY = re.compile(rf"(?<![^\W\d_]){MONTH}{GAP}(?:the\s)?{DAY}(?:{GAP}(?:of\s|in\s)?{YEAR})?")
YEAR_MONTH = re.compile(rf"(?<![\d./-])(?P<year>\d{{4}})[\s./_-]{{0,2}}{MONTH}(?:{GAP}{DAY})?")
MONTH_YEAR = re.compile(rf"(?<![^\W\d_]){MONTH}{GAP}(?:of\s|in\s|the\s)?{WHOLE_YEAR}")
ROMAN = re.compile(
    r"(?<!\w)(?P<day>\d{1,2})\s?[\s./-]\s?(?P<roman>[ivx]{1,4})\s?[\s./-]\s?(?P<year>\d{4}|\d{2})(?!\d)"
    r"|(?<!\w)(?P<month_only>[ivx]{1,4})\s?[./-]\s?(?P<its_year>\d{4})(?!\d)"
)
IN_FIGURES = re.compile(rf"(?<!\d)(\d{{1,4}}){SIGN}(\d{{1,2}}){SIGN}(\d{{4}}|\d{{1,2}})(?!\d|[/.]\d)")
OF_ASIA = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
# Letters that are used for figures among figures.
AS_FIGURE = re.compile(r"(?<=\d)[oil](?=[\d\s./-])|(?<![a-z])[oil](?=\d)")
# Eight figures in a row, also where a time follows, as a PDF writes it; six.
IN_ONE = re.compile(r"(?<!\d)(\d{8})(?=\d{6}|(?!\d))|(?<!\d)(\d{6})(?!\d)")
SPACED = re.compile(r"(?<!\d)(?<!\d )\d(?:[\s./-]{1,3}\d){7}(?![\s./-]{0,3}\d)")
SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/]|[.-]\d)")
MONTH_IN_FIGURES = re.compile(
    r"(?<![\d/.-])(?P<month>\d{1,2})\s?[./-]\s?(?P<year>(?:19|20)\d\d)(?![\d]|[./-]\d)"
    r"|(?<![\d/.-])(?P<its_year>(?:19|20)\d\d)[./-](?P<its_month>\d\d)(?![\d]|[./-]\d)"
)
WEEK = re.compile(r"(?<!\d)(\d{4})-?w(\d\d)(?:-?(\d))?(?!\d)")
OF_THE_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d{3})(?![\d-])")
SERIAL = re.compile(r"(?<![\d.,/-])(\d{5})(?:\.0+)?(?![\d/-])(?![.,]\d)")
SEASON = re.compile(
    rf"(?<!\w)(?P<season>{alternation(told.SEASONS)})\s?(?P<term>half[\s-]term|term|holidays?|break)?\s?(?:of\s|in\s|,\s?)?"
    r"(?:the\syear\s)?['’]?(?P<year>\d{4}|(?<=['’])\d\d)(?:\s?[-/]\s?\d{2,4})?(?!\d)"
    rf"|(?<![\d./-])(?P<its_year>\d{{4}})[\s-]{{1,2}}(?P<its_season>{alternation(told.SEASONS)})(?!\w)"
)
QUARTER = re.compile(
    r"(?<!\w)(?:q(?P<short>[1-4])|(?P<named>first|second|third|fourth|last|1st|2nd|3rd|4th)\squarter)"
    r"[\s,/-]{0,3}(?:of\s|in\s)?(?P<year>\d{4})(?!\d)|(?<!\d)(?P<its_year>\d{4})[\s/-]{0,2}q(?P<its>[1-4])(?!\w)"
)
FEAST = re.compile(
    rf"(?<!\w)(?P<feast>{alternation(told.FEASTS)})(?!\w)(?:[\s,]{{1,2}}(?:of\s|in\s)?(?P<year>\d{{4}})(?!\d))?"
)
AROUND_A_FEAST = re.compile(
    r"(?<!\w)(?P<feast>christmas|new year|easter)(?:\s(?:time|holidays?|break|period))?[\s,]{1,2}"
    r"(?:of\s|in\s)?(?P<year>\d{4})(?!\d)"
)
SPREADSHEET_BEGAN = date(1899, 12, 30)
RANGE = re.compile(r"\s?(?:-|to|until|till|through|and|/|or|up to|bis)\s?(?:the\s)?(?:about\s)?")
HEAD = re.compile(
    rf"(?<!\d)(?<!\d[./-])(\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|to|until|till|and|or|/|&|,)\s?(?:the\s)?{WEEKDAY}?$"
)
WEEK_OF = re.compile(
    r"(?:week|w)(?:\s|/)?(?:commencing|beginning|starting|of|from|c|b)\s?(?:on\s)?(?:the\s)?" + WEEKDAY + "?$"
)
WEEK_TO = re.compile(r"week\s(?:ending|ended|to)\s?(?:on\s)?(?:the\s)?" + WEEKDAY + "?$")
MONTHS_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?P<month>{alternation(told.NUMBERS)})\.?\s?(?:-|to|and|/|or|until|&|into)\s?(?:early\s|late\s|mid-?\s?)?$"
)
ORDINARY, SWAPPED, YEAR_LEFT_OUT, IN_PART, WITHIN, UNLIKELY = range(6)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a written date can mean. Where a part is left out it is None."""

    year: int | None
    month: int
    day: int | None
    how: int = ORDINARY


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it stands in a text (places of the folded one): its readings, or the days from first to last."""

    start: int
    end: int
    readings: tuple[Reading, ...] = ()
    first: date | None = None
    last: date | None = None
    # It says its month, its quarter or its season and no day.
    vague: bool = False


def dates_in(text: Folded, years: Set[int] = frozenset()) -> list[Written]:
    """Every date of the text, in its order, those within longer ones left out; then ranges that end in these years."""
    found: list[Written] = []
    for read in (_in_letters, _in_figures, _in_parts, _seasons):
        found += read(text)
    found.sort(key=lambda one: (one.vague, one.start - one.end, one.start))
    kept: list[Written] = []
    covered = bytearray(len(text.text) + 1)
    for one in found:
        if not any(covered[one.start : one.end]):
            covered[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    kept.sort(key=lambda one: one.start)
    return [*kept, *_ranges(text.text, kept, years)] if years else kept


def _in_letters(text: Folded) -> Iterator[Written]:
    for pattern in (DAY_MONTH, MONTH_DAY, YEAR_MONTH):
        for match in pattern.finditer(text.text):
            found = match.groupdict()
            month = told.ALL_MONTHS[found["month"]]
            named = re.sub(r"[\s-]+", " ", found["named"]) if found.get("named") else ""
            day = int(found["day"]) if found.get("day") else told.DAYS.get(named) or told.CARDINAL_DAYS.get(named)
            year = _year(found)
            capital = text.original[text.places[match.start("month")]].isupper()
            if year is None and ((named in told.CARDINAL_DAYS) or (found["month"] in told.WORDS_TOO and not capital)):
                # “One may …”, “the second may”
                continue
            if pattern is MONTH_DAY and year is None and _is_short_year(text, match):
                year, day = _whole(match["day"]), None
            readings = [Reading(year, month, day, ORDINARY if year and day else YEAR_LEFT_OUT)]
            if pattern is MONTH_DAY and year is None and day and re.search(r"-\d\d\s?$", match[0]):
                # “Mar-19” is a month of a year too.
                readings.append(Reading(_whole(match["day"]), month, None, IN_PART))
            yield Written(*match.span(), tuple(readings), vague=not day)
    for match in MONTH_YEAR.finditer(text.text):
        year = _year(match.groupdict())
        yield Written(*match.span(), (Reading(year, told.ALL_MONTHS[match["month"]], None, IN_PART),), vague=True)
    for match in ROMAN.finditer(text.text):
        if match["roman"] in told.ROMAN:
            reading = Reading(_whole(match["year"]), told.ROMAN[match["roman"]], int(match["day"]))
            yield Written(*match.span(), (reading,))
        elif match["month_only"] in told.ROMAN:
            reading = Reading(int(match["its_year"]), told.ROMAN[match["month_only"]], None, IN_PART)
            yield Written(*match.span(), (reading,), vague=True)


def _is_short_year(text: Folded, match: re.Match[str]) -> bool:
    """“March ’19” is a month of a year, “March 19” a day."""
    return bool(match["day"]) and text.text[match.start("day") - 1 : match.start("day")] == "'"


def _year(found: dict[str, str | None]) -> int | None:
    if found.get("worded"):
        return told.YEARS[re.sub(r"[\s-]+", " ", str(found["worded"]))]
    figures = found.get("year") or found.get("short")
    return _whole(figures) if figures else None


def _whole(figures: str) -> int:
    """A year of two figures is one of those from 1945 to 2044."""
    year = int(figures)
    return year if len(figures) > 2 else year + (2000 if year < 45 else 1900)


def _in_figures(text: Folded) -> Iterator[Written]:
    figures = AS_FIGURE.sub(lambda match: "0" if match[0] == "o" else "1", text.text)
    for pattern in (IN_FIGURES, OF_ASIA):
        for match in pattern.finditer(figures):
            yield Written(*match.span(), _readings(*match.groups()))
    for match in IN_ONE.finditer(text.text):
        run = match[1] or match[2]
        yield Written(*match.span(), _cut(run))
    for match in SPACED.finditer(text.text):
        yield Written(*match.span(), _cut(re.sub(r"\D", "", match[0])))


def _cut(run: str) -> tuple[Reading, ...]:
    cuts = ((2, 4),) if len(run) == 6 else ((4, 6), (2, 4))
    readings = [reading for one, two in cuts for reading in _readings(run[:one], run[one:two], run[two:])]
    return tuple(Reading(one.year, one.month, one.day, UNLIKELY if len(run) == 6 else one.how) for one in readings)


def _readings(one: str, two: str, three: str) -> tuple[Reading, ...]:
    a, b, c = int(one), int(two), int(three)
    if len(one) == 4:
        return (Reading(a, b, c), Reading(a, c, b, SWAPPED)) if len(three) < 3 else ()
    if len(one) == 3 or len(three) == 1:
        return ()
    year = _whole(three)
    readings = [Reading(year, b, a), Reading(year, a, b, SWAPPED)]
    if len(three) == 2:
        readings.append(Reading(_whole(one), b, c, SWAPPED))
    return tuple(readings)


def _in_parts(text: Folded) -> Iterator[Written]:
    for match in SHORT.finditer(text.text):
        a, b = int(match[1]), int(match[2])
        if a < 32 and b < 13 and len(match[0]) > 3:
            yield Written(*match.span(), (Reading(None, b, a, UNLIKELY),))
    for match in MONTH_IN_FIGURES.finditer(text.text):
        month, year = int(match["month"] or match["its_month"]), int(match["year"] or match["its_year"])
        yield Written(*match.span(), (Reading(year, month, None, IN_PART),), vague=True)
    for match in OF_THE_YEAR.finditer(text.text):
        if 0 < int(match[2]) < 367:
            day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
            yield Written(*match.span(), (Reading(day.year, day.month, day.day, UNLIKELY),))
    for match in WEEK.finditer(text.text):
        if 0 < int(match[2]) < 53 and int(match[1]) > 1900:
            first = date.fromisocalendar(
                int(match[1]), int(match[2]), int(match[3] or 1) if (match[3] or "1") in "1234567" else 1
            )
            yield Written(*match.span(), first=first, last=first if match[3] else first + timedelta(days=6))
    for match in SERIAL.finditer(text.text):
        day = SPREADSHEET_BEGAN + timedelta(days=int(match[1]))
        yield Written(*match.span(), (Reading(day.year, day.month, day.day, UNLIKELY),))


def _seasons(text: Folded) -> Iterator[Written]:
    for match in SEASON.finditer(text.text):
        season = match["season"] or match["its_season"]
        year = _whole(match["year"] or match["its_year"])
        if season == "winter":
            # “Winter 2019” is the one that begins in it, or the one that ends.
            parts = ((year, 12), (year, 1), (year, 2), (year + 1, 1), (year + 1, 2))
            winter = tuple(Reading(one, month, None, IN_PART) for one, month in parts)
            yield Written(*match.span(), winter, vague=True)
            continue
        months = (told.TERMS if match["term"] in ("term",) else told.SEASONS)[season]
        first, last = _days(year, *months)
        yield Written(*match.span(), first=first, last=last, vague=True)
    for match in QUARTER.finditer(text.text):
        names = ("first", "second", "third", "fourth")
        named = (match["named"] or "").replace("last", "fourth")
        number = int(match["short"] or match["its"] or (named[0] if named[:1].isdigit() else names.index(named) + 1))
        first, last = _days(int(match["year"] or match["its_year"]), number * 3 - 2, number * 3)
        yield Written(*match.span(), first=first, last=last, vague=True)
    for match in FEAST.finditer(text.text):
        month, day = told.FEASTS[re.sub(r"[\s-]+", " ", match["feast"])]
        of = int(match["year"]) if match["year"] else None
        yield Written(*match.span(), (Reading(of, month, day, ORDINARY if of else YEAR_LEFT_OUT),))
    for match in AROUND_A_FEAST.finditer(text.text):
        year = int(match["year"])
        if not 1900 < year < 2100:
            continue
        if match["feast"] == "easter":
            first, last = told.near_easter(year)
        else:
            (month, day), (to_month, to_day) = told.AROUND_FEASTS[match["feast"]]
            first, last = date(year, month, day), date(year + to_month // 13, (to_month - 1) % 12 + 1, to_day)
        yield Written(*match.span(), first=first, last=last, vague=True)


def _days(year: int, first: int, last: int) -> tuple[date, date]:
    """The first day of one month and the last of another; months after the twelfth are of the next year."""
    year = min(max(year, 1900), 2100)
    to_year, to_month = (year + 1, last - 12) if last > 12 else (year, last)
    return date(year, first, 1), date(to_year, to_month, monthrange(to_year, to_month)[1])


def _ranges(text: str, found: list[Written], years: Set[int]) -> Iterator[Written]:
    """“10–12 March 2019”, “3 April to 9 May 2019”, “March and April 2019”, “week beginning 11 March 2019”."""
    for before, one in zip([None, *found], found, strict=False):
        reading = one.readings[0] if one.readings else None
        if reading is None or reading.year not in years:
            continue
        lead = text[max(0, one.start - 40) : one.start]
        end = _day_of(reading)
        if end is None:
            yield from _months_before(one, reading, lead)
            continue
        if (head := HEAD.search(lead)) and (first := _day_of(Reading(reading.year, reading.month, int(head[1])))):
            yield _range(one.start - len(lead) + head.start(), one.end, first, end)
        elif (week := WEEK_OF.search(lead)) or (week := WEEK_TO.search(lead)):
            start = one.start - len(lead) + week.start()
            within = (end, end + timedelta(days=6)) if WEEK_OF.search(lead) else (end - timedelta(days=6), end)
            yield Written(start, one.end, first=within[0], last=within[1])
        if before is not None and RANGE.fullmatch(text[before.end : one.start]):
            yield from _between(before, one, end)


def _between(before: Written, one: Written, end: date) -> Iterator[Written]:
    for reading in before.readings:
        year = reading.year or end.year
        first = _day_of(Reading(year, reading.month, reading.day))
        if first and first > end and reading.year is None:
            first = _day_of(Reading(year - 1, reading.month, reading.day))
        if first and first < end:
            yield _range(before.start, one.end, first, end)


def _months_before(one: Written, reading: Reading, lead: str) -> Iterator[Written]:
    match = MONTHS_BEFORE.search(lead)
    if match and reading.day is None and reading.year:
        month = told.NUMBERS[match["month"]]
        first, _last = _days(reading.year - (month > reading.month), month, month)
        _first, last = _days(reading.year, reading.month, reading.month)
        yield Written(one.start - len(lead) + match.start(), one.end, first=first, last=last, vague=True)


def _range(start: int, end: int, first: date, last: date) -> Written:
    ends = tuple(Reading(day.year, day.month, day.day, SWAPPED) for day in (first, last))
    return Written(start, end, ends, first=first, last=last)


def _day_of(reading: Reading) -> date | None:
    try:
        return date(reading.year or 0, reading.month, reading.day or 0)
    except ValueError:
        return None
