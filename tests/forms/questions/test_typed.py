"""A number, a time or a date that can be read in two ways is asked about; every other one is read as it was meant."""

from datetime import date
from typing import Any

import pytest
from django.utils import dates, translation

from forms.definition.language import SECOND_LANGUAGES
from forms.definition.months import TABLE, months_called
from forms.questions.step_form import Circumstances, StepForm, form_for, typed_from
from tests.forms.scene import question, step
from tests.forms.typed_examples import EXAMPLES, fields_of

AMBIGUOUS = "can be read in more than one way"


def read(kind: str, typed: dict[str, list[str]]) -> StepForm:
    form = form_for(step("one", question("a", kind)), typed, Circumstances(date(2026, 3, 2), {}, {}, {}))
    form.is_valid()
    return form


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['kind']} {one['typed']}")
def test_what_is_typed_is_read_as_the_table_says(example: dict[str, Any]) -> None:
    typed = fields_of(example)
    form = read(example["kind"], typed)
    told = " ".join(form.errors.get("a", []))
    assert form.answers.get("a") == example["answer"]
    assert bool(told) is (example["answer"] is None), "what is not read is told"
    assert (AMBIGUOUS in told) is example["asked"]
    assert told == example.get("told", told)
    assert {name: form.data.getlist(name) for name in typed} == typed, "what was typed stays"


@pytest.mark.parametrize(
    "example", [one for one in EXAMPLES if one["answer"] is not None], ids=lambda one: f"{one['kind']} {one['typed']}"
)
def test_what_was_read_stands_in_the_box_so_that_it_is_read_again(example: dict[str, Any]) -> None:
    form = read(example["kind"], fields_of(example))
    again = read(example["kind"], typed_from(form.step, form.answers))
    assert (again.answers, dict(again.errors)) == (form.answers, {})


@pytest.mark.parametrize("number", [1.125, -12.345, 999.999, 1500, 0.125, 1234.125, 3.5])
def test_a_kept_number_is_never_asked_about(number: float) -> None:
    form = step("one", question("a", "number"))
    assert read("number", typed_from(form, {"a": number})).answers == {"a": number}


@pytest.mark.parametrize("typed", ["1.125", "-12.345", "3,5", "1,500", "0,5", "12,3456", "1,000"])
def test_both_numbers_that_the_question_offers_are_taken(typed: str) -> None:
    told = read("number", {"a": [typed]}).errors["a"][0]
    one, other = told.partition("Enter ")[2].removesuffix(", whichever you mean").split(" or ")
    found = [read("number", {"a": [offered]}).answers["a"] for offered in (one, other)]
    digits = typed.replace(",", "").replace(".", "")
    assert found == [int(digits), float(typed.replace(",", "."))]


@pytest.mark.parametrize("language", ["en", *(code for code, _name in SECOND_LANGUAGES)])
def test_every_month_is_known_by_the_names_of_the_forms_languages(language: str) -> None:
    """As Django writes them, long and short. It has no Somali, whose names stand in the table alone."""
    with translation.override(language):
        for called in (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.MONTHS_ALT):
            for number in range(1, 13):
                # “Jui” is how Django shortens juin, and juillet begins so too: it is asked about.
                expected = [6, 7] if str(called[number]) == "jui" else [number]
                assert months_called(str(called[number])) == expected, str(called[number])


def test_no_name_stands_for_two_months() -> None:
    names = [name for month in TABLE for name in set(month)]
    assert len(names) == len(set(names))


def test_a_month_typed_in_two_ways_is_told_at_its_own_box() -> None:
    (error,) = read("date", {"a-day": ["1"], "a-month": ["jui"], "a-year": ["2024"]}).errors.as_data()["a"]
    assert getattr(error, "part", "") == "month"
