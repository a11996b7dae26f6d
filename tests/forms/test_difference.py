"""What changed, question by question."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from forms.definition import Definition
from forms.difference import differences
from tests.forms.scene import definition, question, referral, rule, step, when

Edit = Callable[[Definition], Any]


def first(asked: Definition) -> Any:
    return asked["steps"][0]["questions"][0]


@pytest.mark.parametrize(
    ("edit", "what", "asks"),
    [
        (lambda new: first(new).update(label="When?"), "reworded", False),
        (lambda new: first(new).update(hint="A date"), "help", False),
        (lambda new: first(new).update(required=False), "optional", False),
        (lambda new: first(new).update(kind="text"), "kind", True),
        (lambda new: first(new).update(rules={}), "rules", True),
        (lambda new: first(new).update(meaning="x"), "meaning", False),
        (lambda new: new["steps"][0]["questions"].reverse(), "moved", False),
        (lambda new: new["steps"][0]["questions"].pop(), "removed", False),
        (lambda new: new["steps"][0]["questions"].append(question("new")), "added", True),
        (lambda new: new["steps"][2]["questions"][0].update(required=True), "required", True),
        (lambda new: new["steps"][2].update(title="Else"), "reworded", False),
        (lambda new: new["steps"].append(step("last")), "added", True),
        (lambda new: new["steps"][2]["questions"][0].update(show_when=when(rule("what"))), "shown", True),
    ],
)
def test_each_kind_of_change_is_named(edit: Edit, what: str, asks: bool) -> None:
    new = copy.deepcopy(referral())
    edit(new)
    found = differences(referral(), new)
    assert {change.what for change in found} == {what}
    assert any(change.asks for change in found) is asks


def test_the_same_form_has_no_changes() -> None:
    assert differences(referral(), copy.deepcopy(referral())) == []


def test_changed_choices_are_listed() -> None:
    old = definition(step("one", question("a", "radios", choices=["x", "y"])))
    new = definition(step("one", question("a", "radios", choices=["y", "z"])))
    (change,) = differences(old, new)
    assert change.detail == "Added “Z”; removed “X”."
