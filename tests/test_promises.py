"""The table at the end of `make drill`."""

from types import SimpleNamespace

import pytest

from tests import promises


def test_numbers_are_added_up_and_the_longest_time_shown() -> None:
    reports = [
        SimpleNamespace(user_properties=[("promise", ["kills", {"killed": killed, "seconds": seconds}])])
        for killed, seconds in ((40, 2.5), (41, 1.25))
    ]
    lines = promises.table([*reports, SimpleNamespace()])
    assert len(lines) == len(promises.ROWS)
    assert "kills             81 killed  2.5 seconds" in lines
    assert "backups           not run" in lines
    assert promises.table([SimpleNamespace(user_properties=[("access", [])])]) == []


def test_a_row_is_told_whole(request: pytest.FixtureRequest) -> None:
    told: list[object] = []
    asking = SimpleNamespace(node=SimpleNamespace(user_properties=told))
    tell = promises.promise.__wrapped__(asking)  # type: ignore[attr-defined]  # the function of the fixture
    tell("backups", restored=2, equal=2)
    assert told == [("promise", ["backups", {"restored": 2, "equal": 2}])]
    for row, numbers in (("backups", {"restored": 1}), ("other", {})):
        with pytest.raises(KeyError):
            tell(row, **numbers)
