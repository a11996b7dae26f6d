"""Day arithmetic for England: working days, clear working days, months, years. Pure: dates in, dates out.

A working day is not a Saturday, a Sunday or a bank holiday in England. All dates are local dates (Europe/London), so
neither a change to summer time nor a late evening moves a deadline. Every answer says which days it skipped, and why.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
# The library's names where people in England say something else.
USUAL_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


class Unit(StrEnum):
    """What a rule's length counts, and in which direction."""

    WORKING_DAYS = "working_days"
    CLEAR_WORKING_DAYS_BEFORE = "clear_working_days_before"
    CLEAR_WORKING_DAYS_AFTER = "clear_working_days_after"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Skipped:
    """A day that did not count, and why: "Saturday", "Good Friday (bank holiday)"."""

    date: date
    reason: str


@dataclass(frozen=True)
class DueDate:
    """A date that was worked out, with each day skipped on the way, earliest first."""

    due: date
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class BankHolidays:
    """The bank holidays of England, and those that staff entered because they were proclaimed since (`extra`: date →
    name).
    """

    extra: Mapping[date, str] = field(default_factory=dict)

    def name_of(self, day: date) -> str | None:
        """The name of the bank holiday on that day, or None."""
        return _proclaimed(day.year).get(day) or self.extra.get(day)

    def of_year(self, year: int) -> list[tuple[date, str]]:
        """Every bank holiday of that year in order, with its name."""
        entered = {day: name for day, name in self.extra.items() if day.year == year}
        return sorted({**entered, **_proclaimed(year)}.items())

    def on_weekdays(self, start: date, end: date) -> int:
        """How many bank holidays lie from Monday to Friday after the start up to and including the end."""
        known = sum(start < day <= end for year in range(start.year, end.year + 1) for day in _on_weekdays(year))
        entered = (day for day, name in self.extra.items() if name and start < day <= end and day.weekday() < SATURDAY)
        return known + sum(day not in _proclaimed(day.year) for day in entered)

    def why_not_working(self, day: date) -> str | None:
        """Why the day is no working day, or None when it is one."""
        if day.weekday() == SATURDAY:
            return "Saturday"
        if day.weekday() == SUNDAY:
            return "Sunday"
        name = self.name_of(day)
        if name is None or "bank holiday" in name.lower():
            return name
        return f"{name} (bank holiday)"


# The calendar of the step that is being taken, once it was read; None outside a step.
_of_this_step: ContextVar[list[BankHolidays] | None] = ContextVar("calendar_of_this_step", default=None)


@contextmanager
def one_calendar() -> Iterator[None]:
    """Within it the bank holidays are read once, however many guards and clocks count by them; within another, too."""
    if _of_this_step.get() is not None:
        yield
        return
    token = _of_this_step.set([])
    try:
        yield
    finally:
        _of_this_step.reset(token)


def remembered(read: Callable[[], BankHolidays]) -> BankHolidays:
    """What `read` gives, or gave before within the same step."""
    known = _of_this_step.get()
    if known is None:
        return read()
    if not known:
        known.append(read())
    return known[0]


@lru_cache(maxsize=256)
def _proclaimed(year: int) -> Mapping[date, str]:
    days = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return {day: _usual_name(name) for day, name in days.items()}


@lru_cache(maxsize=256)
def _on_weekdays(year: int) -> tuple[date, ...]:
    return tuple(day for day in _proclaimed(year) if day.weekday() < SATURDAY)


def _usual_name(name: str) -> str:
    plain = name.removesuffix(" (observed)")
    usual = USUAL_NAMES.get(plain, plain)
    return usual if plain == name else f"{usual}, substitute day"


def due_date(start: date, unit: str, length: int, bank_holidays: BankHolidays) -> DueDate:
    """The date that a rule of this unit and length gives from the start. Raises ValueError on an unknown unit."""
    match Unit(unit):
        case Unit.WORKING_DAYS:
            return add_working_days(start, length, bank_holidays)
        case Unit.CLEAR_WORKING_DAYS_BEFORE:
            return clear_working_days_before(start, length, bank_holidays)
        case Unit.CLEAR_WORKING_DAYS_AFTER:
            return clear_working_days_after(start, length, bank_holidays)
        case Unit.DAYS:
            return DueDate(start + length * ONE_DAY)
        case Unit.MONTHS:
            return DueDate(add_months(start, length))
        case Unit.YEARS:
            return DueDate(add_months(start, 12 * length))


def add_working_days(start: date, length: int, bank_holidays: BankHolidays) -> DueDate:
    """So many working days on: the start is day 0, whatever day it is; the next working day is day 1."""
    return _walk(start, length, ONE_DAY, bank_holidays)


def clear_working_days_after(start: date, length: int, bank_holidays: BankHolidays) -> DueDate:
    """The first working day that leaves so many whole working days free after the start (D39: earliest publication)."""
    return _walk(start, length + 1, ONE_DAY, bank_holidays)


def clear_working_days_before(end: date, length: int, bank_holidays: BankHolidays) -> DueDate:
    """The last working day that leaves so many whole working days free before the end (D39: latest advance copy)."""
    return _walk(end, length + 1, -ONE_DAY, bank_holidays)


def shift_working_days(day: date, offset: int, bank_holidays: BankHolidays) -> date:
    """The working day so many working days later, or earlier where the offset is negative; 0 is the day itself."""
    return _walk(day, abs(offset), ONE_DAY if offset > 0 else -ONE_DAY, bank_holidays).due


def _walk(start: date, length: int, step: timedelta, bank_holidays: BankHolidays) -> DueDate:
    if length < 0:
        raise ValueError("A number of working days cannot be negative.")
    day, left, skipped = start, length, list[Skipped]()
    while left:
        day += step
        reason = bank_holidays.why_not_working(day)
        if reason is None:
            left -= 1
        else:
            skipped.append(Skipped(day, reason))
    return DueDate(day, tuple(sorted(skipped, key=lambda each: each.date)))


def add_months(start: date, months: int) -> date:
    """The same day so many months on, or that month's last day where it has no such day: 31 August + 6 = 28 or 29
    February.
    """
    years, month_index = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month_index + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def working_days_between(start: date, end: date, bank_holidays: BankHolidays) -> int:
    """How many working days lie after the start up to and including the end; negative when the end comes first."""
    if end < start:
        return -working_days_between(end, start, bank_holidays)
    return _weekdays_until(end) - _weekdays_until(start) - bank_holidays.on_weekdays(start, end)


def _weekdays_until(day: date) -> int:
    """How many days from Monday to Friday there are from 1 January of the year 1, a Monday, up to and including it."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * SATURDAY + min(rest, SATURDAY)
