"""Calculated values: whole years, months or days between two dates of the form, or a date and today.

They are worked out here whenever answers are kept, never taken from the browser. forms/static/forms/conditions.js does
the same sums to show them while somebody types.
"""

from collections.abc import Callable
from datetime import date

from forms.definition.dates import bounds, is_iso
from forms.definition.shape import TODAY, Answers, Calculation


def years_between(first: date, last: date) -> int:
    """Birthdays reached. Who was born on 29 February reaches it on 1 March in a common year, as the law counts age."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def months_between(first: date, last: date) -> int:
    """Whole months: from the 31st, a shorter month is complete on the first day of the next."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def days_between(first: date, last: date) -> int:
    return (last - first).days


SUMS: dict[str, Callable[[date, date], int]] = {
    "years_between": years_between,
    "months_between": months_between,
    "days_between": days_between,
}
LABELS = {
    "years_between": "Full years between (an age)",
    "months_between": "Full months between",
    "days_between": "Days between",
}
UNITS = {"years_between": "years", "months_between": "months", "days_between": "days"}


def reads_today(calculation: Calculation) -> bool:
    """Whether the value changes with the day on which it is worked out."""
    return TODAY in (calculation["first"], calculation["last"])


def compute(calculation: Calculation, known: Answers, today: date | None) -> int | None:
    """The value, or None where a date is not known, is not exact enough to settle it, or lies after the other."""
    first, last = _bounds_of(calculation["first"], known, today), _bounds_of(calculation["last"], known, today)
    between = SUMS.get(calculation["what"])
    if first is None or last is None or between is None:
        return None
    least, most = between(first[1], last[0]), between(first[0], last[1])
    return least if least == most and least >= 0 else None


def _bounds_of(name: str, known: Answers, today: date | None) -> tuple[date, date] | None:
    if name == TODAY:
        return None if today is None else (today, today)
    value = known.get(name)
    return bounds(value) if is_iso(value) else None
