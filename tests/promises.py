"""The table that `make drill` ends with: what each promise was tried with, and what was found.

A test that holds a promise asks for the fixture `promise` and tells its numbers, `promise("tampering", tried=29,
found=29)`; `make drill` runs all of these. The test itself fails where the numbers are wrong: the table only shows
them. Numbers of several tests are added up, but for those that are times: of these the longest is shown.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

NAME = "promise"
# The rows in their order, and the columns of each.
ROWS: dict[str, tuple[str, ...]] = {
    "submissions": ("acknowledged", "found", "twice"),
    "files": ("stored", "found"),
    "notices": ("due", "sent", "failed", "twice"),
    "kills": ("killed", "seconds"),
    "routes and roles": ("tried", "offenders"),
    "bad input": ("tried", "errors"),
    "canaries": ("planted", "found"),
    "tampering": ("tried", "found"),
    "ciphertexts": ("swapped", "refused"),
    "backups": ("restored", "equal"),
}
TIMES = frozenset({"seconds"})

Told = Callable[..., None]


@pytest.fixture
def promise(request: pytest.FixtureRequest) -> Told:
    """Tells a row's numbers, all of them. KeyError for a row or a column that the table has not."""

    def tell(row: str, **numbers: float) -> None:
        if set(numbers) != set(ROWS[row]):
            raise KeyError(f"{row}: {', '.join(ROWS[row])}")
        request.node.user_properties.append((NAME, [row, numbers]))

    return tell


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark the tests that tell a row, so that `make drill` finds them."""
    for item in items:
        if NAME in getattr(item, "fixturenames", ()):
            item.add_marker(NAME)


def table(reports: Iterable[Any]) -> list[str]:
    """The table's lines, what was not run named; none where no test told anything."""
    told: dict[str, dict[str, float]] = {}
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == NAME:
                row, numbers = value
                told[row] = _added(told.get(row, {}), numbers)
    if not told:
        return []
    return [f"{row:<18}{_numbers(row, told[row]) if row in told else 'not run'}" for row in ROWS]


def _added(before: dict[str, float], more: dict[str, float]) -> dict[str, float]:
    def both(column: str, number: float) -> float:
        known = before.get(column, 0)
        return max(known, number) if column in TIMES else known + number

    return {column: both(column, number) for column, number in more.items()}


def _numbers(row: str, numbers: dict[str, float]) -> str:
    return "  ".join(
        f"{numbers[column]:,.1f} {column}" if column in TIMES else f"{numbers[column]:,.0f} {column}"
        for column in ROWS[row]
    )
