"""What a question's rules allow, in the portal's words and in the editor's."""

from datetime import date
from typing import Any

import pytest

from forms.definition.rules import LIMITS, RULES
from forms.definition.shape import Question
from forms.questions.fields import as_typed
from forms.questions.step_form import Circumstances, StepForm, form_for
from tests.forms.scene import group, question, rule, step, when

TODAY = date(2026, 3, 2)


def sent(asked: Question, value: Any, *others: Question, **known: Any) -> StepForm:
    """The form of a step with this question, sent with this answer."""
    around = Circumstances(
        today=TODAY, known={}, dates=known, labels={"born": "Date of birth"}, files=frozenset("abcdef")
    )
    form = form_for(step("one", asked, *others), as_typed(asked["kind"], asked["name"], value), around)
    form.is_valid()
    return form


def told(asked: Question, value: Any, **known: Any) -> str:
    messages = sent(asked, value, **known).errors.get(asked["name"], [])
    assert len(messages) <= 1
    return str(messages[0]) if messages else ""


CASES = [
    ("text", {"min_length": 3}, "abc", "ab", "Thing must be 3 characters or more. You have entered 2."),
    ("text", {"max_length": 3}, "abc", "abcd", "Thing must be 3 characters or fewer. You have entered 4."),
    ("long_text", {"min_length": 2}, "ab", "a", "Thing must be 2 characters or more. You have entered 1."),
    ("text", {"pattern": "digits"}, "123", "12a", "Thing must have digits only, like 12345"),
    ("number", {"least": 2}, 2, 1, "Thing must be 2 or more"),
    ("number", {"least": 0}, 0, -1, "Thing must be 0 or more"),
    ("number", {"most": 2}, 2, 3, "Thing must be 2 or less"),
    ("number", {"whole": True}, 2, 2.5, "Thing must be a whole number, like 3"),
    ("number", {"whole": True}, 2.0, 2.5, "Thing must be a whole number, like 3"),
    ("date", {"not_future": True}, "2026-03-02", "2026-03-03", "Thing must be today or in the past"),
    ("approximate_date", {"not_future": True}, "2026", "2027", "Thing must be today or in the past"),
    ("date", {"not_past": True}, "2026-03-02", "2026-03-01", "Thing must be today or in the future"),
    ("approximate_date", {"not_past": True}, "2026-03", "2026-02", "Thing must be today or in the future"),
    ("date", {"within_past_days": 30}, "2026-01-31", "2026-01-30", "Thing must be within the last 30 days"),
    ("date", {"within_past_days": 30}, "2026-03-02", "2026-03-03", "Thing must be within the last 30 days"),
    ("approximate_date", {"within_past_days": 30}, "2026-01", "2025-12", "Thing must be within the last 30 days"),
    ("date", {"within_past_days": 1}, "2026-03-01", "2026-02-28", "Thing must be within the last day"),
    ("date", {"within_future_days": 7}, "2026-03-09", "2026-03-10", "Thing must be within the next 7 days"),
    ("date", {"within_future_days": 7}, "2026-03-02", "2026-03-01", "Thing must be within the next 7 days"),
    ("file", {"most_files": 2}, ["a", "b"], ["a", "b", "c"], "Add at most 2 files to “Thing”. Remove some"),
    ("file", {"most_files": 1}, ["a"], ["a", "b"], "Add at most 1 file to “Thing”. Remove some"),
    (
        "date",
        {"not_before": "born"},
        "2019-04-02",
        "2019-04-01",
        "Thing must not be before 2 April 2019, the date given for “Date of birth”",
    ),
    (
        "approximate_date",
        {"not_after": "born"},
        "2019",
        "2020",
        "Thing must not be after 2 April 2019, the date given for “Date of birth”",
    ),
]


@pytest.mark.parametrize(("kind", "rules", "right", "wrong", "message"), CASES)
def test_a_rule_takes_what_is_right_and_says_what_is_wrong(
    kind: str, rules: dict[str, Any], right: Any, wrong: Any, message: str
) -> None:
    asked = question("thing", kind, rules=rules)
    assert told(asked, right, born="2019-04-02") == ""
    assert told(asked, wrong, born="2019-04-02") == message


@pytest.mark.parametrize(("kind", "rules", "right", "wrong", "message"), CASES)
def test_the_editors_own_words_come_first(
    kind: str, rules: dict[str, Any], right: Any, wrong: Any, message: str
) -> None:
    (rule,) = rules
    asked = question("thing", kind, rules=rules, messages={rule: "Ask the duty desk."})
    assert told(asked, wrong, born="2019-04-02") == "Ask the duty desk."
    another = question("thing", kind, rules=rules, messages={"required": "Say something."})
    assert told(another, wrong, born="2019-04-02") == message


def test_a_span_may_reach_to_both_sides_of_today() -> None:
    asked = question("thing", "date", rules={"within_past_days": 7, "within_future_days": 7})
    assert [told(asked, value) for value in ("2026-02-23", "2026-03-02", "2026-03-09")] == ["", "", ""]
    assert told(asked, "2026-02-22") == "Thing must be within the last 7 days"
    assert told(asked, "2026-03-10") == "Thing must be within the next 7 days"


def test_a_rule_about_a_date_that_was_not_given_asks_nothing() -> None:
    assert told(question("thing", "date", rules={"not_before": "born"}), "1990-01-01") == ""


def test_a_chronology_has_at_most_so_many_rows() -> None:
    rows = [{"date": "2019", "event": "Seen"}] * 2
    asked = question("thing", "chronology", rules={"most_rows": 1}, messages={"most_rows": "One is enough."})
    assert told(asked, rows[:1]) == ""
    assert told(asked, rows) == "One is enough."


def test_a_fault_keeps_the_answer_out() -> None:
    form = sent(question("thing", "text", rules={"min_length": 3}), "ab")
    assert form.answers == {}
    assert form.data["thing"] == "ab"


def test_a_calculated_value_is_never_taken_from_what_was_sent() -> None:
    sum_ = {"what": "years_between", "first": "born", "last": "today"}
    age = question("age", "calculated", required=False, calculation=sum_)
    typed = {"born-day": ["2"], "born-month": ["4"], "born-year": ["2019"], "age": ["99"]}
    form = form_for(step("one", question("born", "date"), age), typed, Circumstances(TODAY, {}, {}, {}))
    assert form.is_valid()
    assert form.answers == {"born": "2019-04-02", "age": 6}


def test_a_hidden_group_asks_nothing_and_keeps_nothing() -> None:
    hidden = question("where", group="g", rules={"min_length": 50})
    shape = step("one", question("died", "yes_no"), hidden, groups=[group("g", show_when=when(rule("died")))])
    form = form_for(shape, {"died": ["no"], "where": ["Home"]}, Circumstances(TODAY, {}, {}, {}))
    assert form.is_valid()
    assert form.answers == {"died": "no"}
    shown = form_for(shape, {"died": ["yes"], "where": [""]}, Circumstances(TODAY, {}, {}, {}))
    assert not shown.is_valid()
    assert list(shown.errors) == ["where"]


def test_every_rule_has_words() -> None:
    assert {rule for rules in RULES.values() for rule in rules} == LIMITS.keys()
