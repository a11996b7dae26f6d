"""Branching: nothing hidden is stored, whatever is asked and answered."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.conditions import for_browser, holds, is_answered, kept, known_before, shown_questions, shown_steps
from forms.definition import Definition
from forms.validation import problems
from tests.forms.scene import definition, question, repeat, rule, step, when

OPERATORS = ["equals", "not_equals", "includes", "answered", "not_answered"]
VALUES = st.sampled_from(["yes", "no", "", None, ["yes"], [], 0, "2024-01-01"])


@st.composite
def forms_with_branches(draw: st.DrawFn) -> Definition:
    """Up to four steps of up to three questions, each of which may depend on what may be read there."""
    readable: list[str] = []
    steps = []
    for place in range(draw(st.integers(1, 4))):
        repeats = draw(st.booleans())
        own: list[str] = []
        questions = []
        for number in range(draw(st.integers(1, 3))):
            name = f"q{place}_{number}"
            questions.append(question(name, show_when=draw(conditions(readable + own)), required=False))
            own.append(name)
        shape = repeat(summary="", least=0) if repeats else None
        steps.append(step(f"s{place}", *questions, repeat=shape, show_when=draw(conditions(readable))))
        readable = readable if repeats else readable + own
    return definition(*steps)


@st.composite
def conditions(draw: st.DrawFn, names: list[str]) -> Any:
    if not names or draw(st.booleans()):
        return None
    rules = st.builds(rule, st.sampled_from(names), st.sampled_from(OPERATORS), st.sampled_from(["yes", "no"]))
    return when(*draw(st.lists(rules, min_size=1, max_size=2)), match=draw(st.sampled_from(["all", "any"])))


def filled(asked: Definition) -> st.SearchStrategy[Any]:
    """Any answers at all, of hidden questions and of none too."""
    fields: dict[str, Any] = {"never_asked": VALUES}
    for one in asked["steps"]:
        entry = st.fixed_dictionaries({q["name"]: VALUES for q in one["questions"]})
        if one["repeat"]:
            fields[one["name"]] = st.lists(entry, max_size=3)
        else:
            fields |= {q["name"]: VALUES for q in one["questions"]}
    return st.fixed_dictionaries(fields)


@given(st.data())
def test_nothing_hidden_unasked_or_empty_is_kept(data: st.DataObject) -> None:
    asked = data.draw(forms_with_branches())
    assert problems(asked) == [], "the strategy makes forms that could be published"
    result = kept(asked, data.draw(filled(asked)))

    shown = shown_steps(asked, result)
    allowed: set[str] = set()
    for one in shown:
        known = known_before(asked, result, one["name"])
        entries = result.get(one["name"], []) if one["repeat"] else [result]
        names = {q["name"] for q in one["questions"]}
        for entry in entries:
            visible = {q["name"] for q in shown_questions(one, known, entry)}
            assert names & entry.keys() <= visible
            assert all(is_answered(entry[name]) for name in names & entry.keys())
        allowed |= {one["name"]} if one["repeat"] else names
    assert result.keys() <= allowed


@given(st.data())
def test_what_is_kept_stays_kept(data: st.DataObject) -> None:
    asked = data.draw(forms_with_branches())
    once = kept(asked, data.draw(filled(asked)))
    assert kept(asked, once) == once


def test_a_chain_falls_with_its_first_link() -> None:
    asked = definition(
        step(
            "one",
            question("a", "yes_no"),
            question("b", "yes_no", show_when=when(rule("a"))),
            question("c", show_when=when(rule("b"))),
        )
    )
    answers = {"a": "no", "b": "yes", "c": "secret"}
    assert kept(asked, answers) == {"a": "no"}
    assert kept(asked, {**answers, "a": "yes"}) == {"a": "yes", "b": "yes", "c": "secret"}


def test_a_hidden_step_keeps_no_entries() -> None:
    children = step("children", question("child_name"), repeat=repeat(), show_when=when(rule("any")))
    asked = definition(step("one", question("any", "yes_no")), children)
    answers = {"any": "no", "children": [{"child_name": "Jo"}]}
    assert kept(asked, answers) == {"any": "no"}


@pytest.mark.parametrize(
    ("operator", "value", "answer", "true"),
    [
        ("equals", "yes", "yes", True),
        ("equals", "yes", None, False),
        ("equals", "yes", True, True),
        ("equals", "3", 3, True),
        ("not_equals", "yes", "no", True),
        ("not_equals", "yes", None, False),
        ("includes", "a", ["a", "b"], True),
        ("includes", "c", ["a", "b"], False),
        ("answered", "", 0, True),
        ("answered", "", [], False),
        ("not_answered", "", "", True),
    ],
)
def test_operators(operator: str, value: str, answer: Any, true: bool) -> None:
    assert holds({"question": "q", "is": operator, "value": value}, {"q": answer}) is true


def test_the_browser_gets_earlier_answers_settled() -> None:
    one = step("two", question("b", "yes_no"), question("c", show_when=when(rule("a"), rule("b"))))
    assert for_browser(one, {"a": "yes"})["c"]["rules"] == [True, rule("b")]
