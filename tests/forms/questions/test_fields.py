"""Every kind of question: what it takes, and what it says when it does not."""

from datetime import date
from typing import Any

import pytest

from forms.definition.shape import Question
from forms.questions.step_form import Circumstances, StepForm, form_for, typed_from
from tests.forms.scene import question, rule, step, when

TODAY = date(2026, 3, 2)


def asked(*questions: Question, dates: dict[str, str] | None = None, **data: Any) -> StepForm:
    """The form of a step with these questions, bound to these fields ("a__day" is the field "a-day")."""
    typed = {name.replace("__", "-"): value if isinstance(value, list) else [value] for name, value in data.items()}
    labels = {name: name.capitalize() for name in dates or {}}
    return form_for(step("one", *questions), typed, Circumstances(TODAY, {}, dates or {}, labels))


def message(form: StepForm, name: str = "a") -> str:
    assert not form.is_valid()
    return str(form.errors[name][0])


def answer(form: StepForm, name: str = "a") -> Any:
    assert form.is_valid(), form.errors
    return form.answers.get(name)


def dated(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"a__day": day, "a__month": month, "a__year": year}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (dated("31", "2", "2024"), "31 February 2024 is not a real date: February 2024 has 29 days"),
        (dated("1", "5", "24"), "Enter the year in full, like 2024"),
        (dated("1", "13", "2024"), "Enter the month as a number from 1 to 12, or its name"),
        (dated("32", "1", "2024"), "Enter the day as a number from 1 to 31"),
        (dated("", "1", "2024"), "A must include a day"),
        (dated("", "", "2024"), "A must include a day and a month"),
        (dated("1", "1", "0024"), "Check the year: 0024 is not possible here"),
        (dated("1", "1", "٢٠٢٤"), "Enter the year as a number, like 2024"),
        (dated(), "Enter an answer to “A”"),
    ],
)
def test_a_date_that_cannot_be_is_told_apart(typed: dict[str, str], told: str) -> None:
    form = asked(question("a", "date"), **typed)
    assert message(form) == told
    assert form.data["a-day"] == typed["a__day"], "what was typed stays"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (dated("29", "2", "2024"), "2024-02-29"),
        (dated("1", "March", "2024"), "2024-03-01"),
        (dated("01", "sep", "2024"), "2024-09-01"),
    ],
)
def test_a_date_is_kept_as_iso(typed: dict[str, str], kept: str) -> None:
    assert answer(asked(question("a", "date"), **typed)) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(dated("2", "4", "2019"), "2019-04-02"), (dated("", "4", "2019"), "2019-04"), (dated("", "", "2019"), "2019")],
)
def test_an_approximate_date_may_lack_day_and_month(typed: dict[str, str], kept: str) -> None:
    assert answer(asked(question("a", "approximate_date"), **typed)) == kept


def test_an_approximate_date_with_a_day_needs_its_month() -> None:
    assert message(asked(question("a", "approximate_date"), **dated("2", "", "2019"))) == "A must include a month"


def test_an_incident_in_the_future_is_refused() -> None:
    future = question("a", "date", rules={"not_future": True})
    assert message(asked(future, **dated("3", "3", "2026"))) == "A must be today or in the past"
    assert answer(asked(future, **dated("2", "3", "2026"))) == "2026-03-02"


def test_a_birth_after_the_incident_is_refused_across_steps() -> None:
    birth = question("a", "date", rules={"not_after": "incident"})
    told = message(asked(birth, dates={"incident": "2026-02-01"}, **dated("2", "2", "2026")))
    assert told == "A must not be after 1 February 2026, the date given for “Incident”"
    assert answer(asked(birth, dates={"incident": "2026-02-01"}, **dated("1", "2", "2026"))) == "2026-02-01"
    assert answer(asked(birth, **dated("2", "2", "2026"))) == "2026-02-02", "an incident not dated yet says nothing"


def test_an_approximate_date_is_refused_only_when_no_day_of_it_fits() -> None:
    birth = question("a", "approximate_date", rules={"not_after": "incident"})
    assert answer(asked(birth, dates={"incident": "2026-02-01"}, **dated("", "2", "2026"))) == "2026-02"
    assert not asked(birth, dates={"incident": "2026-01-31"}, **dated("", "2", "2026")).is_valid()


