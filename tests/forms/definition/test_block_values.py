"""Blocks and definition: there and back, and the digest that names a version."""

import json
from pathlib import Path

import pytest

from forms.definition.block_values import definition_of, steps_from
from forms.definition.shape import Definition, digest
from forms.definition.validation import problems
from forms.editor.transfer.form_file import definition_in
from forms.editor.transfer.reading import read
from forms.models.form_page import FormPage
from tests.forms.scene import definition, form_page, question, referral, repeat, rule, step, when

FOLDER = Path(__file__).parents[3] / "portal" / "start" / "forms"
SHIPPED = [path for path in sorted(FOLDER.glob("*.json")) if "steps" in json.loads(path.read_text())]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_form_becomes_blocks_and_comes_back_the_same(db: None, path: Path) -> None:
    shipped = definition_in(read(path.read_bytes()))
    language, second = shipped.get("second_language", ""), shipped.get("second", {})
    page = FormPage(title=shipped["title"], steps=json.dumps(steps_from(shipped)), second_language=language)
    page.second_title = second.get("title", "")
    assert definition_of(page) == shipped
    assert [one for one in problems(shipped) if "does not exist" not in one] == []


def test_the_digest_follows_the_questions_and_nothing_else() -> None:
    assert digest(referral()) == digest(json.loads(json.dumps(referral(), sort_keys=True)))
    reworded = referral()
    reworded["steps"][0]["questions"][0]["label"] = "When?"
    assert digest(reworded) != digest(referral())


def test_a_question_without_a_name_keeps_the_one_made_for_it_when_reworded(page: FormPage) -> None:
    steps = json.loads(json.dumps(steps_from(definition_of(page))))
    first = steps[0]["value"]["questions"][0]["value"]
    first["settings"]["name"] = ""
    made = definition_of(FormPage(title="x", steps=json.dumps(steps)))["steps"][0]["questions"][0]["name"]
    first["label"] = "Another wording"
    again = definition_of(FormPage(title="x", steps=json.dumps(steps)))["steps"][0]["questions"][0]["name"]
    assert made == again
    assert made.startswith("q_")


def test_an_editor_may_name_questions_and_answers_by_their_wording(db: None) -> None:
    asked = definition(
        step(
            "one",
            question("known", "radios", label="Is it known?", choices=["certainly", "no"]),
            question("a", show_when=when(rule("is it known?", "equals", "Certainly"))),
        )
    )
    page = FormPage(title="x", steps=json.dumps(steps_from(asked)))
    assert definition_of(page)["steps"][0]["questions"][1]["show_when"] == when(rule("known", "equals", "certainly"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (definition(), "Add at least one step"),
        (definition(step("one")), "has no question"),
        (definition(step("one", question("a"), question("a"))), "The name “a” is used 2 times"),
        (definition(step("a", question("a"))), "The name “a” is used 2 times"),
        (definition(step("one", question("a", "radios"))), "has no choices: add at least one"),
        (definition(step("one", question("a", "select", choices=["x", "x"]))), "has the choice “x” 2 times"),
        (definition(step("one", question("a", show_when=when(rule("gone"))))), "“gone”, which is not a question"),
        (
            definition(step("one", question("a", show_when=when(rule("b"))), question("b", "yes_no"))),
            "depends on “B”, which comes later",
        ),
        (
            definition(step("one", question("a", "yes_no", show_when=when(rule("a"))))),
            "The question “A” depends on itself",
        ),
        (
            definition(
                step("one", question("b", "yes_no"), repeat=repeat(summary="")),
                step("two", question("a", show_when=when(rule("b")))),
            ),
            "asked once for each entry of another step",
        ),
        (
            definition(step("one", question("b", "yes_no"), question("a", show_when=when(rule("b", value="perhaps"))))),
            "the answer “perhaps” to “B”, which is not one of its choices: No, Yes",
        ),
        (
            definition(step("one", question("a", "date", rules={"not_after": "gone"}))),
            "compared with “gone”, which is not a date question of this form",
        ),
        (
            definition(step("one", question("b"), question("a", "date", rules={"not_after": "b"}))),
            "compared with “B”, which is not a date question",
        ),
        (definition(step("one", question("a", "number", rules={"least": 5, "most": 1}))), "at least 5 but at most 1"),
        (
            definition(step("one", question("a"), repeat=repeat(least=3, most=2, summary="a"))),
            "at least 3 but at most 2",
        ),
        (
            definition(step("one", question("a"), repeat=repeat(summary="gone"))),
            "“gone”, which is not a question of that",
        ),
        (definition(step("one", question("a", meaning="no.such"))), "the meaning “no.such”, which does not exist"),
        (definition(step("one", question("a", meaning="test.date"))), "must be asked as date"),
        (definition(step("one", question("a"), meaning="test.child")), "has a meaning but is asked once"),
        (
            definition(step("one", question("a", meaning="test.name"), question("b", meaning="test.name"))),
            "2 questions that are always asked mean “Name”",
        ),
    ],
)
def test_each_fault_is_told_in_words(handler: object, asked: Definition, told: str) -> None:
    found = problems(asked)
    assert len(found) == 1, found
    assert told in found[0]


INCIDENT = question("when", "date", meaning="test.date")


@pytest.mark.duty("D2")
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (definition(step("one", question("a"))), "no question has that meaning"),
        (definition(step("one", {**INCIDENT, "required": False})), "its question is optional"),
        (
            definition(step("one", question("b", "yes_no"), {**INCIDENT, "show_when": when(rule("b"))})),
            "is shown only sometimes",
        ),
        (
            definition(step("zero", question("b", "yes_no")), step("one", INCIDENT, show_when=when(rule("b")))),
            "is shown only sometimes",
        ),
    ],
)
def test_a_question_that_a_duty_needs_cannot_be_left_out(handler: object, asked: Definition, told: str) -> None:
    (found,) = problems(asked, ("test.date",))
    assert "“Date of the incident” (duty D2)" in found
    assert "The clock starts with it." in found
    assert told in found


@pytest.mark.duty("D2")
def test_a_repeating_step_that_a_duty_needs_is_given_at_least_once(handler: object) -> None:
    children = step("children", question("child_name"), meaning="test.child", repeat=repeat(least=0))
    (found,) = problems(definition(children), ("test.child",))
    assert "Set the step's “At least” to 1" in found
    children["repeat"] = repeat(least=1)
    assert problems(definition(children), ("test.child",)) == []


def test_what_a_duty_needs_may_be_asked(handler: object) -> None:
    assert problems(definition(step("one", INCIDENT)), ("test.date",)) == []


def test_meanings_are_read_by_key(handler: object) -> None:
    from forms.definition.meanings import read

    asked = definition(
        step("one", INCIDENT),
        step("children", question("child_name", meaning="test.name"), meaning="test.child", repeat=repeat()),
    )
    reading = read(asked, {"when": "2026-02-27", "children": [{"child_name": "Jo"}, {}]})
    assert reading.one("test.date") == "2026-02-27"
    assert reading.one("test.name") is None, "what is in entries is read with many()"
    assert reading.many("test.child") == [{"test.name": "Jo"}, {}]
    assert reading.many("no.such") == []


def test_a_page_made_from_a_definition_can_be_filled_in(page: FormPage) -> None:
    assert form_page(referral(), slug="another").get_data_fields()[0] == ("incident_date", "Incident date")
