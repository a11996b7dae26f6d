"""No small number can be read, or worked out, from the figures that are published."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.library.open_data.suppressing import ALL, BASE, SMALL, Cell, shown

ROWS, COLUMNS = ["a", "b"], ["1", "2"]
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
COUNTS = st.one_of(st.integers(0, 5), st.integers(0, 14))


def published(counts: dict[Cell, int]) -> dict[Cell, int | None]:
    return shown(counts, ROWS, COLUMNS)


def possible(number: int | None, *, total: bool) -> range:
    """What a published cell may stand for, by the rules that the data dictionary tells."""
    if number is None:
        return range(1, SMALL if not total else 60)
    if number == 0:
        return range(1)
    return range(max(SMALL, number - 2), number + 3)


def all_that_fit(told: dict[Cell, int | None]) -> list[dict[Cell, int]]:
    """Every table of counts that would have been published like this: what the best of attackers could know."""
    cells = list(product(ROWS, COLUMNS))
    found = []
    for numbers in product(*(possible(told[cell], total=False) for cell in cells)):
        table = dict(zip(cells, numbers, strict=True))
        sums = {(row, ALL): sum(table[row, column] for column in COLUMNS) for row in ROWS}
        sums |= {(ALL, column): sum(table[row, column] for row in ROWS) for column in COLUMNS}
        sums[ALL, ALL] = sum(numbers)
        if all(number in possible(told[cell], total=True) for cell, number in sums.items()):
            found.append({**table, **sums})
    return found


@SLOW
@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS))
def test_whoever_knows_the_rules_and_tries_every_table_learns_no_small_number(numbers: tuple[int, ...]) -> None:
    counts = dict(zip(product(ROWS, COLUMNS), numbers, strict=True))
    told = published(counts)
    fitting = all_that_fit(told)
    assert counts.items() <= max(fitting, key=lambda table: counts.items() <= table.items()).items()
    for cell in (cell for cell, number in told.items() if number is None):
        assert len({table[cell] for table in fitting}) > 1, (cell, told)


@pytest.mark.parametrize(
    ("counts", "row", "expected"),
    [
        # The two of a row must be four each where the total tells ten.
        ({("a", "1"): 4, ("a", "2"): 4}, "a", None),
        # One alone is its total.
        ({("a", "1"): 3}, "a", None),
        ({("a", "1"): 7, ("a", "2"): 3}, "a", 10),
        ({("a", "1"): 12, ("a", "2"): 8}, "a", 20),
    ],
)
def test_a_total_is_told_only_where_it_gives_nothing_away(
    counts: dict[Cell, int], row: str, expected: int | None
) -> None:
    assert published(counts)[row, ALL] == expected


@SLOW
@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS))
def test_what_is_told_is_zero_or_a_rounded_number_of_five_and_more(numbers: tuple[int, ...]) -> None:
    counts = dict(zip(product(ROWS, COLUMNS), numbers, strict=True))
    for cell, number in published(counts).items():
        assert number is None or number % BASE == 0
        if cell in counts:
            assert (number is None) == (0 < counts[cell] < SMALL)
