"""Records figures and prints them as a table at the end of `make bench`."""

import time
from collections.abc import Callable
from statistics import median

import pytest

FIGURES = pytest.StashKey[list[tuple[str, float, float]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


@pytest.fixture
def figure(pytestconfig: pytest.Config) -> Callable[..., None]:
    """`figure(name, seconds, at_most=…)` records a figure in seconds and fails where it is over its bound."""

    def record(name: str, seconds: float, *, at_most: float) -> None:
        pytestconfig.stash[FIGURES].append((name, seconds, at_most))
        assert seconds <= at_most, f"{name} took {seconds:.3f} s, at most {at_most:.3f} s is allowed"

    return record


def median_seconds(work: Callable[[], object], *, rounds: int) -> float:
    """The median time of the work in seconds, after one round that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return median(times)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.stash[FIGURES]:
        return
    terminalreporter.section("figures")
    for name, seconds, at_most in config.stash[FIGURES]:
        terminalreporter.write_line(f"{name:<50} {seconds * 1000:>10.1f} ms   at most {at_most * 1000:>8.0f} ms")
