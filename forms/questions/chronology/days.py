"""The date of a spreadsheet's cell in the three boxes of a row, and the time in its box: told apart here, judged by the
question itself.
"""

import re

from forms.definition.months import months_called
from forms.same_text import plain

Parts = tuple[str, str, str]

ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?(?:[T ][0-9:.]+Z?)?", re.ASCII)
WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.IGNORECASE)
TIME_BEHIND = re.compile(r",? +(at +)?[0-9]{1,2}[:.][0-9]{2}(:[0-9]{2})?( ?[ap]m)?$", re.IGNORECASE)
CLOCK = re.compile(r"([0-9]{1,2}[:.][0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?( ?[ap]\.?m\.?)?Z?", re.IGNORECASE | re.ASCII)
MIDNIGHT = re.compile(r"0?0[:.]00")
BETWEEN = re.compile(r"[\s/.,\-]+")


def parts_of(cell: str) -> Parts:
    """Day, month and year as they stand in the text: day before month, as here. What is no date stands in the year's
    box whole, so that nothing of it is lost and the person is asked for it there.
    """
    text = plain(cell)
    if found := ISO.fullmatch(text):
        year, month, day = found.groups(default="")
        return day, month, year
    whole = TIME_BEHIND.sub("", WEEKDAY.sub("", text))
    words = [word for word in BETWEEN.split(whole) if word]
    match words:
        case [year]:
            return "", "", year
        case [month, year]:
            return ("", month, year) if _is_month(month) and year.isdigit() else ("", "", text)
        case [month, day, year] if not month[0].isdigit() and _is_month(month) and _is_day(day):
            return day, month, year
        case [day, month, year] if _is_day(day) and year.isdigit():
            return day, month, year
    return "", "", text


def time_behind(cell: str) -> str:
    """The time that stands behind the date of a cell, "" where none does. Midnight is what spreadsheets write of a date
    without a time.
    """
    text = plain(cell)
    if found := re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[T ](.+)", text, re.ASCII):
        behind = found[1]
    else:
        whole = WEEKDAY.sub("", text)
        behind = re.sub(r"^,? *(at +)?", "", whole[len(TIME_BEHIND.sub("", whole)) :], flags=re.IGNORECASE)
    time = without_seconds(behind) if is_clock(behind) else ""
    return "" if MIDNIGHT.fullmatch(time) else time


def is_clock(cell: str) -> bool:
    """Whether the cell holds a time of day, with minutes, and nothing else."""
    return CLOCK.fullmatch(plain(cell)) is not None


def without_seconds(cell: str) -> str:
    """The time as it is typed: 14:30 of 14:30:00. What is no time stays as it is, to be asked about."""
    found = CLOCK.fullmatch(plain(cell))
    return f"{found[1]}{found[2] or ''}" if found else cell


def _is_month(word: str) -> bool:
    return word.isdigit() or bool(months_called(word))


def _is_day(word: str) -> bool:
    return bool(re.match(r"[0-9]{1,2}(?![0-9])", word, re.ASCII))
