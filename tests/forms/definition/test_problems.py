"""What keeps a form with groups, nested conditions, calculations or limits from being published, in words."""

from typing import Any

import pytest

from forms.definition import prefill_sources
from forms.definition.shape import Definition
from forms.definition.validation import problems
from tests.forms.counting import calls_in
from tests.forms.scene import definition, group, question, repeat, rule, step, when


def one(*questions: Any, **changes: Any) -> Definition:
    return definition(step("one", *questions, **changes))


def choices(*others: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": value.capitalize(), "other": value in others} for value in ("x", "y", "z")]


def deep(levels: int) -> Any:
    condition: Any = when(rule("a"))
    for _level in range(levels - 1):
        condition = {"match": "all", "rules": [], "groups": [condition]}
    return condition


def calculated(first: str = "born", last: str = "today", what: str = "years_between", **changes: Any) -> Any:
    calculation = {"what": what, "first": first, "last": last}
    return question("age", "calculated", required=False, calculation=calculation, **changes)


BORN = question("born", "date")
YES = question("a", "yes_no")
CASES: list[tuple[str, Definition, str]] = [
    (
        "unknown group",
        one(question("b", group="gone")),
        "“B” stands in the group “gone”, which is not in its step “One”",
    ),
    (
        "a group torn apart",
        one(question("b", group="g"), question("c"), question("d", group="g"), groups=[group("g")]),
        "The question “D” stands apart from the others of its group “G”. Move it next to them.",
    ),
    ("an empty group", one(question("b"), groups=[group("g")]), "The group “G” has no question: add one or delete"),
    ("a name taken", one(question("b", group="b"), groups=[group("b")]), "The name “b” is used 2 times"),
    (
        "a group that depends on its own question",
        one({**YES, "group": "g"}, groups=[group("g", show_when=when(rule("a")))]),
        "The group “G” depends on “A”, which is asked in that group. Choose an earlier question",
    ),
    (
        "a step that depends on its own question",
        one(YES, show_when=when(rule("a"))),
        "The step “One” depends on “A”, which is asked in that step.",
    ),
    (
        "a circle",
        one({**YES, "show_when": when(rule("b"))}, question("b", "yes_no", show_when=when(rule("a")))),
        "The question “A” depends on “B”, which depends on it in turn. Remove one of the rules",
    ),
    (
        "a circle through a group",
        one(
            {**YES, "show_when": when(rule("b"))},
            question("b", "yes_no", group="g"),
            groups=[group("g", show_when=when(rule("a")))],
        ),
        "The question “A” depends on “B”, which depends on it in turn.",
    ),
    (
        "a circle through a calculation",
        one(
            {**BORN, "show_when": when(rule("age", "at_least", "5"))},
            calculated(),
        ),
        "The question “Born” depends on “Age”, which depends on it in turn.",
    ),
    ("too deep", one(YES, question("b", show_when=deep(4))), "“B” has rules nested more than 3 deep."),
    ("a condition of nothing", one(question("b", show_when=when())), "“B” has a condition without rules."),
    (
        "nothing within",
        one(YES, question("b", show_when={**when(rule("a")), "groups": [when()]})),
        "“B” has a condition without rules.",
    ),
    (
        "a nested reference to a removed question",
        one(YES, question("b", show_when={**when(rule("a")), "groups": [when(rule("gone"))]})),
        "The question “B” depends on “gone”, which is not a question of this form.",
    ),
    (
        "a reference to what only shows something",
        one(question("t", "guidance", required=False), question("b", show_when=when(rule("t", "answered")))),
        "depends on “T”, which has no answer: it only shows something.",
    ),
    (
        "an order where there is none",
        one(YES, question("b", show_when=when(rule("a", "before", "2020-01-01")))),
        "asks whether “A” is before, which a question of the kind “yes no” cannot. Use “is”, “is not”",
    ),
    (
        "a person compared",
        one(question("p", "person"), question("b", show_when=when(rule("p", "equals", "Jo")))),
        "Use “is answered”, “is not answered”.",
    ),
    (
        "a number compared with a word",
        one(question("n", "number"), question("b", show_when=when(rule("n", "more_than", "many")))),
        "compares “N” with “many”, which is not a number.",
    ),
    (
        "a date compared with a word",
        one(BORN, question("b", show_when=when(rule("born", "before", "1/2/2019")))),
        "compares “Born” with “1/2/2019”, which is not a date. Write it as year-month-day",
    ),
    (
        "a date that does not exist",
        one(BORN, question("b", show_when=when(rule("born", "before", "2019-02-30")))),
        "which is not a date",
    ),
    (
        "a time compared with a word",
        one(question("t", "time"), question("b", show_when=when(rule("t", "after", "2pm")))),
        "compares “T” with “2pm”, which is not a time.",
    ),
    (
        "compared with nothing",
        one(question("t"), question("b", show_when=when(rule("t", "equals", "")))),
        "compares “T” with nothing. Say which answer",
    ),
    (
        "two others",
        one({**question("c", "radios"), "choices": choices("x", "z")}),
        "The question “C” has 2 choices that ask for a text: X, Z. Keep one of them.",
    ),
    ("no such fact", one(question("b", prefill="no.such")), "“B” is filled in with “no.such”, which is not known here"),
    ("nothing to show", one(question("t", "case_text", required=False)), "“T” shows nothing yet. Choose what it shows"),
    (
        "shows no such fact",
        one(question("t", "case_text", required=False, fact="no.such")),
        "“T” shows “no.such”, which is not known here.",
    ),
    (
        "no such list",
        one(question("g", "agency", options="no.such")),
        "takes its choices from “no.such”, which is not a list here. Choose a list.",
    ),
    ("no list", one(question("g", "agency")), "“G” has no list to choose from. Choose a list."),
    (
        "lengths crossed",
        one(question("b", rules={"min_length": 9, "max_length": 3})),
        "takes at least 9 characters but at most 3.",
    ),
    ("no such pattern", one(question("b", rules={"pattern": "gone"})), "must look like “gone”, which is not a pattern"),
    (
        "a limit of another kind",
        one(question("b", "yes_no", rules={"pattern": "digits"})),
        "has the limit “what it must look like”, which one of the kind “yes no” cannot have. Remove it.",
    ),
    ("no such limit", one(question("b", rules={"colour": "red"})), "has the limit “colour”"),
    (
        "compared with itself",
        one(question("b", "date", rules={"not_before": "b"})),
        "“B” is compared with itself. Choose another date question.",
    ),
    (
        "past and future",
        one(question("b", "date", rules={"not_future": True, "within_future_days": 3})),
        "must not be in the future, yet within the next days. Remove one of the two limits.",
    ),
    (
        "future and past",
        one(question("b", "date", rules={"not_past": True, "within_past_days": 3})),
        "must not be in the past, yet within the last days.",
    ),
    ("nothing to calculate", one(question("age", "calculated", required=False)), "does not say what to calculate"),
    ("an unknown sum", one(BORN, calculated(what="weeks")), "does not say what to calculate"),
    ("from nothing", one(calculated()), "calculated from “born”, which is not a question of this form"),
    ("from a text", one(question("born"), calculated()), "calculated from “Born”, which is not a date"),
    ("from a later date", one(calculated(), BORN), "calculated from “Born”, which comes later. Move it"),
    ("from today to today", one(calculated("today")), "is calculated between a date and itself"),
    (
        "from another step's entries",
        definition(step("kids", BORN, repeat=repeat(summary="")), step("one", calculated())),
        "calculated from “Born”, which is asked once for each entry of another step.",
    ),
]


@pytest.mark.parametrize(("asked", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_fault_is_told_in_words(asked: Definition, told: str) -> None:
    found = problems(asked)
    assert len(found) == 1, found
    assert told in found[0]


def test_three_levels_and_every_reference_may_be_published() -> None:
    asked = one(
        BORN,
        calculated(),
        YES,
        question("b", show_when=deep(3), group="g"),
        question("c", show_when=when(rule("b", "answered", ""), rule("age", "at_least", "5")), group="g"),
        groups=[group("g", show_when=when(rule("age", "answered", "")))],
    )
    assert problems(asked) == []


def test_what_is_registered_may_be_named() -> None:
    prefill_sources.sources.register(
        prefill_sources.PrefillSource("test.fact", "A fact", lambda page, user, subject: "x")
    )
    prefill_sources.option_lists.register(prefill_sources.OptionList("test.list", "A list", lambda page: []))
    try:
        text = question("t", "case_text", required=False, fact="test.fact")
        assert (
            problems(one(text, question("b", prefill="test.fact"), question("g", "agency", options="test.list"))) == []
        )
    finally:
        prefill_sources.sources.pop("test.fact")
        prefill_sources.option_lists.pop("test.list")


INCIDENT = question("when", "date", meaning="test.date")


@pytest.mark.duty("D2")
def test_a_question_that_a_duty_needs_may_stand_in_a_group_but_not_be_hidden_with_it(handler: object) -> None:
    grouped = {**INCIDENT, "group": "g"}
    assert problems(one(YES, grouped, groups=[group("g")]), ("test.date",)) == []
    (found,) = problems(one(YES, grouped, groups=[group("g", show_when=when(rule("a")))]), ("test.date",))
    assert "“Date of the incident” (duty D2)" in found
    assert "is shown only sometimes. Remove the rules of the question, its group and its step." in found
    assert "The clock starts with it." in found


@pytest.mark.duty("D2")
def test_a_question_that_a_duty_needs_may_be_reworded_moved_and_translated(handler: object) -> None:
    reworded = {**INCIDENT, "label": "The day it happened", "hint": "x", "second": {"label": "Y diwrnod"}}
    moved = definition(step("first", question("b")), step("last", question("c"), reworded))
    assert problems({**moved, "second_language": "cy"}, ("test.date",)) == []


def test_a_large_form_is_checked_in_one_pass() -> None:
    """Ten times the form is ten times the work, not a hundred."""

    def work(size: int) -> int:
        steps = [
            step(f"s{n}", *(question(f"q{n}_{m}", "yes_no", show_when=_after(n, m)) for m in range(5)))
            for n in range(size)
        ]
        asked = definition(*steps)
        assert problems(asked) == []
        return calls_in(lambda: problems(asked))

    def _after(n: int, m: int) -> Any:
        return when(rule(f"q{n}_{m - 1}")) if m else when(rule(f"q{n - 1}_4")) if n else None

    assert work(400) < 11 * work(40)
