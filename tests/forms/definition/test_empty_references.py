"""A reference that names no question stays empty: the program never fills it, whatever else has no wording yet."""

import json

import pytest

from forms.definition.block_values import definition_of, steps_from
from forms.definition.shape import Calculation, Definition, questions, rules_in
from forms.definition.validation import problems
from forms.models.form_page import FormPage
from tests.forms.scene import definition, question, repeat, rule, step, when

NOWHERE: Calculation = {"what": "days_between", "first": "", "last": ""}


def settled(content: Definition) -> Definition:
    """What the blocks of this form hold, as they are read for a draft, a preview and publishing."""
    return definition_of(FormPage(title="x", steps=json.dumps(steps_from(content))))


def unlabelled() -> Definition:
    """A form as it stands while somebody adds questions: several without wording, and references not chosen yet."""
    return definition(
        step(
            "people",
            question("first", "date", label="", rules={"not_before": "", "not_after": ""}),
            question("second", "date", label=" ", show_when=when(rule("", value=""))),
            question("sum", "calculated", label="", required=False, calculation=NOWHERE),
            question("last", "radios", label="", choices=["yes"]),
            repeat=repeat(summary=""),
            show_when=when(rule("", value="")),
        )
    )


def test_no_empty_reference_is_filled_with_a_question_without_wording(db: None) -> None:
    found = settled(unlabelled())
    (people,) = found["steps"]
    assert people["repeat"] is not None
    assert people["repeat"]["summary"] == ""
    named = [one["question"] for part in (people, *people["questions"]) for one in rules_in(part["show_when"])]
    assert named == ["", ""]
    asked = {one["name"]: one for _step, one in questions(found)}
    assert asked["first"]["rules"] == {}
    assert asked["sum"]["calculation"] == NOWHERE


def test_an_empty_answer_is_not_taken_for_a_choice_without_wording(db: None) -> None:
    blank = question("how", "radios", choices=["yes"])
    blank["choices"].append({"value": "stored", "label": ""})
    asked = definition(step("one", blank, question("a", show_when=when(rule("how", value="")))))
    assert settled(asked)["steps"][0]["questions"][1]["show_when"] == when(rule("how", value=""))


def test_a_wording_that_two_questions_have_is_not_resolved_to_one_of_them(db: None) -> None:
    asked = definition(
        step("one", question("a", label="Name"), question("b", label="Name")),
        step("two", question("c", show_when=when(rule("name", "answered", "")))),
    )
    assert settled(asked)["steps"][1]["questions"][0]["show_when"] == when(rule("name", "answered", ""))


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (question("b", show_when=when(rule("", value="x"))), "has a rule that names no question yet"),
        (
            question("b", "calculated", required=False, calculation={**NOWHERE, "first": "born"}),
            "is calculated from a date that is not chosen yet",
        ),
    ],
)
def test_a_reference_that_is_needed_and_empty_is_told_as_not_chosen(part: object, told: str) -> None:
    asked = definition(step("one", question("born", "date"), part))  # type: ignore[arg-type]  # one of several kinds
    (found,) = problems(asked)
    assert told in found
    assert "“”" not in found
