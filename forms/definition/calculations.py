"""Calculated values: whole years, months or days between two dates of the form, or a date and today; the sum of number
questions; a score, which adds up the points of the answers that were chosen.

They are worked out here whenever answers are kept, never taken from the browser. forms/static/forms/conditions.js does
the same sums to show them while somebody types.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from forms.definition.dates import bounds, is_iso
from forms.definition.shape import TODAY, Answers, Band, Calculation, Definition, questions

SUM, SCORE = "sum", "score"
ADDED_UP = (SUM, SCORE)
# What a sum and a score may be made of.
SUMMED_KINDS = ("number", "calculated")
SCORED_KINDS = ("radios", "checkboxes", "select", "autocomplete")


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
    SUM: "Sum of numbers",
    SCORE: "Score: points of the chosen answers",
}
# What they count, one and several of it.
UNITS = {
    "years_between": (gettext_noop("year"), gettext_noop("years")),
    "months_between": (gettext_noop("month"), gettext_noop("months")),
    "days_between": (gettext_noop("day"), gettext_noop("days")),
}


def read_by(calculation: Calculation) -> list[str]:
    """The questions that it reads, each once, in its order; today is none, and neither is what was not chosen yet."""
    ends = (calculation.get("first", ""), calculation.get("last", ""))
    return list(dict.fromkeys(name for name in (*ends, *calculation.get("of", ())) if name and name != TODAY))


def reads_today(calculation: Calculation) -> bool:
    """Whether the value changes with the day on which it is worked out."""
    return TODAY in (calculation.get("first"), calculation.get("last"))


def compute(calculation: Calculation, known: Answers, today: date | None) -> int | float | None:
    """The value, or None where a date is not known, is not exact enough to settle it, or lies after the other.

    A sum or a score counts what is answered; where nothing is, there is none.
    """
    if calculation["what"] in ADDED_UP:
        parts = (part_of(calculation, name, known) for name in calculation.get("of", ()))
        return added_up([part for part in parts if part is not None])
    ends = (calculation.get("first", ""), calculation.get("last", ""))
    first, last = (_bounds_of(end, known, today) for end in ends)
    between = SUMS.get(calculation["what"])
    if first is None or last is None or between is None:
        return None
    least, most = between(first[1], last[0]), between(first[0], last[1])
    return least if least == most and least >= 0 else None


def part_of(calculation: Calculation, name: str, known: Answers) -> int | float | None:
    """What the answer to this question adds; None where it is not answered."""
    value = known.get(name)
    if calculation["what"] == SUM:
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    points = calculation.get("points", {}).get(name, {})
    if isinstance(value, list):
        return sum(points.get(one, 0) for one in value) if value else None
    return points.get(value, 0) if isinstance(value, str) and value else None


def added_up(parts: Sequence[int | float]) -> int | float | None:
    """Their sum, exact to the last decimal that was typed; None of none."""
    if not parts:
        return None
    total = sum((Decimal(str(part)) for part in parts), Decimal())
    return int(total) if total == total.to_integral_value() else float(total)


def band_of(calculation: Calculation, value: Any) -> Band | None:
    """The band in which the value lies, the first where it lies in several."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    inside = (one for one in calculation.get("bands", ()) if one["least"] <= value <= one.get("most", value))
    return next(inside, None)


def with_points(definition: Definition) -> None:
    """Write the points of the choices into every score that adds them up."""
    by_name = {question["name"]: question for _step, question in questions(definition)}
    for question in by_name.values():
        calculation = question.get("calculation")
        if calculation is None or calculation["what"] != SCORE:
            continue
        calculation["points"] = {
            name: {choice["value"]: choice["points"] for choice in by_name[name]["choices"] if "points" in choice}
            for name in calculation.get("of", ())
            if name in by_name
        }


def _bounds_of(name: str, known: Answers, today: date | None) -> tuple[date, date] | None:
    if name == TODAY:
        return None if today is None else (today, today)
    value = known.get(name)
    return bounds(value) if is_iso(value) else None
