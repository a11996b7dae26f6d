"""What many tests of a file begin with - a site, a partnership - laid once for those that follow one another.

Each test has a transaction and copies of its own, so that nothing of it reaches the next. Beneath lies the transaction
of what is laid. It is rolled back before a test that asks for something else or that commits, and at the end of the
file.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key

# An ordinary Monday morning: no bank holiday within the month, no change of the clocks within three weeks.
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))


@dataclass(eq=False)
class _Layer:
    """`make` is given what it stands on; `found` is what it returned."""

    make: Callable[..., Any]
    on: "_Layer | None"
    found: Any = field(default=None, init=False)

    def below(self) -> "list[_Layer]":
        """What it stands on, the lowest first, and itself."""
        return [*(self.on.below() if self.on else []), self]

    def lay(self) -> None:
        with time_machine.travel(MONDAY, tick=False):
            self.found = self.make(*([copy.deepcopy(self.on.found)] if self.on else []))


_known: dict[str, _Layer] = {}
_open: list[tuple[_Layer, transaction.Atomic]] = []


def laid(on: str = "") -> Callable[[Callable[..., Any]], Any]:
    """Makes a fixture of a function that lays something, given what the fixture `on` has laid. Its name is its own in
    the whole suite.
    """

    def fixture(make: Callable[..., Any]) -> Any:
        assert make.__name__ not in _known
        layer = _known[make.__name__] = _Layer(make, _known[on] if on else None)

        @pytest.fixture(name=make.__name__)
        def own_copy(db: None, request: pytest.FixtureRequest) -> Any:
            if any(layer is one for one, _atomic in _open):
                return copy.deepcopy(layer.found)
            # A test that commits lays it itself: afterwards the whole database is laid anew.
            return make(*([request.getfixturevalue(on)] if on else []))

        return own_copy

    return fixture


def lay_for(item: pytest.Item, *, commits: bool) -> None:
    """What this test asks for, and nothing else, before its own transaction begins."""
    with item.config.stash[blocking_manager_key].unblock():
        _lay_for(item, commits)


def _lay_for(item: pytest.Item, commits: bool) -> None:
    asked = [] if commits else [_known[name] for name in getattr(item, "fixturenames", ()) if name in _known]
    wanted = max((one.below() for one in asked), key=len, default=[])
    assert set(asked) <= set(wanted), "What a test asks for stands one upon the other."
    while [layer for layer, _atomic in _open] != wanted[: len(_open)]:
        _take_up()
    if wanted and not _open and (module := item.getparent(pytest.Module)):
        module.addfinalizer(lambda: _take_all_up(item.config))
    for layer in wanted[len(_open) :]:
        atomic = transaction.atomic()
        atomic.__enter__()
        _open.append((layer, atomic))
        try:
            layer.lay()
        except BaseException:
            _take_up()
            raise


def _take_all_up(config: pytest.Config) -> None:
    with config.stash[blocking_manager_key].unblock():
        while _open:
            _take_up()


def _take_up() -> None:
    _layer, atomic = _open.pop()
    assert connection.atomic_blocks[-1:] == [atomic], "A transaction stands open above what is laid."
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)
