"""Records figures and prints them as a table at the end of `make bench`."""

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple

import pytest

from tests.load.pace import pace


class Ratio(NamedTuple):
    """What the portal takes and what the yardstick takes, in the unit that the name says, else CPU milliseconds."""

    name: str
    ours: float
    beside: str
    theirs: float
    at_most: float


FIGURES = pytest.StashKey[list[tuple[str, float, float]]]()
RATIOS = pytest.StashKey[list[Ratio]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []
    config.stash[RATIOS] = []


@pytest.fixture
def figure(pytestconfig: pytest.Config) -> Callable[..., None]:
    """`figure(name, seconds, at_most=…)` records CPU seconds and fails where they are over their bound.

    The bound is what a machine may take that does the job of tests/load/pace.py as fast as it was written for: of
    another it is so many times as much. `beside`: it was measured just before, on this machine.
    """

    def record(name: str, seconds: float, *, at_most: float, beside: bool = False) -> None:
        most = at_most if beside else at_most * pace()
        pytestconfig.stash[FIGURES].append((name, seconds, most))
        assert seconds <= most, f"{name} took {seconds:.3f} s, at most {most:.3f} s is allowed"

    return record


@pytest.fixture
def ratio(pytestconfig: pytest.Config) -> Iterator[Callable[..., Ratio]]:
    """`ratio(name, ours, beside=…, theirs=…, at_most=…)` records both; the test fails where one of ours is more."""
    found: list[Ratio] = []

    def record(name: str, ours: float, *, beside: str, theirs: float, at_most: float) -> Ratio:
        found.append(Ratio(name, ours, beside, theirs, at_most))
        return found[-1]

    yield record
    pytestconfig.stash[RATIOS] += found
    assert not [one for one in found if one.ours > one.theirs * one.at_most], "more than at most: see the table"


def median_seconds(work: Callable[[], object], *, rounds: int) -> float:
    """The median CPU time of the work in seconds, after one round that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return median(times)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    _tell_ratios(terminalreporter, config.stash[RATIOS])
    if not config.stash[FIGURES]:
        return
    terminalreporter.section("figures")
    for name, seconds, at_most in config.stash[FIGURES]:
        terminalreporter.write_line(f"{name:<50} {seconds * 1000:>10.1f} ms   at most {at_most * 1000:>8.0f} ms")


def _tell_ratios(reporter: pytest.TerminalReporter, ratios: list[Ratio]) -> None:
    if not ratios:
        return
    reporter.section("beside the yardstick, CPU milliseconds a request where nothing else is said")
    for one in ratios:
        beside = f"{one.beside} {one.theirs:.1f}"
        times = f"{one.ours / one.theirs:.2f} times, at most {one.at_most:g}"
        reporter.write_line(f"{one.name:<34} {one.ours:>8.1f}   beside {beside:<22} {times}")
