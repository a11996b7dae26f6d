"""“Not known” as the answer to a date: its own answer, not an empty one, and no date to whoever reads dates."""

from datetime import date
from typing import Any

import pytest

from forms.definition import meanings
from forms.definition.calculations import compute
from forms.definition.condition_words import asked_in, words
from forms.definition.conditions import holds, is_shown
from forms.definition.shape import UNKNOWN
from forms.definition.validation import problems
from forms.questions.step_form import Circumstances, form_for, typed_from
from forms.questions.summary import answer_text, summary_rows
from forms.versions.following import Following
from tests.forms.scene import definition, question, rule, step, when

TODAY = date(2026, 3, 2)
AROUND = Circumstances(today=TODAY, known={}, dates={}, labels={})
DIED: Any = question("died", "date", unknown=True, rules={"not_future": True})


def filled(asked: Any, **typed: str) -> Any:
    form = form_for(step("s", asked), {name: [text] for name, text in typed.items()}, AROUND)
    form.is_valid()
    return form


@pytest.mark.parametrize("kind", ["date", "approximate_date"])
def test_ticked_it_is_an_answer_and_comes_back_as_it_was_typed(kind: str) -> None:
    asked: Any = question("died", kind, unknown=True)
    form = filled(asked, **{"died-unknown": "yes"})
    assert form.errors == {}
    assert form.answers == {"died": UNKNOWN}
    assert typed_from(step("s", asked), form.answers) == {"died-unknown": ["yes"]}


def test_with_a_date_beside_it_the_person_is_asked_which() -> None:
    form = filled(DIED, **{"died-unknown": "yes", "died-year": "2024"})
    error = form.errors.as_data()["died"][0]
    assert (error.part, error.messages) == ("unknown", ["Enter “Died”, or tick “Not known”: not both"])


def test_neither_is_no_answer() -> None:
    form = filled(DIED)
    assert "died" in form.errors
    assert form.answers == {}


def test_it_is_not_taken_where_it_is_not_offered() -> None:
    plain: Any = question("died", "date")
    assert filled(plain, **{"died-unknown": "yes"}).answers == {}


def test_no_limit_is_broken_by_it_and_no_other_date_is_compared_with_it() -> None:
    later: Any = question("found", "date", rules={"not_before": "died"})
    both = {"died-unknown": "yes", "found-day": "1", "found-month": "3", "found-year": "2026"}
    form = form_for(step("s", DIED, later), {name: [text] for name, text in both.items()}, AROUND)
    assert form.is_valid()


def test_people_read_it_in_words() -> None:
    assert answer_text(DIED, UNKNOWN) == "Not known"
    row = summary_rows(definition(step("s", DIED)), {"died": UNKNOWN})[0].entries[0].rows[0]
    assert (row.text, row.answered) == ("Not known", True)


def test_conditions_know_it() -> None:
    answers = {"died": UNKNOWN}
    assert holds(rule("died", "answered", ""), answers)  # type: ignore[arg-type]  # plain dicts
    assert holds(rule("died", "equals", UNKNOWN), answers)  # type: ignore[arg-type]  # plain dicts
    for operator in ("before", "after"):
        assert not holds(rule("died", operator, "2026-01-01"), answers)  # type: ignore[arg-type]  # plain dicts
    shown = when(rule("died", "equals", UNKNOWN))
    form = definition(step("s", DIED, question("why", show_when=shown)))
    assert problems(form) == []
    assert words(shown, asked_in(form)) == "“Died” is “Not known”"
    assert is_shown(shown, answers)


def test_a_condition_on_what_is_not_offered_is_told() -> None:
    shown = when(rule("died", "equals", UNKNOWN))
    form = definition(step("s", question("died", "date"), question("why", show_when=shown)))
    assert any("which is not a date" in problem for problem in problems(form))


def test_nothing_is_calculated_from_it_and_no_meaning_is_read_of_it() -> None:
    assert compute({"what": "years_between", "first": "died", "last": "today"}, {"died": UNKNOWN}, TODAY) is None
    asked: Any = {**DIED, "meaning": "child.death_date"}
    one = meanings.read(definition(step("s", asked)), {"died": UNKNOWN})
    assert one.one("child.death_date") is None
    many: Any = step("each", asked, meaning="child", repeat={"noun": "child", "least": 0, "most": 2, "summary": ""})
    assert meanings.read(definition(many), {"each": [{"died": UNKNOWN}]}).many("child") == [{}]


def test_a_duty_that_needs_a_date_is_not_met_by_it() -> None:
    meanings.register(meanings.Meaning("test.day", "The day"))
    try:
        form = definition(step("s", {**DIED, "meaning": "test.day"}))
        assert any("takes “Not known”" in problem for problem in problems(form, ("test.day",)))
        DIED_KNOWN: Any = {**DIED, "meaning": "test.day", "unknown": False}
        assert problems(definition(step("s", DIED_KNOWN)), ("test.day",)) == []
    finally:
        meanings.registry.pop("test.day")


def test_where_it_is_offered_no_more_the_answer_is_set_aside_and_not_lost() -> None:
    old, new = definition(step("s", DIED)), definition(step("s", question("died", "date")))
    kept, left = Following(old, new).carry({"died": UNKNOWN})
    assert kept == {}
    assert [(one.part, one.why) for one in left] == [({"died": UNKNOWN}, "choice")]
    assert Following(new, old).carry({"died": "2024-03-01"}) == ({"died": "2024-03-01"}, [])
