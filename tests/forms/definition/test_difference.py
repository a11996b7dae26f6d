"""What changed, question by question."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from forms.definition.difference import LABELS, differences
from forms.definition.shape import Definition, digest
from tests.forms.scene import definition, group, question, referral, repeat, rule, step, when
from tests.forms.strategies import RANDOM_FORMS, definitions

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


def everything() -> Definition:
    """A form with one of each new setting."""
    choices: Any = [{"value": "x", "label": "X"}, {"value": "y", "label": "Y", "other": True}]
    return definition(
        step(
            "one",
            question("born", "date"),
            question("died", "date", rules={"not_before": "born"}),
            question("age", "calculated", required=False, calculation=calculation("born", "died")),
            question("harm", "radios", group="g") | {"choices": choices},  # type: ignore[operator]
            question("who", "person", group="g", parts=["role"]),
            question("which", "agency", options="agencies"),
            question("case", "case_text", required=False, fact="case.reference"),
            question("note", prefill="person.name", example="A note", second={"label": "Nodyn"}),
            groups=[group("g", title="What happened")],
        ),
        step("two", question("last"), repeat=repeat(summary="last")),
    )


def calculation(first: str, last: str) -> Any:
    return {"what": "days_between", "first": first, "last": last}


def asked(new: Definition, name: str) -> Any:
    return next(q for one in new["steps"] for q in one["questions"] if q["name"] == name)


def the_group(new: Definition) -> Any:
    return new["steps"][0]["groups"][0]  # type: ignore[typeddict-item]


YES = when(rule("born", "answered", ""))
DETAILS: list[tuple[Edit, str, str, str, bool]] = [
    (lambda new: new.update(title="Return"), "reworded", "The form", "It was called “Referral”.", False),
    (
        lambda new: new.update(second_language="cy"),
        "translated",
        "The form",
        "Its second language is “cy” now.",
        False,
    ),
    (
        lambda new: the_group(new).update(title="The harm"),
        "reworded",
        "Group: The harm",
        "It was “What happened”.",
        False,
    ),
    (
        lambda new: the_group(new).update(guidance="<p>x</p>"),
        "help",
        "Group: What happened",
        "The guidance has changed.",
        False,
    ),
    (
        lambda new: the_group(new).update(show_when=YES),
        "shown",
        "Group: What happened",
        "It was shown always. Now it is shown when “Born” is answered.",
        True,
    ),
    (
        lambda new: the_group(new).update(second={"title": "x"}),
        "translated",
        "Group: What happened",
        "Its texts in the second language have changed.",
        False,
    ),
    (
        lambda new: asked(new, "which").update(group="g"),
        "moved",
        "Which",
        "It stood in no group. Now it stands in the group “What happened”.",
        False,
    ),
    (
        lambda new: asked(new, "age").update(calculation=calculation("born", "today")),
        "calculation",
        "Age",
        "Now: Days between “Born” and today.",
        False,
    ),
    (lambda new: asked(new, "note").update(example="Another"), "help", "Note", "The example has changed.", False),
    (
        lambda new: asked(new, "note").update(hint="h", messages={"required": "m"}),
        "help",
        "Note",
        "The hint and messages have changed.",
        False,
    ),
    (
        lambda new: asked(new, "note").update(second={"label": "Nodiadau"}),
        "translated",
        "Note",
        "Its texts in the second language have changed.",
        False,
    ),
    (lambda new: asked(new, "note").update(prefill=""), "source", "Note", "It is filled in with nothing now.", False),
    (lambda new: asked(new, "case").update(fact="no.such"), "source", "Case", "It shows “no.such” now.", False),
    (
        lambda new: asked(new, "which").update(options="schools"),
        "choices",
        "Which",
        "Its choices come from “schools” now.",
        True,
    ),
    (
        lambda new: asked(new, "who").update(parts=["role", "email"]),
        "kind",
        "Who",
        "Besides the name it asks for: role, email.",
        True,
    ),
    (
        lambda new: asked(new, "harm")["choices"][1].pop("other"),
        "choices",
        "Harm",
        "“Y” asks for no text any more.",
        True,
    ),
    (
        lambda new: asked(new, "died").update(rules={"not_future": True}),
        "rules",
        "Died",
        "New: not in the future; no longer: not before another date (“Born”).",
        True,
    ),
    (
        lambda new: new["steps"][1].update(repeat=repeat(most=9, summary="last")),
        "rules",
        "Step: Two",
        "It was asked for each child, 1 to 5 times, named by “Last”. "
        "Now it is asked for each child, 1 to 9 times, named by “Last”.",
        True,
    ),
    (
        lambda new: new["steps"][1]["questions"].append(question("told", "guidance", required=False)),
        "added",
        "Told",
        "New guidance.",
        False,
    ),
]


@pytest.mark.parametrize(("edit", "what", "subject", "detail", "asks"), DETAILS)
def test_every_setting_is_told_in_words(edit: Edit, what: str, subject: str, detail: str, asks: bool) -> None:
    new = everything()
    edit(new)
    (change,) = differences(everything(), new)
    assert (change.what, change.subject, change.detail, change.asks) == (what, subject, detail, asks)
    assert what in LABELS


def test_a_group_with_a_condition_that_is_put_around_questions_is_looked_at() -> None:
    old, new = everything(), everything()
    the_group(new).update(name="h", show_when=YES)
    for name in ("harm", "who"):
        asked(new, name)["group"] = "h"
    found = [(change.what, change.subject, change.asks) for change in differences(old, new)]
    assert found == [
        ("added", "Group: What happened", False),
        ("removed", "Group: What happened", False),
        ("moved", "Harm", False),
        ("shown", "Harm", True),
        ("moved", "Who", False),
        ("shown", "Who", True),
    ]


def test_what_moves_is_told_and_not_everything_that_makes_room_for_it() -> None:
    def form(order: str) -> Definition:
        return definition(step("one", *(question(name) for name in order)))

    assert [change.subject for change in differences(form("abcdef"), form("bcdefa"))] == ["A"]
    assert [change.subject for change in differences(form("abcdef"), form("fabcde"))] == ["F"]
    assert {change.subject for change in differences(form("abcdef"), form("cbadef"))} < {"A", "B", "C"}
    assert differences(form("abc"), form("abxc"))[0].what == "added"


@settings(RANDOM_FORMS, max_examples=60)
@given(definitions(), definitions())
def test_any_two_forms_are_compared(old: Definition, new: Definition) -> None:
    assert differences(old, copy.deepcopy(old)) == []
    found = differences(old, new)
    assert (found == []) is (digest(old) == digest(new)) or _only_moved_identifiers(old, new)
    assert all(change.detail.endswith(".") and change.what in LABELS for change in found)


def _only_moved_identifiers(old: Definition, new: Definition) -> bool:
    """Where nothing is told although the digests differ, nothing differs that anybody sees: the blocks' own ids."""
    return json.dumps(_without_ids(old), sort_keys=True) == json.dumps(_without_ids(new), sort_keys=True)


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(one) for key, one in value.items() if key != "id"}
    return [_without_ids(one) for one in value] if isinstance(value, list) else value
