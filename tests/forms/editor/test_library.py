"""Ready sets of questions: whole, publishable, and never in the way of what a form has already."""

from typing import Any

import pytest

from forms.definition.shape import Definition, questions
from forms.definition.validation import problems
from forms.editor.library import ready_sets
from forms.editor.library.ready_sets import QuestionSet
from forms.registry import Registry
from tests.forms.questions.test_kinds import back_and_forth
from tests.forms.scene import definition, question, repeat, step, when
from tests.forms.scene import rule as says

SETS = {one.key: one for one in ready_sets.sets()}


def as_form(chosen: QuestionSet, taken: set[str] | None = None) -> Definition:
    return definition(*ready_sets.fresh(chosen, taken or set()))


def names(content: Definition) -> list[str]:
    return [one["name"] for one in content["steps"]] + [asked["name"] for _step, asked in questions(content)]


def test_there_are_the_sets_that_forms_need() -> None:
    assert {"child", "adult", "agency-contact", "harm-types"} <= SETS.keys()
    assert all(one.title and one.description and one.questions for one in SETS.values())


@pytest.mark.parametrize("key", sorted(SETS))
def test_a_set_can_be_published_as_it_is(key: str) -> None:
    made = as_form(SETS[key])
    assert problems(made) == []
    for one in made["steps"]:
        assert back_and_forth(one) == one, "an editor finds everything in its place"
    said = [asked["meaning"] for asked in SETS[key].questions] + [one["meaning"] for one in SETS[key].steps]
    kept = [asked["meaning"] for _step, asked in questions(made)] + [one["meaning"] for one in made["steps"]]
    assert sorted(said) == sorted(kept), "every meaning is known where cases are worked on"


@pytest.mark.parametrize("key", sorted(SETS))
def test_a_set_may_be_put_in_twice(key: str) -> None:
    first = as_form(SETS[key])
    second = as_form(SETS[key], set(names(first)))
    assert not set(names(first)) & set(names(second))
    identifiers = [asked["id"] for form in (first, second) for _step, asked in questions(form)]
    assert len(identifiers) == len(set(identifiers))
    told = problems(definition(*first["steps"], *second["steps"]))
    assert [one for one in told if "always asked mean" not in one] == []


def test_what_refers_to_a_renamed_question_follows_it() -> None:
    chosen = QuestionSet(
        "test",
        "Test",
        "",
        (
            step(
                "s",
                question("a", "date"),
                question("b", "date", rules={"not_before": "a"}, show_when=when(says("a", "answered", ""))),
                question("c", "calculated", calculation={"what": "days_between", "first": "a", "last": "today"}),
                question("d", group="g"),
                repeat=repeat(summary="d"),
                groups=[{"id": "", "name": "g", "title": "G", "guidance": "", "show_when": when(says("b"))}],
            ),
        ),
    )
    (made,) = ready_sets.fresh(chosen, {"s", "a", "b", "d", "g", "a_2"})
    assert made["name"] == "s_2"
    assert made["repeat"] is not None
    assert made["repeat"]["summary"] == "d_2"
    assert made["groups"][0]["name"] == "g_2"
    assert made["groups"][0]["show_when"] == when(says("b_2"))
    renamed: dict[str, Any] = {asked["name"]: asked for asked in made["questions"]}
    assert list(renamed) == ["a_3", "b_2", "c", "d_2"]
    assert renamed["b_2"]["rules"] == {"not_before": "a_3"}
    assert renamed["b_2"]["show_when"] == when(says("a_3", "answered", ""))
    assert renamed["c"]["calculation"] == {"what": "days_between", "first": "a_3", "last": "today"}
    assert renamed["d_2"]["group"] == "g_2"
    assert chosen.steps[0]["questions"][0]["name"] == "a", "the set itself stays as it is"


def test_a_long_name_stays_within_bounds() -> None:
    long = "a" * 60
    chosen = QuestionSet("test", "Test", "", (step("s", question(long)),))
    (made,) = ready_sets.fresh(chosen, {long})
    assert made["questions"][0]["name"] == "a" * 55 + "_2"


def test_what_is_not_known_here_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready_sets.meanings, "get", {}.get)
    monkeypatch.setattr(ready_sets.prefill_sources, "sources", Registry())
    monkeypatch.setattr(ready_sets.prefill_sources, "option_lists", Registry())
    for chosen in SETS.values():
        made = as_form(chosen)
        assert problems(made) == []
        assert not any(asked["meaning"] or "prefill" in asked for _step, asked in questions(made))
