"""Ties tests to the procedure's duties and makes docs/duties.md from the marks.

A test that holds a duty says so: `@pytest.mark.duty("D2")`. The list of duties is docs/duties.json; the page is made
from both, so that it cannot claim what no test shows.

    python -m tests.duties            write docs/duties.md (make duties)
    python -m tests.duties --check    fail where it is not what the suite says (make check)
"""

import argparse
import contextlib
import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
LIST = DOCS / "duties.json"
PAGE = DOCS / "duties.md"

HEADING = """\
# The duties and the tests that hold them

This page is made by `make duties` from the list in `duties.json` and the `duty` marks in the suite. Do not edit it.
`make check` fails where it is out of date.

A duty is *open* while no test holds it. A test named here shows a part of the duty, not always all of it.
"""


class Duty(NamedTuple):
    """One numbered duty of the procedure, in the words of docs/duties.json."""

    number: str
    text: str
    whose: str
    clock: str


def read_duties() -> list[Duty]:
    """The duties in their order."""
    return [Duty(**row) for row in json.loads(LIST.read_text(encoding="utf-8"))]


def marks(items: Iterable[pytest.Item]) -> dict[str, list[str]]:
    """Duty number to the tests that carry it, without parameters and in order.

    Raises pytest.UsageError, which ends the run, where a test names a duty that is not in the list.
    """
    known = {duty.number for duty in read_duties()}
    held: dict[str, set[str]] = defaultdict(set)
    for item in items:
        test = item.nodeid.partition("[")[0].partition("@")[0]
        for mark in item.iter_markers("duty"):
            unknown = [number for number in mark.args if number not in known]
            if unknown or not mark.args:
                raise pytest.UsageError(f"{test} names no duty of docs/duties.json: {unknown or 'none given'}")
            for number in mark.args:
                held[number].add(test)
    return {number: sorted(tests) for number, tests in held.items()}


def render(duties: list[Duty], held: Mapping[str, list[str]]) -> str:
    """The page as Markdown."""
    shown = sum(1 for duty in duties if duty.number in held)
    lines = [
        HEADING,
        f"{shown} of {len(duties)} duties are held by at least one test; {len(duties) - shown} are open.\n",
    ]
    lines += ["| # | Duty | Whose | Clock | Held by |", "|---|---|---|---|---|"]
    for duty in duties:
        tests = "<br>".join(f"`{test}`" for test in held.get(duty.number, [])) or "**open**"
        lines.append(f"| {duty.number} | {duty.text} | {duty.whose} | {duty.clock or '-'} | {tests} |")
    return "\n".join(lines) + "\n"


class Collected:
    """A pytest plugin that keeps what was collected, before anything is deselected."""

    def __init__(self) -> None:
        self.held: dict[str, list[str]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.held = marks(items)


def collect() -> dict[str, list[str]]:
    """Collect the whole suite without running it. Ends the program where the suite cannot be collected."""
    plugin, output = Collected(), io.StringIO()
    with contextlib.redirect_stdout(output):
        outcome = pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", str(Path(__file__).parent)], [plugin])
    if outcome not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        errors = output.getvalue()[output.getvalue().find("= ERRORS =") :]
        sys.exit(f"{errors}\nThe suite could not be collected, so docs/duties.md cannot be made.")
    return plugin.held


def main() -> None:
    parser = argparse.ArgumentParser(description="Make docs/duties.md from the suite.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail where the page is out of date")
    options = parser.parse_args()
    page = render(read_duties(), collect())
    if not options.check:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/duties.md is out of date. Run: make duties")


if __name__ == "__main__":
    main()
