"""The JSON Schema of a form's answers: valid itself, gives the form back exactly, and takes what the server takes."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from forms.definition.conditions import kept, settle, walk
from forms.definition.schema import definition_from, schema_of
from forms.definition.shape import TOLD_KINDS, Answers, Definition, Question, Step, canonical, other_key, questions
from forms.questions.step_form import Circumstances, form_for, typed_from
from tests.forms import strategies
from tests.forms.scene import definition, question, referral, repeat, rule, step, when

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def takes(form: Definition, answers: Answers) -> bool:
    return Draft202012Validator(schema_of(form)).is_valid(answers)


@SLOW
@given(strategies.definitions())
def test_the_schema_is_valid_and_gives_the_definition_back(form: Definition) -> None:
    schema = schema_of(form)
    Draft202012Validator.check_schema(schema)
    assert canonical(definition_from(schema)) == canonical(form)


# --- Answers ---------------------------------------------------------------------------------------------------------

TODAY = date(2026, 3, 2)
SOUND: dict[str, Any] = {
    "email": "name@example.com",
    "telephone": "01632 960 001",
    "postcode": "NG2 3NG",
    "nhs_number": "9434765919",
    "calculated": 3,
    "file": ["5f0c"],
}
FITTING = {
    "letters": "Abc",
    "digits": "1234",
    "letters_digits": "A1",
    "national_insurance": "AB 12 34 56 C",
    "ofsted_urn": "SC123456",
    "pupil_number": "A801200001001",
    "case_reference": "NSCP-2026-0003",
    "web_address": "https://example.org/",
}


def sound(asked: Question) -> st.SearchStrategy[Any]:
    """Answers that the question accepts on its own."""
    rules, kind = asked["rules"], asked["kind"]
    if kind == "number":
        least, most = rules.get("least", rules.get("most", 10) - 10), rules.get("most", rules.get("least", 0) + 10)
        return st.integers(least, most)
    if kind in ("text", "long_text"):
        least, most = rules.get("min_length", 1), rules.get("max_length", 500)
        fitting = FITTING.get(rules.get("pattern", ""), "")
        if fitting and least <= len(fitting) <= most:
            return st.just(fitting)
        return st.integers(least, max(least, min(most, 500))).map(lambda length: "x" * length)
    if kind == "person":
        parts = asked.get("parts", [])
        return st.fixed_dictionaries(
            {"name": st.just("A")}, optional={part: st.just("2001-02-03" if part == "born" else "x") for part in parts}
        )
    if kind == "chronology":
        return strategies.OF_KIND[kind].map(lambda rows: rows[: rules.get("most_rows", len(rows))])
    if kind in SOUND:
        return st.just(SOUND[kind])
    if values := [choice["value"] for choice in asked["choices"]]:
        one = st.sampled_from(values)
        return st.lists(one, min_size=1, unique=True) if kind == "checkboxes" else one
    return strategies.OF_KIND.get(kind, st.just("a"))


@st.composite
def answered(draw: st.DrawFn, form: Definition) -> Answers:
    """Everything that must be answered is, and most of the rest, shown or not: what a careful person typed."""

    def entry(one: Step) -> Answers:
        found: Answers = {}
        for asked in one["questions"]:
            if asked["required"] or draw(st.booleans()):
                found[asked["name"]] = draw(sound(asked))
                found[other_key(asked["name"])] = "Something else"
        return found

    answers: Answers = {}
    for one in form["steps"]:
        if one["repeat"] is None:
            answers |= entry(one)
        else:
            number = draw(st.integers(one["repeat"]["least"], one["repeat"]["most"]))
            answers[one["name"]] = [entry(one) for _number in range(number)]
    return answers


@SLOW
@given(st.data())
def test_what_is_kept_of_careful_answers_is_taken(data: st.DataObject) -> None:
    form = data.draw(strategies.definitions())
    answers = kept(form, data.draw(answered(form)), TODAY)
    faults = [error.message for error in Draft202012Validator(schema_of(form)).iter_errors(answers)]
    assert faults == []


@SLOW
@given(st.data())
def test_what_the_servers_forms_take_is_taken(data: st.DataObject) -> None:
    """Answers as they come out of the step forms, each filled in with careful answers."""
    form = data.draw(strategies.definitions(most_steps=2))
    typed = kept(form, data.draw(answered(form)), TODAY)
    answers: Answers = {}
    for one, known in walk(form, typed, TODAY):
        entries = [typed] if one["repeat"] is None else typed.get(one["name"], [])
        forms = [form_for(one, typed_from(one, entry), around(form, typed, known)) for entry in entries]
        assume(all(step_form.is_valid() for step_form in forms))
        if one["repeat"] is None:
            answers |= forms[0].answers
        elif forms:
            answers[one["name"]] = [step_form.answers for step_form in forms]
    faults = [error.message for error in Draft202012Validator(schema_of(form)).iter_errors(answers)]
    assert faults == []


def around(form: Definition, answers: Answers, known: Answers) -> Circumstances:
    labels = {asked["name"]: asked["label"] for _step, asked in questions(form)}
    listed = (("health", "Health"), ("police", "Police"))
    return Circumstances(
        today=TODAY,
        known=known,
        dates={name: value for name, value in answers.items() if name in labels},
        labels=labels,
        files=frozenset(["5f0c"]),
        options=lambda key: listed,
    )


@SLOW
@given(st.data())
def test_a_missing_or_a_hidden_answer_is_refused(data: st.DataObject) -> None:
    """One required answer taken out, or one hidden answer put in, at every place where there is one."""
    form = data.draw(strategies.definitions())
    answers = kept(form, data.draw(answered(form)), TODAY)
    validator = Draft202012Validator(schema_of(form))
    for one, known in walk(form, answers, TODAY):
        entries = [answers] if one["repeat"] is None else answers.get(one["name"], [])
        for entry in entries:
            shown = settle(one, known, entry, TODAY).questions
            for asked in one["questions"]:
                name = asked["name"]
                before = dict(entry)
                if asked not in shown:
                    entry[name] = data.draw(sound(asked)) if asked["kind"] != "guidance" else "x"
                    event("hidden")
                elif asked["required"] and asked["kind"] not in TOLD_KINDS:
                    del entry[name]
                    event("missing")
                if entry != before:
                    assert not validator.is_valid(answers), f"{name} in {answers}"
                entry.clear()
                entry.update(before)


CHILD = {"child_name": "A"}


def with_conditions() -> Definition:
    """A plain step, a repeating step whose conditions read it and each other, a step shown sometimes."""
    return definition(
        step(
            "incident",
            question("died", "yes_no"),
            question("age", "number", required=False),
            question("when", "approximate_date", required=False),
            question("why", show_when=when(rule("died"), rule("age", "more_than", "3"))),
        ),
        step(
            "children",
            question("child_name"),
            question("known", "yes_no", required=False),
            question("grave", show_when=when(rule("died"))),
            question("both", show_when=when(rule("died"), rule("known"))),
            question("either", show_when=when(rule("died"), rule("known"), match="any")),
            repeat=repeat(least=1, most=2),
        ),
        step("later", question("seen"), show_when=when(rule("when", "before", "2019-04-02"))),
    )


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        ({"died": "no", "children": [CHILD]}, True),
        ({"children": [CHILD]}, False),
        ({"died": "no"}, False),
        ({"died": "no", "children": [CHILD] * 3}, False),
        ({"died": "no", "why": "x", "children": [CHILD]}, False),
        ({"died": "yes", "children": [CHILD | {"grave": "x", "either": "x"}]}, True),
        ({"died": "yes", "children": [CHILD | {"either": "x"}]}, False),
        ({"died": "yes", "children": [CHILD | {"grave": "x"}]}, False),
        ({"died": "yes", "age": 4, "children": [CHILD | {"grave": "x", "either": "x"}]}, False),
        ({"died": "yes", "age": 4, "why": "x", "children": [CHILD | {"grave": "x", "either": "x"}]}, True),
        (
            {
                "died": "yes",
                "children": [CHILD | {"known": "yes", "grave": "x", "both": "x", "either": "x"}],
            },
            True,
        ),
        ({"died": "yes", "children": [CHILD | {"known": "yes", "grave": "x", "either": "x"}]}, False),
        ({"died": "no", "children": [CHILD | {"known": "yes", "either": "x"}]}, True),
        ({"died": "no", "children": [CHILD | {"known": "yes", "both": "x", "either": "x"}]}, False),
        ({"died": "no", "when": "2019-03", "children": [CHILD], "seen": "x"}, True),
        ({"died": "no", "when": "2019-03", "children": [CHILD]}, False),
        ({"died": "no", "when": "2019-04", "children": [CHILD]}, True),
        ({"died": "no", "when": "2018", "children": [CHILD]}, False),
        ({"died": "no", "when": "2019", "children": [CHILD], "seen": "x"}, False),
        ({"died": "no", "children": [CHILD], "stranger": "x"}, False),
    ],
)
def test_what_is_hidden_is_absent_and_what_is_shown_is_required(answers: Answers, taken: bool) -> None:
    assert takes(with_conditions(), answers) is taken


def test_the_names_of_a_schema_are_the_forms_own() -> None:
    schema = schema_of(referral())
    assert list(schema["properties"]) == ["incident_date", "what", "children", "comment"]
    assert schema["properties"]["incident_date"]["title"] == "Incident date"
    assert schema["properties"]["children"]["items"]["additionalProperties"] is False


def test_a_name_used_twice_has_no_schema() -> None:
    with pytest.raises(ValueError, match="used twice"):
        schema_of(definition(step("one", question("a"), question("a"))))


def test_a_schema_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not the schema of a form"):
        definition_from({"type": "object"})
