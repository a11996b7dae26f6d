"""Takes away each guard and each consequence, one at a time, and says which no test missed.

    make mutants                       every guard of every step, every line of the table of consequences
    make mutants ARGS="review"         those of one machine

The suite of tests/workflow runs once, to learn which test takes which step. Then each rule is removed in turn and the
tests that take its step run until one fails. A rule that no test misses is named at the end and fails the run: either a
test is missing, or the rule does nothing.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

# Where steps are taken. What only reads, times or commits is left out: it would say nothing of a rule.
TESTS = ["cases", "machines", "reviews", "edge_cases", "workspace"]
TESTS += [
    "test_across.py",
    "test_areas.py",
    "test_clocks.py",
    "test_extensions.py",
    "test_letters.py",
    "test_moving.py",
]
TESTS += ["test_notices.py", "test_retention.py", "test_sealed_copies.py", "test_told_before.py"]


@dataclass(frozen=True)
class Mutant:
    """One rule that can be taken away: of which step, what it is called, and how to take it away for a while."""

    step: str
    what: str
    without: Callable[[], Any]


def guards_of(kind: str) -> Iterator[Mutant]:
    """Every guard of every step."""
    from workflow.engine.machine import machines, steps_of

    for name, model in machines().items():
        if kind in ("", name):
            for step_name, step in steps_of(model).items():
                for index, guard in enumerate(step.guards):
                    said = getattr(guard, "__qualname__", repr(guard))
                    yield Mutant(f"{name}.{step_name}", f"guard {said}", _without_guard(model, step_name, index))


def _without_guard(model: Any, name: str, index: int) -> Callable[[], Any]:
    @contextmanager
    def without() -> Iterator[None]:
        transitions = list(getattr(model, name)._django_fsm.transitions.values())
        before = transitions[0].custom["step"]
        fewer = replace(before, guards=before.guards[:index] + before.guards[index + 1 :])
        for transition in transitions:
            transition.custom["step"] = fewer
        try:
            yield
        finally:
            for transition in transitions:
                transition.custom["step"] = before

    return without


def consequences_of(kind: str) -> Iterator[Mutant]:
    """Every line of the table of consequences."""
    from workflow.machines.follows import AFTER

    for step, functions in AFTER.items():
        if kind in ("", step.partition(".")[0]):
            for index, function in enumerate(functions):
                yield Mutant(step, f"consequence {function.__name__}", _without_consequence(step, index))


def _without_consequence(step: str, index: int) -> Callable[[], Any]:
    @contextmanager
    def without() -> Iterator[None]:
        from workflow.engine import door

        before = door._consequences[step]
        door._consequences[step] = before[:index] + before[index + 1 :]
        try:
            yield
        finally:
            door._consequences[step] = before

    return without


class Loop:
    """Runs the tests once, and then those that matter for each mutant until one fails."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.takes: dict[str, list[pytest.Item]] = defaultdict(list)
        self.survivors: list[Mutant] = []
        self.tried = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return True
        self.learn(session)
        mutants = [*guards_of(self.kind), *consequences_of(self.kind)]
        for mutant in mutants:
            self.tried += 1
            if not self.is_missed(session, mutant):
                self.survivors.append(mutant)
                _say(f"survived: {mutant.step}, {mutant.what} ({len(self.takes[mutant.step])} tests)")
        session._setupstate.teardown_exact(None)
        return True

    def learn(self, session: pytest.Session) -> None:
        """Which test takes which step; each test must pass as things are."""
        from workflow.engine import door

        taken: set[str] = set()
        move, begin = door._move, door._begin

        def moving(record: Any, name: str, **rest: Any) -> Any:
            taken.add(f"{record.KIND}.{name}")
            return move(record, name, **rest)

        def beginning(record: Any, name: str, **rest: Any) -> Any:
            taken.add(f"{record.KIND}.{name}")
            return begin(record, name, **rest)

        door._move, door._begin = moving, beginning
        try:
            for item in session.items:
                taken.clear()
                if not self.passes(session, item):
                    raise pytest.UsageError(f"{item.nodeid} fails as things are: mend it first.")
                for step in taken:
                    self.takes[step].append(item)
        finally:
            door._move, door._begin = move, begin

    def is_missed(self, session: pytest.Session, mutant: Mutant) -> bool:
        with mutant.without():
            return any(not self.passes(session, item) for item in self.takes[mutant.step])

    def passes(self, session: pytest.Session, item: pytest.Item) -> bool:
        session._setupstate.teardown_exact(item)
        item._initrequest()  # type: ignore[attr-defined]  # as plugins that run a test again do
        reports = runtestprotocol(item, nextitem=item, log=False)
        return not any(report.failed for report in reports)


def _say(text: str) -> None:
    sys.__stdout__.write(text + "\n")  # type: ignore[union-attr]  # pytest captures the other one
    sys.__stdout__.flush()  # type: ignore[union-attr]  # the same


def main(arguments: Sequence[str]) -> int:
    loop = Loop(arguments[0] if arguments else "")
    pytest.main(
        [*(f"tests/workflow/{place}" for place in TESTS), "-q", "-p", "no:randomly", "-p", "no:xdist"], plugins=[loop]
    )
    _say(f"{loop.tried} rules taken away, {len(loop.survivors)} that no test missed.")
    for mutant in loop.survivors:
        _say(f"  {mutant.step}: {mutant.what}")
    return 1 if loop.survivors or not loop.tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