@pytest.mark.parametrize("name", ["O'Brien-Łukasz", "Suharto", "李小龍", "👩‍👧 Ana", "=HYPERLINK(1)", "Mx. D'Arcy"])
def test_every_name_is_taken_as_it_is_written(name: str) -> None:
    assert answer(asked(question("a"), a=name)) == name


@pytest.mark.parametrize("hidden", ["a\x00b", "a\ud800b"])
def test_hidden_characters_are_removed_and_the_person_is_told(hidden: str) -> None:
    form = asked(question("a"), a=hidden)
    assert message(form).startswith("We removed hidden characters from “A”")
    assert form.data["a"] == "ab"


def test_too_long_a_text_is_answered_with_both_counts() -> None:
    told = message(asked(question("a", "long_text"), a="x" * 200_000))
    assert told == "A must be 10,000 characters or fewer. You have entered 200,000."


def test_line_ends_count_once() -> None:
    assert answer(asked(question("a", "long_text", rules={"max_length": 3}), a="a\r\nb")) == "a\nb"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("email", " sam@health.example ", "sam@health.example"),
        ("telephone", "+44 808 157 0192", "+44 808 157 0192"),
        ("postcode", "ng23ng", "NG2 3NG"),
        ("number", "1,200,000", 1200000),
        ("number", "-2.5", -2.5),
        ("number", "0", 0),
        ("yes_no", "no", "no"),
        ("declaration", "yes", True),
        ("address", "1 High Street\r\nNottingham", "1 High Street\nNottingham"),
    ],
)
def test_kinds_keep(kind: str, typed: str, kept: Any) -> None:
    form = asked(question("a", kind), a=typed)
    assert answer(form) == kept
    again = typed_from(form.step, form.answers)
    assert form_for(form.step, again, form.circumstances).is_valid(), "what was kept passes again"


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        ("email", "sam at health", "Enter an e-mail address in the correct format, like name@example.com"),
        ("telephone", "call me", "Enter a telephone number, like 01632 960 001 or +44 808 157 0192"),
        ("postcode", "NG", "Enter a full UK postcode, like NG2 3NG"),
        ("number", "three", "A must be a number, like 3"),
        ("number", "1e9", "A must be a number, like 3"),
        ("yes_no", "perhaps", "Select one of the answers to “A”"),
        ("yes_no", "", "Select an answer to “A”"),
        ("declaration", "", "Tick the box to continue: “A”"),
        ("file", "", "Choose a file for “A”"),
    ],
)
def test_kinds_refuse(kind: str, typed: str, told: str) -> None:
    assert message(asked(question("a", kind), a=typed)) == told


def test_a_forged_choice_is_refused() -> None:
    for kind in ("radios", "select", "checkboxes"):
        assert not asked(question("a", kind, choices=["one", "two"]), a="three").is_valid()


def test_checkboxes_keep_the_order_of_the_choices() -> None:
    assert answer(asked(question("a", "checkboxes", choices=["one", "two"]), a=["two", "one"])) == ["one", "two"]


def test_numbers_keep_to_their_limits() -> None:
    limited = question("a", "number", rules={"least": 0, "most": 17})
    assert message(asked(limited, a="-1")) == "A must be 0 or more"
    assert message(asked(limited, a="18")) == "A must be 17 or less"


def test_a_hidden_question_is_neither_required_nor_kept_nor_wrong() -> None:
    born = question("a", "date", show_when=when(rule("known")))
    form = asked(question("known", "yes_no"), born, known="no", **dated("31", "2", "2024"))
    assert form.is_valid()
    assert form.answers == {"known": "no"}


def test_a_question_that_appears_is_shown_before_it_is_demanded() -> None:
    born = question("a", "date", show_when=when(rule("known")))
    known = question("known", "yes_no")
    first = form_for(
        step("one", known, born), {"known": ["yes"], "forms-offered": ["known"]}, Circumstances(TODAY, {}, {}, {})
    )
    assert first.is_valid()
    assert first.newly_shown == ["a"]
    again = {"known": ["yes"], "forms-offered": ["known a"]}
    second = form_for(step("one", known, born), again, Circumstances(TODAY, {}, {}, {}))
    assert not second.is_valid()
    assert second.newly_shown == []


def test_the_editors_own_message_is_used() -> None:
    assert message(asked(question("a", messages={"required": "Enter your name"}), a=" ")) == "Enter your name"


def test_somebody_elses_file_is_not_taken() -> None:
    form = asked(question("a", "file"), a="0f1d0a3e-0000-4000-8000-000000000000")
    assert message(form) == "Choose a file for “A”"
