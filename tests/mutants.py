"""Takes away each rule of the machines, one at a time, and says which no test missed.

    make mutants                       every rule of every step, every line of the tables of consequences
    make mutants ARGS="review"         those of one machine; several names for several
    make mutants ARGS="--roles case"   one kind of rule: --guards, --roles, --sources, --forms, --consequences

A rule is a guard of a step, one of its roles, one of the states it may start from, what its form checks in cleaning, or
a consequence. The tests where steps are taken run once, to learn which test takes which step, or asks of it in a
table. Then each rule is removed in turn and those tests run until one fails. A rule that no test misses is named at the
end and fails the run: either a test is missing, or the rule does nothing.
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
TESTS = ["cases", "machines", "reviews", "edge_cases", "workspace", "test_across.py"]
TESTS += ["clocks/test_clocks.py", "notices/test_letters.py", "notices/test_notices.py"]
TESTS += ["notices/test_sealed_copies.py", "notices/test_told_before.py", "intake/test_referral_form.py"]
# State by transition by role, as written by hand.
TABLES = "test_table.py"

# Rules that no test of a step can miss, and why they stand all the same.
REASONS = {
    "cleaning FromForm.clean_submission": "refuses nothing: it spares a query with the key read already",
}


@dataclass(frozen=True)
class Mutant:
    """One rule that can be taken away: of which steps, what it is called, and how to take it away for a while."""

    steps: tuple[str, ...]
    what: str
    without: Callable[[], Any]

    @property
    def name(self) -> str:
        return f"{', '.join(self.steps)}: {self.what}"


def _machines(kinds: Sequence[str]) -> Iterator[tuple[str, Any]]:
    from workflow.engine.machine import machines

    for kind, model in machines().items():
        if not kinds or kind in kinds:
            yield kind, model


def guards_of(kinds: Sequence[str]) -> Iterator[Mutant]:
    """Every guard of every step."""
    from workflow.engine.machine import steps_of

    for kind, model in _machines(kinds):
        for name, step in steps_of(model).items():
            for index, guard in enumerate(step.guards):
                said = getattr(guard, "__qualname__", repr(guard))
                fewer = step.guards[:index] + step.guards[index + 1 :]
                yield Mutant((f"{kind}.{name}",), f"guard {said}", _declared_with(model, name, guards=fewer))


def roles_of(kinds: Sequence[str]) -> Iterator[Mutant]:
    """Every role of every step: without it, who holds it may not take the step."""
    from workflow.engine.machine import steps_of

    for kind, model in _machines(kinds):
        for name, step in steps_of(model).items():
            for role in sorted(step.roles):
                fewer = step.roles - {role}
                yield Mutant((f"{kind}.{name}",), f"role {role.label}", _declared_with(model, name, roles=fewer))


def sources_of_steps(kinds: Sequence[str]) -> Iterator[Mutant]:
    """Every state that a step may start from."""
    from workflow.engine.machine import sources_of, steps_of

    for kind, model in _machines(kinds):
        for name in steps_of(model):
            for state in sorted(sources_of(model, name)):
                yield Mutant((f"{kind}.{name}",), f"source state {state}", _without_source(model, name, state))


def cleaning_of(kinds: Sequence[str]) -> Iterator[Mutant]:
    """Every `clean` and `clean_<field>` of the forms that steps ask, once a form that declares it."""
    from workflow.engine.machine import steps_of

    declared: dict[tuple[type, str], set[str]] = defaultdict(set)
    for kind, model in _machines(kinds):
        for name, step in steps_of(model).items():
            for cls in step.form.__mro__:
                if cls.__module__.startswith("workflow."):
                    for method in vars(cls):
                        if method == "clean" or method.startswith("clean_"):
                            declared[cls, method].add(f"{kind}.{name}")
    for (cls, method), steps in declared.items():
        yield Mutant(tuple(sorted(steps)), f"cleaning {cls.__qualname__}.{method}", _without_method(cls, method))


def _declared_with(model: Any, name: str, **changed: Any) -> Callable[[], Any]:
    @contextmanager
    def mutated() -> Iterator[None]:
        from workflow.engine.machine import steps_of

        steps: Any = steps_of(model)
        before = steps[name]
        steps[name] = replace(before, **changed)
        try:
            yield
        finally:
            steps[name] = before

    return mutated


def _without_source(model: Any, name: str, state: str) -> Callable[[], Any]:
    @contextmanager
    def without() -> Iterator[None]:
        from workflow.engine.machine import DECLARED

        transitions = getattr(getattr(model, name), DECLARED).transitions
        before = dict(transitions)
        # The last one stays as the way of a state that no record is ever in: the step itself is still declared.
        transitions["-"] = transitions.pop(state)
        try:
            yield
        finally:
            transitions.clear()
            transitions.update(before)

    return without


def _without_method(cls: type, method: str) -> Callable[[], Any]:
    @contextmanager
    def without() -> Iterator[None]:
        before = vars(cls)[method]
        delattr(cls, method)
        try:
            yield
        finally:
            setattr(cls, method, before)

    return without


def consequences_of(kinds: Sequence[str]) -> Iterator[Mutant]:
    """Every line of the tables of consequences."""
    from workflow.machines.follows import consequences

    for step, functions in consequences().items():
        if not kinds or step.partition(".")[0] in kinds:
            for index, function in enumerate(functions):
                yield Mutant((step,), f"consequence {function.__name__}", _without_consequence(step, index))


def _without_consequence(step: str, index: int) -> Callable[[], Any]:
    @contextmanager
    def without() -> Iterator[None]:
        from workflow.engine import door

        table = door._connected.consequences
        before = table[step]
        table[step] = before[:index] + before[index + 1 :]
        try:
            yield
        finally:
            table[step] = before

    return without


RULES: dict[str, Callable[[Sequence[str]], Iterator[Mutant]]] = {
    "--guards": guards_of,
    "--roles": roles_of,
    "--sources": sources_of_steps,
    "--forms": cleaning_of,
    "--consequences": consequences_of,
}


class Loop:
    """Runs the tests once, and then those that matter for each mutant until one fails."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.rules = [RULES[each] for each in arguments if each in RULES] or list(RULES.values())
        self.kinds = [each for each in arguments if each not in RULES]
        self.takes: dict[str, list[pytest.Item]] = defaultdict(list)
        self.survivors: list[Mutant] = []
        self.tried = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return True
        self.learn(session)
        for mutant in [each for rule in self.rules for each in rule(self.kinds)]:
            self.tried += 1
            if mutant.what not in REASONS and not self.is_missed(session, mutant):
                self.survivors.append(mutant)
                _say(f"survived: {mutant.name} ({len(self.tests_of(mutant))} tests)")
        session._setupstate.teardown_exact(None)
        return True

    def learn(self, session: pytest.Session) -> None:
        """Which test takes which step; each test must pass as things are."""
        from workflow.engine import door

        taken: set[str] = set()
        looked_at: set[str] = set()
        move, begin, check = door._move, door._begin, door._check

        def checking(record: Any, name: str, *rest: Any, **named: Any) -> Any:
            looked_at.add(f"{record.KIND}.{name}")
            return check(record, name, *rest, **named)

        def moving(record: Any, name: str, **rest: Any) -> Any:
            taken.add(f"{record.KIND}.{name}")
            return move(record, name, **rest)

        def beginning(record: Any, name: str, **rest: Any) -> Any:
            taken.add(f"{record.KIND}.{name}")
            return begin(record, name, **rest)

        door._move, door._begin, door._check = moving, beginning, checking
        try:
            for item in session.items:
                taken.clear()
                looked_at.clear()
                if not self.passes(session, item):
                    raise pytest.UsageError(f"{item.nodeid} fails as things are: mend it first.")
                # Who holds which role in which state is asked by the tables, which take no step for it.
                for step in looked_at if item.path.name == TABLES else taken:
                    self.takes[step].append(item)
        finally:
            door._move, door._begin, door._check = move, begin, check

    def is_missed(self, session: pytest.Session, mutant: Mutant) -> bool:
        with mutant.without():
            return any(not self.passes(session, item) for item in self.tests_of(mutant))

    def tests_of(self, mutant: Mutant) -> list[pytest.Item]:
        """The tests that take one of its steps, each once."""
        return list(dict.fromkeys(item for step in mutant.steps for item in self.takes[step]))

    def passes(self, session: pytest.Session, item: pytest.Item) -> bool:
        session._setupstate.teardown_exact(item)
        item._initrequest()  # type: ignore[attr-defined]  # as plugins that run a test again do
        reports = runtestprotocol(item, nextitem=item, log=False)
        return not any(report.failed for report in reports)


def _say(text: str) -> None:
    sys.__stdout__.write(text + "\n")  # type: ignore[union-attr]  # pytest captures the other one
    sys.__stdout__.flush()  # type: ignore[union-attr]  # the same


def main(arguments: Sequence[str]) -> int:
    loop = Loop(arguments)
    pytest.main(
        [*(f"tests/workflow/{place}" for place in TESTS), "-q", "-p", "no:randomly", "-p", "no:xdist"], plugins=[loop]
    )
    _say(f"{loop.tried} rules taken away, {len(loop.survivors)} that no test missed.")
    for mutant in loop.survivors:
        _say(f"  {mutant.name}")
    return 1 if loop.survivors or not loop.tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
