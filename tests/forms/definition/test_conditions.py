"""Branching: nothing hidden is stored, whatever is asked and answered."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition.conditions import (
    READABLE,
    depth_of,
    for_browser,
    holds,
    is_answered,
    is_shown,
    kept,
    may_appear,
    settle,
    walk,
)
from forms.definition.shape import OPERATORS, Answers, Definition, Step, answer_keys, rules_in
from forms.definition.validation import problems
from tests.forms.counting import calls_in
from tests.forms.scene import definition, group, question, repeat, rule, step, when
from tests.forms.strategies import KINDS, RANDOM_FORMS, answers_to, definitions

TODAY = date(2026, 3, 2)


@RANDOM_FORMS
@given(st.data())
def test_nothing_hidden_unasked_or_empty_is_kept(data: st.DataObject) -> None:
    asked = data.draw(definitions())
    assert problems(asked) == [], "the strategy makes forms that could be published"
    result = kept(asked, data.draw(answers_to(asked)), TODAY)

    allowed: set[str] = set()
    for one, known in walk(asked, result, TODAY):
        entries = result.get(one["name"], []) if one["repeat"] else [result]
        names = {key for q in one["questions"] for key in answer_keys(q)}
        groups = {g["name"]: g["show_when"] for g in one.get("groups", [])}
        for entry in entries:
            shown = settle(one, known, entry, TODAY).questions
            assert names & entry.keys() <= {key for q in shown for key in answer_keys(q)}
            assert all(is_answered(entry[name]) for name in names & entry.keys())
            # Whatever condition stands on a question or its group, it is true of what is kept.
            seen = {**known, **entry}
            for q in shown:
                assert is_shown(q["show_when"], seen)
                assert is_shown(groups.get(q.get("group", "")), seen)
        allowed |= {one["name"]} if one["repeat"] else names
    assert result.keys() <= allowed


@RANDOM_FORMS
@given(st.data())
def test_what_is_kept_stays_kept(data: st.DataObject) -> None:
    asked = data.draw(definitions())
    once = kept(asked, data.draw(answers_to(asked)), TODAY)
    assert kept(asked, once, TODAY) == once
    assert kept(asked, once) == once, "what was sent reads the same for ever"


@RANDOM_FORMS
@given(st.data())
def test_one_walk_tells_what_each_step_may_read(data: st.DataObject) -> None:
    asked = data.draw(definitions())
    answers = data.draw(answers_to(asked))
    steps = asked["steps"]
    before = [known_from(steps[:place], asked, answers) for place in range(len(steps))]
    told = [(one, known) for one, known in zip(steps, before, strict=True) if is_shown(one["show_when"], known)]
    assert list(walk(asked, answers, TODAY)) == told


def known_from(steps: list[Step], asked: Definition, answers: Answers) -> Answers:
    """What is kept of the plain steps among these."""
    repeating = {one["name"] for one in steps if one["repeat"]}
    found = kept({**asked, "steps": steps}, answers, TODAY)
    return {name: value for name, value in found.items() if name not in repeating}


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


def test_a_hidden_group_keeps_none_of_its_questions() -> None:
    death = group("death", show_when=when(rule("died")))
    one = step(
        "one",
        question("died", "yes_no"),
        question("where", group="death"),
        question("how", group="death", show_when=when(rule("where", "answered"))),
        question("last"),
        groups=[death],
    )
    answers = {"died": "yes", "where": "Hospital", "how": "…", "last": "x"}
    assert kept(definition(one), answers) == answers
    assert kept(definition(one), {**answers, "died": "no"}) == {"died": "no", "last": "x"}


def test_the_other_text_is_kept_while_its_choice_is_chosen() -> None:
    choices: Any = [{"value": "a", "label": "A"}, {"value": "x", "label": "Other", "other": True}]
    one = step("one", {**question("one_of", "radios"), "choices": choices})
    several = step("two", {**question("any_of", "checkboxes"), "choices": choices})
    asked = definition(one, several)
    answers = {"one_of": "x", "one_of:other": "This", "any_of": ["a", "x"], "any_of:other": "That"}
    assert kept(asked, answers) == answers
    assert kept(asked, {**answers, "one_of": "a", "any_of": ["a"]}) == {"one_of": "a", "any_of": ["a"]}
    assert kept(asked, {**answers, "one_of:other": ""}) == {k: v for k, v in answers.items() if k != "one_of:other"}


def age(**changes: Any) -> Any:
    sum_ = {"what": "years_between", "first": "born", "last": "today"}
    return question("age", "calculated", required=False, calculation={**sum_, **changes})


def test_a_calculated_value_is_computed_never_taken() -> None:
    asked = definition(
        step("one", question("born", "date"), age(), question("school", show_when=when(rule("age", "at_least", "5"))))
    )
    answers = {"born": "2019-03-02", "age": 99, "school": "Hill Top"}
    assert kept(asked, answers, TODAY) == {"born": "2019-03-02", "age": 7, "school": "Hill Top"}
    assert kept(asked, {**answers, "born": "2022-03-02"}, TODAY) == {"born": "2022-03-02", "age": 4}
    assert kept(asked, {"age": 99, "school": "Hill Top"}, TODAY) == {}


def test_what_was_sent_keeps_the_age_it_had() -> None:
    asked = definition(step("one", question("born", "date"), age()))
    sent = kept(asked, {"born": "2019-03-02"}, TODAY)
    assert kept(asked, sent) == sent
    assert kept(asked, {**sent, "age": "9"}) == {"born": "2019-03-02"}, "only a whole number is a calculated value"


def test_a_calculation_in_an_entry_reads_the_entry_and_the_steps_before() -> None:
    asked = definition(
        step("incident", question("happened", "date")),
        step("children", question("born", "date"), age(last="happened"), repeat=repeat()),
    )
    answers = {"happened": "2026-03-01", "children": [{"born": "2019-03-02"}, {"born": "2018-01-01"}, {}]}
    assert [entry.get("age") for entry in kept(asked, answers)["children"]] == [6, 8, None]


@pytest.mark.parametrize(
    ("operator", "value", "answer", "true"),
    [
        ("equals", "yes", "yes", True),
        ("equals", "yes", None, False),
        ("equals", "yes", True, True),
        ("equals", "3", 3, True),
        ("equals", "3.0", 3, True),
        ("equals", "3", "3.0", False),
        ("equals", "x", 3, False),
        ("equals", "a", ["a"], False),
        ("equals", "health", {"value": "health", "label": "Health trust"}, True),
        ("not_equals", "health", {"value": "police", "label": "Police"}, True),
        ("not_equals", "yes", "no", True),
        ("not_equals", "yes", None, False),
        ("not_equals", "3", 3.0, False),
        ("includes", "a", ["a", "b"], True),
        ("includes", "c", ["a", "b"], False),
        ("includes", "a", "a", True),
        ("not_includes", "c", ["a", "b"], True),
        ("not_includes", "a", ["a", "b"], False),
        ("not_includes", "a", [], False),
        ("answered", "", 0, True),
        ("answered", "", [], False),
        ("answered", "", {}, False),
        ("answered", "", [{"date": "2019"}], True),
        ("not_answered", "", "", True),
        ("not_answered", "", 0, False),
        ("more_than", "3", 4, True),
        ("more_than", "3", 3, False),
        ("more_than", "10", 9, False),
        ("less_than", "0.5", 0, True),
        ("at_least", "3", 3, True),
        ("at_most", "3", 3.5, False),
        ("at_most", "3", None, False),
        ("at_least", "09:00", "14:05", True),
        ("at_least", "9", "14:05", False),
        ("more_than", "3", "4", False),
        ("more_than", "3", True, False),
        ("before", "14:05", "14:04", True),
        ("after", "14:05", "14:05", False),
        ("after", "2019", "14:05", False),
        ("before", "2024-01-01", "2023-12-31", True),
        ("before", "2024-01-01", "2024-01-01", False),
        ("after", "2024-01-01", "2024-01-02", True),
        ("before", "2024-02-15", "2024-02", False),
        ("after", "2024-02-15", "2024-02", False),
        ("before", "2024-03-01", "2024-02", True),
        ("after", "2024-01-31", "2024-02", True),
        ("before", "2025", "2024", True),
        ("after", "2023-12-31", "2024", True),
        ("after", "2024-12-30", "2024", False),
        ("before", "tomorrow", "2024-01-01", False),
        ("no_such", "yes", "yes", False),
    ],
)
def test_operators(operator: str, value: str, answer: Any, true: bool) -> None:
    assert holds({"question": "q", "is": operator, "value": value}, {"q": answer}) is true


def test_every_kind_says_what_may_be_asked_of_it() -> None:
    assert set(KINDS) - READABLE.keys() == {"guidance", "case_text"}
    assert {operator for operators in READABLE.values() for operator in operators} == set(OPERATORS)


def nested() -> Any:
    inner = {"match": "all", "rules": [rule("b"), rule("c")]}
    return {"match": "any", "rules": [rule("a")], "groups": [inner]}


@pytest.mark.parametrize(
    ("known", "true"),
    [({}, False), ({"a": "yes"}, True), ({"b": "yes"}, False), ({"b": "yes", "c": "yes"}, True)],
)
def test_conditions_lie_in_one_another(known: dict[str, str], true: bool) -> None:
    assert is_shown(nested(), known) is true
    assert depth_of(nested()) == 2
    assert [one["question"] for one in rules_in(nested())] == ["a", "b", "c"]


def test_the_browser_gets_earlier_answers_settled() -> None:
    conditional = question("d", show_when=nested())
    one = step("two", question("b", "yes_no"), conditional)

    def when_of(**known: str) -> Any:
        return for_browser(one, known)["questions"][1].get("when", True)

    assert when_of(a="yes") is True
    assert when_of() is False
    left = {"match": "all", "rules": [rule("b")], "groups": []}
    assert when_of(c="yes") == {"match": "any", "rules": [], "groups": [left]}


def test_the_browser_gets_the_dates_of_a_calculation() -> None:
    one = step("two", question("born", "date"), age(), age(last="happened"))
    _born, first, second = for_browser(one, {"happened": "2026-02"}, TODAY)["questions"]
    assert first["calculation"] == {
        "what": "years_between",
        "first": {"question": "born"},
        "last": {"date": "2026-03-02"},
    }
    assert second["calculation"]["last"] == {"date": "2026-02"}


def test_what_no_answer_in_the_step_can_bring_up_is_not_sent_to_the_browser() -> None:
    one = step(
        "two",
        question("a", "yes_no"),
        question("b", show_when=when(rule("a"))),
        question("c", show_when=when(rule("earlier"), rule("a"))),
        question("d", group="g"),
        groups=[group("g", show_when=when(rule("earlier")))],
    )
    assert may_appear(for_browser(one, {})) == {"a", "b"}
    assert may_appear(for_browser(one, {"earlier": "yes"})) == {"a", "b", "c", "d"}


def test_a_large_form_settles_in_one_pass() -> None:
    """Ten times the questions are ten times the work, not a hundred."""

    def work(steps: int) -> int:
        asked = definition(
            *(
                step(f"s{n}", *(question(f"q{n}_{m}", "yes_no") for m in range(5)), show_when=_on(n))
                for n in range(steps)
            )
        )
        answers = {q["name"]: "yes" for one in asked["steps"] for q in one["questions"]}
        assert len(kept(asked, answers)) == steps * 5
        return calls_in(lambda: kept(asked, answers))

    def _on(number: int) -> Any:
        return when(rule(f"q{number - 1}_0")) if number else None

    assert work(400) < 11 * work(40)


def test_a_question_with_an_unknown_group_is_shown() -> None:
    assert len(settle(step("one", question("a", group="gone")), {}, {}).questions) == 1
