"""Every kind of question: definition and blocks, typed and kept, in words and drawn; and what it says to bad input."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape

from forms.definition.block_values import definition_of, steps_from
from forms.definition.shape import TOLD_KINDS, Question, Step
from forms.questions.blocks.steps import KINDS, StepsBlock
from forms.questions.drawing import Drawn, draw
from forms.questions.fields import field_names, is_nhs_number
from forms.questions.rows import change_rows
from forms.questions.step_form import Circumstances, StepForm, StepFormBuilder, form_for, own_fields, typed_from
from forms.questions.summary import NOT_ANSWERED, answer_text, summary_rows
from tests.forms.scene import definition, question, rule, step, when

TODAY = date(2026, 3, 2)
AGENCIES = (("7", "Northshire Police"), ("9", "Example NHS Trust"))
OTHER = [{"value": "home", "label": "At home"}, {"value": "else", "label": "Somewhere else", "other": True}]
KEYED = "9991234012"  # of the range that is never issued

# What of each kind is more than its name: settings, what is typed, what is kept, how it reads.
MADE: dict[str, dict[str, Any]] = {
    "text": {"example": "Jordan"},
    "number": {"rules": {"least": 1, "most": 9}},
    "radios": {"choices": OTHER, "messages": {"other": "Say where"}},
    "checkboxes": {"choices": OTHER},
    "select": {"choices": OTHER},
    "autocomplete": {"choices": OTHER, "prefill": "case.reference"},
    "person": {"parts": ["role", "telephone", "email", "born", "address"]},
    "agency": {"options": "agencies"},
    "chronology": {"rules": {"most_rows": 3}},
    "calculated": {"calculation": {"what": "years_between", "first": "born", "last": "today"}, "required": False},
    "case_text": {"fact": "case.reference", "required": False},
    "guidance": {"guidance": "<p>Read this.</p>", "required": False},
}


def made(kind: str, **changes: Any) -> Question:
    """A question of this kind with everything that only this kind has."""
    return {**question("a", kind), **MADE.get(kind, {}), **changes}  # type: ignore[typeddict-item]


def asked(*questions: Question, typed: dict[str, Any] | None = None, **around: Any) -> StepForm:
    data = {name: value if isinstance(value, list) else [value] for name, value in (typed or {}).items()}
    circumstances = Circumstances(TODAY, {}, {}, {}, options=lambda key: AGENCIES, **around)
    return form_for(step("one", *questions), data, circumstances)


def messages(form: StepForm, name: str = "a") -> list[str]:
    assert not form.is_valid()
    return list(form.errors[name])


def drawn(form: StepForm) -> Drawn:
    return draw(form, with_errors=True)[-1]


def html(form: StepForm) -> str:
    return "".join(
        render_to_string("forms/parts/question.html", {"question": one}) for one in draw(form, with_errors=True)
    )


# Definition and blocks


def back_and_forth(content: Step) -> Step:
    page = SimpleNamespace(title="x", second_language="", steps=StepsBlock().to_python(steps_from(definition(content))))
    return definition_of(page)["steps"][0]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "group"])
def test_a_definition_becomes_blocks_and_comes_back_the_same(kind: str) -> None:
    plain = step("one", question("a", kind, required=made(kind)["required"]))
    full = step("one", made(kind, second={"label": "Cwestiwn"}))
    assert back_and_forth(plain) == plain, "a definition made before has none of the newer settings"
    assert back_and_forth(full) == full


def test_everything_that_can_be_given_in_a_second_language_comes_back() -> None:
    second = {
        "label": "Ble?",
        "hint": "Awgrym",
        "example": "Gartref",
        "guidance": "<p>Cymorth</p>",
        "choices": {"home": "Gartref", "else": "Rhywle arall"},
        "messages": {"required": "Dewiswch", "other": "Dywedwch ble"},
    }
    content = step(
        "one", made("radios", second=second), second={"title": "Cam", "noun": "plentyn", "guidance": "<p>x</p>"}
    )
    assert back_and_forth(content) == content


def test_a_calculation_may_name_its_dates_by_their_wording() -> None:
    born = question("born", "date", label="Date of birth")
    age = made("calculated", calculation={"what": "years_between", "first": "date of birth", "last": "today"})
    assert back_and_forth(step("one", born, age))["questions"][1]["calculation"]["first"] == "born"


def test_an_editor_finds_every_kind_described() -> None:
    for kind in KINDS:
        block = StepsBlock().child_blocks["step"].child_blocks["questions"].child_blocks[kind]
        assert block.meta.icon != "placeholder", kind
        assert block.meta.description, kind
        assert block.meta.group, kind


# Typed, kept, in words

KEPT = [
    ("time", {"a": "14:05"}, "14:05", "14:05"),
    ("nhs_number", {"a": "999 123 4012"}, KEYED, "999 123 4012"),
    ("autocomplete", {"a": "home"}, "home", "At home"),
    ("agency", {"a": "7"}, {"value": "7", "label": "Northshire Police"}, "Northshire Police"),
    (
        "person",
        {
            "a-name": " Łukasz O'Brien ",
            "a-role": "Health visitor",
            "a-born-month": "4",
            "a-born-year": "1980",
            "a-email": "l@health.example",
        },
        {"name": "Łukasz O'Brien", "role": "Health visitor", "born": "1980-04", "email": "l@health.example"},
        "Łukasz O'Brien\nJob title or role: Health visitor\n"
        "E-mail address: l@health.example\nDate of birth: April 1980",
    ),
    (
        "chronology",
        {
            "a-day": ["2", "", ""],
            "a-month": ["4", "", ""],
            "a-year": ["2019", "", "2020"],
            "a-source": ["GP record", "", ""],
            "a-event": ["Seen", "", "Moved\r\naway"],
            "a-comment": ["Alone", "", ""],
        },
        [
            {"date": "2019-04-02", "source": "GP record", "event": "Seen", "comment": "Alone"},
            {"date": "2020", "event": "Moved\naway"},
        ],
        "2 April 2019 (GP record)\nSeen\nComment: Alone\n\n2020\nMoved\naway",
    ),
]


@pytest.mark.parametrize(("kind", "typed", "kept", "words"), KEPT, ids=[row[0] for row in KEPT])
def test_what_is_typed_is_kept_and_read_back(kind: str, typed: dict[str, Any], kept: Any, words: str) -> None:
    form = asked(made(kind), typed=typed)
    assert form.is_valid(), form.errors
    assert form.answers == {"a": kept}
    assert answer_text(form.step["questions"][0], kept) == words
    again = form_for(form.step, typed_from(form.step, form.answers), form.circumstances)
    assert again.is_valid(), again.errors
    assert again.answers == form.answers, "what was kept passes again"
    assert set(typed_from(form.step, form.answers)) <= set(own_fields(form.step))
    json.dumps(form.answers)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("14:05", "14:05"),
        ("14.05", "14:05"),
        ("1405", "14:05"),
        ("0905", "09:05"),
        (" 2:05 pm ", "14:05"),
        ("2.05 p.m.", "14:05"),
        ("2pm", "14:00"),
        ("12am", "00:00"),
        ("12:30pm", "12:30"),
        ("Midday", "12:00"),
        ("midnight", "00:00"),
        ("0:00", "00:00"),
    ],
)
def test_a_time_is_taken_as_people_write_it(typed: str, kept: str) -> None:
    form = asked(made("time"), typed={"a": typed})
    assert form.is_valid(), form.errors
    assert form.answers["a"] == kept


@pytest.mark.parametrize("typed", ["14", "25:00", "14:60", "13pm", "0am", "two", "14:5", "١٤:٠٥", "1:2:3", "pm"])
def test_a_time_that_cannot_be_is_answered_with_how_to_write_one(typed: str) -> None:
    assert "like 14:05 or 2:05pm" in messages(asked(made("time"), typed={"a": typed}))[0]


@pytest.mark.parametrize("typed", [KEYED, "999 123 4012", "999-123-4012", " 99 91 23 40 12 "])
def test_an_nhs_number_is_taken_however_it_is_spaced(typed: str) -> None:
    form = asked(made("nhs_number"), typed={"a": typed})
    assert form.is_valid(), form.errors
    assert form.answers["a"] == KEYED


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("999 123 401", "Enter the NHS number as 10 digits"),
        ("999 123 40123", "Enter the NHS number as 10 digits"),
        ("AB9 123 4012", "Enter the NHS number as 10 digits"),
        ("٩٩٩١٢٣٤٠١٢", "Enter the NHS number as 10 digits"),
        ("999 123 4013", "Check the NHS number"),
        ("991 923 4012", "Check the NHS number"),
        ("111 111 1111", "Check the NHS number"),
    ],
)
def test_a_mistyped_nhs_number_is_noticed(typed: str, told: str) -> None:
    assert messages(asked(made("nhs_number"), typed={"a": typed}))[0].startswith(told)


def test_every_single_wrong_digit_of_an_nhs_number_is_noticed() -> None:
    for place in range(10):
        for digit in "0123456789":
            wrong = KEYED[:place] + digit + KEYED[place + 1 :]
            assert is_nhs_number(wrong) == (wrong == KEYED)


# A person


def test_each_part_of_a_person_is_told_apart() -> None:
    born = {"a-born-day": "31", "a-born-month": "2", "a-born-year": "x"}
    form = asked(made("person"), typed={"a-email": "nobody", **born})
    told = drawn(form).problems
    assert told == [
        ("a-name", "Enter a name for “A”"),
        ("a-email", "Enter an e-mail address in the correct format, like name@example.com"),
        ("a-born-year", "Enter the year as a number, like 2024"),
    ]
    page = html(form)
    for target, message in told:
        assert f'id="{target}"' in page
        assert message in page
    assert 'value="nobody"' in page, "what was typed stays"
    assert 'value="31"' in page


def test_a_part_that_is_not_asked_is_not_taken() -> None:
    form = asked(made("person", parts=["role"]), typed={"a-name": "Ana", "a-address": "1 High Street"})
    assert form.is_valid()
    assert form.answers == {"a": {"name": "Ana"}}


def test_an_optional_person_may_be_left_out() -> None:
    assert asked(made("person", required=False), typed={"a-name": " "}).is_valid()
    assert messages(asked(made("person"), typed={})) == ["Enter a name for “A”"]


# Agencies


def test_an_agency_keeps_the_name_it_had_when_chosen() -> None:
    old = {"value": "7", "label": "Northshire Constabulary"}
    assert answer_text(made("agency"), old) == "Northshire Constabulary"


def test_an_agency_that_is_not_on_the_list_is_refused() -> None:
    told = messages(asked(made("agency"), typed={"a": "8"}))
    assert told == ["Select an answer to “A” again: the one chosen is not on the list"]
    assert messages(asked(made("agency"), typed={"a": ""})) == ["Select an answer to “A”"]


def test_forms_of_one_step_share_their_fields_and_nothing_of_who_fills_them_in() -> None:
    class_ = StepFormBuilder(step("s", made("agency"), question("b", "text"))).get_form_class()

    def form(*options: tuple[str, str], **typed: str) -> StepForm:
        around = Circumstances(date(2026, 3, 2), {}, {}, {}, options=lambda _key: options)
        return class_({name: [text] for name, text in typed.items()}, circumstances=around)

    here, there = form(("7", "Here"), a="7", b="one"), form(("8", "There"), a="8", b="two")
    assert here.fields["b"] is there.fields["b"]
    assert here.is_valid()
    assert there.is_valid()
    assert here.answers == {"a": {"value": "7", "label": "Here"}, "b": "one"}
    assert there.answers == {"a": {"value": "8", "label": "There"}, "b": "two"}
    del here.fields["b"]
    assert "b" in form().fields


# What does not pass


def test_what_does_not_pass_is_no_answer_and_shows_nothing() -> None:
    late = question("day", "date", rules={"not_future": True})
    then = question("then", show_when=when(rule("day", "answered")))
    form = asked(late, then, typed={"day-day": "1", "day-month": "1", "day-year": "2099", "then": "Here"})
    assert not form.is_valid()
    assert form.answers == {}


def test_a_file_of_another_draft_is_no_answer_and_shows_nothing() -> None:
    then = question("then", required=False, show_when=when(rule("a", "answered")))
    form = asked(made("file", required=False), then, typed={"a": ["of another"], "then": "Here"})
    assert form.is_valid()
    assert form.answers == {}


# A chronology


def rows(*events: tuple[str, str], **more: list[str]) -> dict[str, Any]:
    typed = {f"a-{column}": [""] * len(events) for column in ("day", "month", "source", "comment")}
    typed |= {"a-year": [year for year, _event in events], "a-event": [event for _year, event in events]}
    return typed | {f"a-{column}": texts for column, texts in more.items()}


def test_each_row_says_what_is_wrong_with_it_and_keeps_what_was_typed() -> None:
    form = asked(made("chronology"), typed=rows(("2019", "Seen"), ("", "Moved"), ("20", "")))
    told = drawn(form).problems
    assert told == [
        ("a-1-day", "Event 2: enter a date, or the year if that is all you know"),
        ("a-2-year", "Event 3: enter the year in full, like 2024"),
        ("a-2-event", "Event 3: enter what happened"),
    ]
    page = html(form)
    for target, message in told:
        assert f'id="{target}"' in page
        assert message in page
    assert "Moved</textarea>" in page


def test_only_so_many_rows_are_taken() -> None:
    full = [("2019", "Seen")] * 4
    assert messages(asked(made("chronology"), typed=rows(*full))) == [
        "Enter 3 events or fewer. You have entered 4",
    ]
    own = made("chronology", messages={"most_rows": "Only the three most important"})
    assert messages(asked(own, typed=rows(*full))) == ["Only the three most important"]
    flood = made("chronology", rules={})
    told = messages(asked(flood, typed=rows(*[("2019", "Seen")] * 3_000)))
    assert told == ["Enter 100 events or fewer. You have entered 3,000"]


def test_columns_of_unequal_length_are_no_fault_of_ours() -> None:
    form = asked(made("chronology"), typed={"a-year": ["2019"], "a-event": ["Seen", "Moved"]})
    assert [place for place, _message in drawn(form).problems] == ["a-1-day"]
    assert asked(made("chronology"), typed={"a-year": ["2019"], "a-event": ["Seen"]}).is_valid()


def test_a_required_chronology_needs_a_row() -> None:
    assert messages(asked(made("chronology"), typed=rows(("", " ")))) == ["Add at least one event to “A”"]


def test_rows_are_added_and_removed_in_what_was_typed() -> None:
    shape = step("one", made("chronology"))
    typed = rows(("2019", "Seen"), ("2020", "Moved"))
    assert change_rows("add-row:a", shape, typed) == "a-2-day"
    assert typed["a-event"] == ["Seen", "Moved", ""]
    assert change_rows("add-row:a", shape, typed) == "a-0-day", "no more than the rule allows"
    assert len(typed["a-event"]) == 3
    assert change_rows("remove-row:a:1", shape, typed) == "a-0-day"
    assert (typed["a-event"], typed["a-year"]) == (["Moved", ""], ["2020", ""])
    assert change_rows("remove-row:a:2", shape, typed) == "a-0-day"
    before = json.dumps(typed)
    for nonsense in (
        "remove-row:a:0",
        "remove-row:a:9",
        "remove-row:a:x",
        "remove-row:a:",
        "remove-row:a:-1",
        "remove-row:a:٢",
    ):
        change_rows(nonsense, shape, typed)
    for nonsense in ("add-row:b", "add-row:", "remove-row:", "upload", ""):
        assert change_rows(nonsense, shape, typed) == ""
    assert json.dumps(typed) == before


# “Other” with a text


@pytest.mark.parametrize("kind", ["radios", "checkboxes", "select", "autocomplete"])
def test_a_choice_may_ask_for_a_text(kind: str) -> None:
    form = asked(made(kind), typed={"a": "else", "a:other": " In the park "})
    assert form.is_valid(), form.errors
    assert form.answers["a:other"] == "In the park"
    kept = form.answers
    (summary,) = summary_rows(definition(form.step), kept)
    assert summary.entries[0].rows[0].text == "Somewhere else: In the park"
    again = form_for(form.step, typed_from(form.step, kept), form.circumstances)
    assert again.is_valid()
    assert again.answers == kept
    assert "a:other" in own_fields(form.step)


@pytest.mark.parametrize("kind", ["radios", "checkboxes", "select", "autocomplete"])
def test_the_text_is_needed_while_that_choice_is_chosen_and_dropped_otherwise(kind: str) -> None:
    form = asked(made(kind, messages={}), typed={"a": "else", "a:other": " "})
    assert drawn(form).problems == [("a-other", "Enter details for “Somewhere else”")]
    assert 'id="a-other"' in html(form)
    assert messages(asked(made(kind, messages={"other": "Say where"}), typed={"a": "else"})) == ["Say where"]
    changed = asked(made(kind), typed={"a": "home", "a:other": "In the park"})
    assert changed.is_valid()
    assert "a:other" not in changed.answers
    long = asked(made(kind), typed={"a": "else", "a:other": "x" * 200_000})
    assert [place for place, _message in drawn(long).problems] == ["a-other"]
    hidden = asked(made(kind), typed={"a": "home", "a:other": "x" * 200_000})
    assert hidden.is_valid(), "what nobody asks for cannot be wrong"


def test_a_text_to_other_is_not_taken_where_no_choice_asks_for_it() -> None:
    form = asked(question("a", "radios", choices=["one"]), typed={"a": "one", "a:other": "Smuggled"})
    assert form.is_valid()
    assert form.answers == {"a": "one"}


# What is told


def test_what_is_told_is_not_asked_and_not_typed() -> None:
    born = question("born", "date")
    form = asked(
        born,
        made("calculated"),
        question("b", "case_text", fact="case.reference", required=False),
        question("c", "guidance", guidance="<p>Read this.</p>", required=False),
        typed={"born-day": "3", "born-month": "3", "born-year": "2017", "a": "99", "b": "Forged", "c": "Forged"},
        told={"b": "NSCP-2026-0001"},
    )
    assert form.is_valid()
    assert form.answers == {"born": "2017-03-03", "a": 8, "b": "NSCP-2026-0001"}
    page = html(form)
    assert "8 years" in page
    assert "NSCP-2026-0001" in page
    assert page.count("Read this.") == 1
    assert "Forged" not in page
    (summary,) = summary_rows(definition(form.step), form.answers)
    shown = {row.name: (row.text, row.changeable) for row in summary.entries[0].rows}
    assert shown == {"born": ("3 March 2017", True), "a": ("8 years", False), "b": ("NSCP-2026-0001", False)}


def test_one_year_is_not_years() -> None:
    assert answer_text(made("calculated"), 1) == "1 year"
    assert answer_text(made("calculated"), 0) == "0 years"


# Hints


def test_an_example_stands_with_the_hint() -> None:
    assert drawn(asked(question("a", hint="As on the birth certificate.", example="Jo Bloggs"))).hint == (
        "As on the birth certificate. For example, Jo Bloggs"
    )
    assert drawn(asked(question("a", "time"))).hint == "For example, 14:05 or 2:05pm"
    assert drawn(asked(question("a", "time", example="9:30"))).hint == "For example, 9:30"
    assert drawn(asked(question("a", "time", hint="Roughly"))).hint == "Roughly"


# Bad input

HUGE = "x" * 200_000
MARKUP = ["' OR 1=1 --", "{{ a }}", "<script>alert(1)</script>"]
BAD = ["x", "\x00", "a\ud800b", HUGE, "🦄" * 500, "-1", "٣", " " * 9, *MARKUP]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "group"])
@pytest.mark.parametrize("bad", BAD, ids=[repr(text[:8]) for text in BAD])
def test_no_text_whatever_breaks_a_question(kind: str, bad: str) -> None:
    names = field_names(kind, "a") or ["a"]
    for typed in (dict.fromkeys(names, bad), {names[-1]: bad}, {name: [bad, "", bad] for name in names}):
        form = asked(made(kind), typed=typed)
        valid = form.is_valid()
        page = html(form)
        assert valid or all(escape(message) in page for _place, message in drawn(form).problems)
        assert "<script>alert" not in page
        json.dumps(form.answers).encode("utf-8")
        text = summary_rows(definition(form.step), form.answers)[0].entries[0].rows
        assert all(row.text for row in text)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("group", *TOLD_KINDS)])
def test_nothing_typed_at_all_is_told_by_the_field(kind: str) -> None:
    form = asked(made(kind), typed={})
    told = drawn(form).problems
    assert len(told) == 1
    assert f'id="{told[0][0]}"' in html(form)
    assert asked(made(kind, required=False), typed={}).is_valid()


@pytest.mark.parametrize(("kind", "typed"), [(row[0], row[1]) for row in KEPT], ids=[row[0] for row in KEPT])
def test_hidden_characters_are_told_wherever_they_are(kind: str, typed: dict[str, Any]) -> None:
    for name, value in typed.items():
        first = value[0] if isinstance(value, list) else value
        spoilt = [f"{first}\x00", *value[1:]] if isinstance(value, list) else f"{first}\ud800"
        form = asked(made(kind), typed={**typed, name: spoilt})
        assert any("We removed hidden characters" in message for message in messages(form))


def test_an_unanswered_question_says_so_in_the_summary() -> None:
    (summary,) = summary_rows(definition(step("one", made("chronology"), made("guidance", name="g"))), {})
    assert [(row.name, row.text) for row in summary.entries[0].rows] == [("a", NOT_ANSWERED)]
