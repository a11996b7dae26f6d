"""Sums between dates: what a person would say when asked how old a child was."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition.calculations import (
    ADDED_UP,
    LABELS,
    SUMS,
    UNITS,
    added_up,
    band_of,
    compute,
    read_by,
    reads_today,
    with_points,
)
from tests.forms.scene import question, step

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
    assert compute(calculation, {"a": first, "b": last}, TODAY) == value  # type: ignore[arg-type]  # as it is called


def test_today_is_the_day_that_is_passed_down() -> None:
    calculation = {"what": "days_between", "first": "a", "last": "today"}
    assert compute(calculation, {"a": "2026-03-01"}, TODAY) == 1  # type: ignore[arg-type]  # as it is called
    assert compute(calculation, {"a": "2026-03-01"}, None) is None  # type: ignore[arg-type]  # as it is called


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_years_months_and_days_fit_together(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    years, months, days = (SUMS[what](first, last) for what in ("years_between", "months_between", "days_between"))
    assert years == months // 12
    assert 365 * years <= days
    assert 28 * months <= days <= 31 * (months + 1)


def test_every_sum_has_words() -> None:
    assert SUMS.keys() == UNITS.keys() == LABELS.keys() - set(ADDED_UP)


# Sums and scores


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"a": 2, "b": 3}, 5),
        ({"a": 0.1, "b": 0.2}, 0.3),
        ({"a": 1.5, "b": 1.5}, 3),
        ({"a": -4, "b": 1}, -3),
        ({"b": 3}, 3),
        ({"a": 0}, 0),
        ({"a": 123456789012345, "b": 0.25}, 123456789012345.25),
        ({"a": True, "b": "7"}, None),
        ({}, None),
    ],
)
def test_a_sum_adds_up_what_is_answered_to_the_last_decimal(answers: dict[str, Any], value: float | None) -> None:
    found = compute({"what": "sum", "of": ["a", "b"]}, answers, None)
    assert found == value
    assert isinstance(found, int) is (value is not None and value == int(value))


SCORE: Any = {"what": "score", "of": ["often", "signs"], "points": {"often": {"daily": 3}, "signs": {"x": 1, "y": 5}}}


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ({"often": "daily", "signs": ["x", "y"]}, 9),
        ({"often": "never", "signs": ["z"]}, 0),
        ({"often": "daily"}, 3),
        ({"signs": []}, None),
        ({"other": "daily"}, None),
        ({}, None),
    ],
)
def test_a_score_adds_the_points_of_what_was_chosen(answers: dict[str, Any], value: int | None) -> None:
    assert compute(SCORE, answers, None) == value


def test_points_come_from_the_choices() -> None:
    often: Any = question("often", "radios", choices=["daily", "never"])
    often["choices"][0]["points"] = 3
    scored = question("total", "calculated", calculation={"what": "score", "of": ["often", "gone"]})
    form: Any = {"format": 1, "title": "F", "steps": [step("s", often, scored)]}
    with_points(form)
    assert scored["calculation"]["points"] == {"often": {"daily": 3}}  # type: ignore[typeddict-item]  # a key that not every kind has


def test_a_band_holds_both_its_ends_and_may_be_open_above() -> None:
    bands: Any = [{"least": 0, "most": 4, "label": "low"}, {"least": 5, "label": "high"}]
    calculation: Any = {"what": "score", "of": [], "bands": bands}
    called = [(band_of(calculation, value) or {}).get("label") for value in (-1, 0, 4, 4.5, 5, 900)]
    assert called == [None, "low", "low", None, "high", "high"]
    assert band_of(calculation, None) is None


def test_what_a_calculation_reads() -> None:
    assert read_by({"what": "days_between", "first": "a", "last": "today"}) == ["a"]
    assert read_by({"what": "sum", "of": ["b", "a", "b", ""]}) == ["b", "a"]
    assert reads_today({"what": "days_between", "first": "a", "last": "today"})
    assert not reads_today({"what": "sum", "of": ["a"]})


@given(st.lists(st.decimals(-1000, 1000, places=6), min_size=1))
def test_no_decimal_is_lost(parts: list[Decimal]) -> None:
    assert added_up([float(part) for part in parts]) == float(sum(parts))
