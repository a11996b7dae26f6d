"""Sums between dates: what a person would say when asked how old a child was."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition.calculations import LABELS, SUMS, UNITS, compute

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("what", "first", "last", "value"),
    [
        ("years_between", "2019-04-02", "2026-04-01", 6),
        ("years_between", "2019-04-02", "2026-04-02", 7),
        ("years_between", "2020-02-29", "2021-02-28", 0),
        ("years_between", "2020-02-29", "2021-03-01", 1),
        ("years_between", "2020-02-29", "2024-02-29", 4),
        ("years_between", "2026-01-02", "2026-01-01", None),
        ("months_between", "2026-01-31", "2026-02-28", 0),
        ("months_between", "2026-01-31", "2026-03-01", 1),
        ("months_between", "2025-12-15", "2026-03-15", 3),
        ("days_between", "2026-02-28", "2026-03-01", 1),
        ("days_between", "2024-02-28", "2024-03-01", 2),
        ("days_between", "2026-03-01", "2026-03-01", 0),
        ("days_between", "2026-03-02", "2026-03-01", None),
        ("years_between", "2019", "2026-03-02", None),
        ("years_between", "2019-02", "2026-03-02", 7),
        ("years_between", "2019", "2025-12-31", 6),
        ("years_between", None, "2026-03-02", None),
        ("years_between", "not a date", "2026-03-02", None),
        ("years_between", "2019-02-30", "2026-03-02", None),
        ("no_such_sum", "2019-01-01", "2026-03-02", None),
    ],
)
def test_the_value_is_exact_or_unknown(what: str, first: str | None, last: str, value: int | None) -> None:
    calculation = {"what": what, "first": "a", "last": "b"}
    assert compute(calculation, {"a": first, "b": last}, TODAY) == value  # type: ignore[arg-type]


def test_today_is_the_day_that_is_passed_down() -> None:
    calculation = {"what": "days_between", "first": "a", "last": "today"}
    assert compute(calculation, {"a": "2026-03-01"}, TODAY) == 1  # type: ignore[arg-type]
    assert compute(calculation, {"a": "2026-03-01"}, None) is None  # type: ignore[arg-type]


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_years_months_and_days_fit_together(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    years, months, days = (SUMS[what](first, last) for what in ("years_between", "months_between", "days_between"))
    assert years == months // 12
    assert 365 * years <= days
    assert 28 * months <= days <= 31 * (months + 1)


def test_every_sum_has_words() -> None:
    assert SUMS.keys() == LABELS.keys() == UNITS.keys()
