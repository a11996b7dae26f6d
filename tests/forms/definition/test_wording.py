"""Sentences name a question by its wording: told apart from others of the same one, and never by a made-up name."""

import json

import pytest

from forms.definition.block_values import automatic_name, definition_of, steps_from
from forms.definition.condition_words import asked_in, words
from forms.definition.difference import differences
from forms.definition.shape import Definition, Question
from forms.definition.validation import problems
from forms.definition.wording import MADE
from forms.models.form_page import FormPage
from tests.forms.scene import definition, group, question, repeat, rule, step, when

GONE = "q_0123abcd"


def unnamed(label: str, kind: str = "text", **changes: object) -> Question:
    """A question whose editor left its name to the portal."""
    made = question(label, kind, label=label, **changes)
    return {**made, "name": automatic_name("q", made["id"])}


REFERENCES: list[Definition] = [
    definition(step("one", unnamed("A", show_when=when(rule(GONE))))),
    definition(step("one", unnamed("A", "date", rules={"not_before": GONE}))),
    definition(step("one", unnamed("B"), unnamed("A", "date", rules={"not_after": unnamed("B")["name"]}))),
    definition(
        step(
            "one",
            unnamed("A", "calculated", calculation={"what": "days_between", "first": GONE, "last": "today"}),
        )
    ),
    definition(step("one", unnamed("A"), repeat=repeat(summary=GONE))),
    definition(step("one", unnamed("A", group="g_0123abcd"), groups=[group("other")]), step("two", unnamed("C"))),
    definition(step("one", unnamed("A"), unnamed("A"))),
]


@pytest.mark.parametrize("asked", REFERENCES)
def test_no_problem_names_a_question_by_the_name_that_was_made_for_it(handler: object, asked: Definition) -> None:
    found = problems(asked)
    assert found
    assert not [told for told in found if MADE.search(told)], found


def test_a_question_that_is_gone_is_named_by_the_wording_that_it_had() -> None:
    (told,) = problems(REFERENCES[0], formerly={GONE: "Has the child died?"}.get)  # type: ignore[arg-type]  # all known
    assert "depends on “Has the child died?”, which is not a question of this form any more." in told


def test_two_questions_of_one_wording_are_told_apart_by_their_step() -> None:
    asked = definition(
        step("the_child", question("a", label="Name"), question("b", "yes_no", label="Known?")),
        step("the_school", question("c", label="Name"), question("d", label="Name", show_when=when(rule("a")))),
    )
    asked["steps"][1]["questions"][0]["show_when"] = when(rule("gone"))
    known = asked_in(asked)
    assert words(when(rule("a", "answered", "")), known) == "“Name (The child)” is answered"
    assert words(when(rule("b")), known) == "“Known?” is “Yes”"
    (told,) = [one for one in problems(asked) if "gone" in one]
    assert told.startswith("The question “Name (The school, question 1)” depends on")


def test_the_account_of_changes_tells_them_apart_too() -> None:
    old = definition(
        step("the_child", question("a", label="Name")), step("the_school", question("b", label="Name", required=False))
    )
    new = json.loads(json.dumps(old))
    new["steps"][1]["questions"][0]["required"] = True
    (change,) = differences(old, new)
    assert change.subject == "Name (The school)"
    new["steps"][1]["questions"][0]["label"] = "Name of the school"
    reworded = [change for change in differences(old, new) if change.what == "reworded"]
    assert [(one.subject, one.detail) for one in reworded] == [("Name of the school", "It was “Name”.")]


def test_a_made_name_does_not_stand_in_the_editor_s_field_and_stays_the_same(db: None) -> None:
    asked = definition(step("one", unnamed("A"), question("chosen")))
    blocks = steps_from(asked)
    names = [one["value"]["settings"]["name"] for one in blocks[0]["value"]["questions"]]
    assert names == ["", "chosen"]
    assert definition_of(FormPage(title=asked["title"], steps=json.dumps(blocks))) == asked
