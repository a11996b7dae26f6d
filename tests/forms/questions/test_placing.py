"""What nobody typed into is placed once for everybody; what somebody typed is drawn for that person, kept nowhere."""

import gc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from forms.questions import placing
from forms.questions.drawing import draw
from forms.questions.placing import placed
from forms.questions.step_form import Circumstances, form_for
from tests.forms.scene import question, step

AROUND = Circumstances(today=date(2026, 3, 2), known={}, dates={}, labels={})
KINDS = ["text", "long_text", "date", "yes_no", "radios", "checkboxes", "select", "person", "chronology", "declaration"]
TYPED = {"person": "one-name", "date": "one-day", "chronology": "one-event"}


@pytest.fixture(autouse=True)
def times(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The questions that were really drawn, in their order."""
    drawn: list[str] = []
    really = placing._drawn

    def counted(one: Any) -> Any:
        drawn.append(one.name)
        return really(one)

    monkeypatch.setattr(placing, "_drawn", counted)
    placing._blank.cache_clear()
    yield drawn
    placing._blank.cache_clear()


def page(asked: Any, *, with_errors: bool = False, **typed: str) -> list[str]:
    form = form_for(asked, {name: [text] for name, text in typed.items()}, AROUND)
    return [placed(one) for one in draw(form, with_errors=with_errors)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_question_is_drawn_once_and_an_answered_one_each_time(kind: str, times: list[str]) -> None:
    choices = ["a"] if kind in ("radios", "checkboxes", "select") else []
    asked = step("s", question("one", kind, choices=choices))
    blank = page(asked)
    assert page(asked) == blank
    assert times == ["one"]
    typed = {TYPED.get(kind, "one"): "yes" if kind in ("yes_no", "declaration") else "a"}
    answered = page(asked, **typed)
    assert answered != blank
    assert page(asked, **typed) == answered
    assert times == ["one"] * 3
    assert page(asked) == blank


def test_what_is_wrong_is_told_to_the_one_who_sent_it(times: list[str]) -> None:
    asked = step("s", question("one"), question("two"))
    told = page(asked, with_errors=True, two="Something")
    assert "govuk-error-message" in told[0]
    assert "govuk-error-message" not in page(asked)[0]


def test_two_questions_that_read_alike_are_two(times: list[str]) -> None:
    first, second = (step("s", question("one", label=label)) for label in ("First", "Second"))
    assert "First" in page(first)[0]
    assert "Second" in page(second)[0]


def test_each_language_of_the_page_has_its_own(times: list[str]) -> None:
    asked = step("s", question("one", "long_text"))
    english = page(asked)
    with translation.override("cy"):
        welsh = page(asked)
    assert welsh != english
    assert page(asked) == english


def test_nothing_of_a_person_stays_behind() -> None:
    """Beside the blank question stands one that somebody answered: what is remembered holds nothing of it."""
    asked = step("s", question("one"), question("two"))
    page(asked, two="The child's name")
    kept = [one for one in gc.get_objects() if type(one) is placing._Blank]
    assert [one.drawn.name for one in kept] == ["one"]
    assert not list(kept[0].drawn.data.lists())


@pytest.mark.django_db
def test_guidance_that_leads_to_a_page_is_drawn_each_time(times: list[str]) -> None:
    leading = question("one", guidance='<p><a linktype="page" id="3">How</a></p>')
    page(step("s", leading))
    page(step("s", leading))
    assert times == ["one", "one"]
