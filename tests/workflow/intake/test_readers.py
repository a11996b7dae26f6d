"""Whatever the workflow reads by meaning has a reader that editors are told of."""

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import workflow
from forms import handlers
from forms.definition import meanings, readers
from workflow.intake import prefill
from workflow.intake.handlers.notification import SubmitNotification
from workflow.intake.readers import LOCAL
from workflow.machines.rapid_review.questions import PARTS, WEIGHED
from workflow.machines.rapid_review.voting.weighing import READ_BEFORE

PACKAGE = Path(workflow.__file__).parent
# Where meanings and readers are declared, and what Django wrote: nothing is read there.
DECLARING = {PACKAGE / "intake" / "meanings.py", PACKAGE / "intake" / "readers.py"}
# The heartbeat of a machine's history is called so too: an attribute, no meaning.
NOT_READ = {("dates.py", "event")}


def named_in_code() -> set[tuple[str, str]]:
    """Every registered meaning that stands as a text in the code, with the file's name."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        if file in DECLARING or "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in meanings.registry:
                found.add((file.name, node.value))
    return found


def test_each_meaning_that_the_code_names_has_a_reader() -> None:
    named = named_in_code() - NOT_READ
    assert len(named) > 40, "the search finds what is there"
    assert not [key for _file, key in sorted(named) if not readers.readers_of([key])]


def test_each_meaning_that_is_worked_out_has_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """`reading.one(f"notification.{name}")`: run, and seen what it asks for."""
    asked: list[str] = []

    class Recorder:
        def one(self, key: str) -> None:
            asked.append(key)

    monkeypatch.setattr(meanings, "read", lambda definition, answers: Recorder())
    submission: Any = SimpleNamespace(pk=1, version=SimpleNamespace(definition={}), answers={})
    SubmitNotification().data(submission)
    assert "notification.aware_reason" in asked
    assert all(any(reader.reads(key) for reader in LOCAL) for key in asked)


@pytest.mark.parametrize(
    "keys", [PARTS, WEIGHED, prefill.INCIDENT, READ_BEFORE], ids=["parts", "weighed", "incident", "weighing"]
)
def test_the_lists_of_meanings_have_readers_of_their_own(keys: Any) -> None:
    assert all(any(reader.reads(key) for reader in LOCAL) for key in keys)


def test_what_a_handler_cannot_do_without_says_so() -> None:
    for key, label in handlers.choices():
        for meaning in handlers.get(key).required_meanings:
            found = readers.readers_of([meaning])
            assert f"“{label}” cannot do without it" in [reader.label for reader in found]


def test_readers_read_meanings_that_exist() -> None:
    known = meanings.registry.keys()
    for reader in readers.registry.values():
        for key in reader.meanings:
            assert any(reader.reads(one) for one in known if one == key or key.endswith(".*")), key
