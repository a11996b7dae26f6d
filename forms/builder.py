"""A step of a definition as a Django form: Wagtail's form builder with the portal's kinds of question.

The form decides in one place what a step accepts: what is shown (forms.conditions), what must be answered, what a
question's rules allow. Task list, step, check answers and submit all ask it, so they cannot disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from forms import fields
from forms.conditions import is_answered, shown_questions
from forms.definition import Answers, Question, Step

OFFERED = "forms-offered"
TEXT_LIMIT, LONG_TEXT_LIMIT, ADDRESS_LIMIT = 500, 10_000, 1_000
YES_NO = [("yes", "Yes"), ("no", "No")]


@dataclass(frozen=True)
class Circumstances:
    """What a step's form must know beyond what was typed into it.

    `known`: answers its conditions may read. `dates` and `labels`: the answers its date rules may compare with, and the
    wording of those questions. `files`: the draft's attachments, by identifier.
    """

    today: date
    known: Answers
    dates: Answers
    labels: Mapping[str, str]
    files: frozenset[str] = frozenset()


class StepForm(BaseForm):
    """One step, or one entry of a repeating step. After `is_valid()`: `answers`, `shown`, `newly_shown`."""

    step: Step

    def __init__(self, data: Mapping[str, list[str]], *, circumstances: Circumstances) -> None:
        cleansed, self.cleansed_fields = _without_hidden_characters(data)
        super().__init__(MultiValueDict(cleansed))
        self.circumstances = circumstances
        offered = self.data.get(OFFERED)
        self.offered = None if offered is None else set(offered.split())
        self.answers: Answers = {}
        self.shown: set[str] = set()
        self.newly_shown: list[str] = []

    def clean(self) -> dict[str, Any]:
        typed = {name: value for name, value in self.cleaned_data.items() if is_answered(value)}
        shown = shown_questions(self.step, self.circumstances.known, typed)
        self.shown = {question["name"] for question in shown}
        for name in self.fields.keys() - self.shown:
            self.cleaned_data.pop(name, None)
            self.errors.pop(name, None)
        self.newly_shown = [] if self.offered is None else [q["name"] for q in shown if q["name"] not in self.offered]
        for question in shown:
            self._clean_question(question)
        self.answers = {n: v for n, v in self.cleaned_data.items() if is_answered(v)}
        return self.cleaned_data

    def _clean_question(self, question: Question) -> None:
        name = question["name"]
        if self.cleansed_fields & set(fields.field_names(question["kind"], name)):
            self.add_error(name, f"We removed hidden characters from “{question['label']}”. Check it and continue")
        if question["kind"] == "file" and name in self.cleaned_data:
            self.cleaned_data[name] = [one for one in self.cleaned_data[name] if one in self.circumstances.files]
        if name in self.errors:
            return
        value = self.cleaned_data.get(name)
        if not is_answered(value):
            if question["required"] and name not in self.newly_shown:
                self.add_error(name, required_message(question))
        elif question["kind"] in ("date", "approximate_date"):
            self._check_dates(question, str(value))

    def _check_dates(self, question: Question, value: str) -> None:
        earliest, latest = bounds(value)
        label, rules, today = question["label"], question["rules"], self.circumstances.today
        if rules.get("not_future") and earliest > today:
            self.add_error(question["name"], f"“{label}” must be today or in the past")
        elif rules.get("not_past") and latest < today:
            self.add_error(question["name"], f"“{label}” must be today or in the future")
        else:
            self._compare(question, earliest, latest)

    def _compare(self, question: Question, earliest: date, latest: date) -> None:
        for rule, word in (("not_before", "before"), ("not_after", "after")):
            other = self._date_of(question["rules"].get(rule, ""))
            if other is None:
                continue
            wrong = latest < bounds(other)[0] if rule == "not_before" else earliest > bounds(other)[1]
            if wrong:
                told = f"“{question['label']}” must not be {word} {spoken_date(other)}, the date given for "
                self.add_error(question["name"], f"{told}“{self._label_of(question['rules'][rule])}”")

    def _date_of(self, name: str) -> str | None:
        value = self.cleaned_data.get(name) or self.circumstances.dates.get(name)
        return value if isinstance(value, str) and value else None

    def _label_of(self, name: str) -> str:
        return self.circumstances.labels.get(name, name)


class Asked:
    """A question as Wagtail's form builder expects a field."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.clean_name, self.field_type = question["name"], question["kind"]
        self.label, self.help_text, self.required = question["label"], question["hint"], question["required"]
        self.choices = [(choice["value"], choice["label"]) for choice in question["choices"]]
        self.default_value = ""


class StepFormBuilder(FormBuilder):
    """Wagtail's builder, with a `create_…_field` for each kind of question."""

    def __init__(self, step: Step) -> None:
        super().__init__([Asked(question) for question in step["questions"]])
        self.step = step

    def get_field_options(self, field: Asked) -> dict[str, Any]:
        return {"label": field.label, "help_text": field.help_text, "required": False}

    def get_form_class(self) -> type[StepForm]:
        return type("BuiltStepForm", (StepForm,), {**self.formfields, "step": self.step})

    def create_text_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.TextAnswer(limit=limit_of(field.question), **options)

    create_long_text_field = create_address_field = create_text_field

    def create_email_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.EmailAnswer(limit=254, **options)

    def create_telephone_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.TelephoneAnswer(limit=40, **options)

    def create_postcode_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.PostcodeAnswer(limit=20, **options)

    def create_number_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        rules = field.question["rules"]
        return fields.NumberAnswer(least=rules.get("least"), most=rules.get("most"), **options)

    def create_date_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.DateAnswer(**options)

    def create_approximate_date_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.ApproximateDateAnswer(**options)

    def create_yes_no_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.OneOf(choices=YES_NO, **options)

    def create_radios_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.OneOf(choices=field.choices, **options)

    create_select_field = create_radios_field

    def create_checkboxes_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.AnyOf(choices=field.choices, **options)

    def create_declaration_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.DeclarationAnswer(widget=forms.CheckboxInput, **options)

    def create_file_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.FilesAnswer(**options)


def form_for(step: Step, data: Mapping[str, list[str]], circumstances: Circumstances) -> StepForm:
    """The bound form of one step or entry."""
    return StepFormBuilder(step).get_form_class()(data, circumstances=circumstances)


def typed_from(step: Step, entry: Answers) -> dict[str, list[str]]:
    """The form data that stands for these answers."""
    data: dict[str, list[str]] = {}
    for question in step["questions"]:
        if is_answered(value := entry.get(question["name"])):
            data |= fields.as_typed(question["kind"], question["name"], value)
    return data


def own_fields(step: Step) -> Iterable[str]:
    """Every name under which this step's answers may arrive."""
    return [name for question in step["questions"] for name in fields.field_names(question["kind"], question["name"])]


def limit_of(question: Question) -> int:
    """The most characters that a text question takes."""
    usual = {"long_text": LONG_TEXT_LIMIT, "address": ADDRESS_LIMIT}.get(question["kind"], TEXT_LIMIT)
    return int(question["rules"].get("max_length", usual))


def required_message(question: Question) -> str:
    """What to say when a question is left empty: the editor's words, else words that fit its kind."""
    if message := question["messages"].get("required"):
        return message
    match question["kind"]:
        case "radios" | "yes_no" | "select":
            return f"Select an answer to “{question['label']}”"
        case "checkboxes":
            return f"Select at least one answer to “{question['label']}”"
        case "declaration":
            return f"Tick the box to continue: “{question['label']}”"
        case "file":
            return f"Choose a file for “{question['label']}”"
    return f"Enter an answer to “{question['label']}”"


def bounds(value: str) -> tuple[date, date]:
    """First and last day that an ISO date, month or year can mean."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return date(parts[0], parts[1], 1), following - timedelta(days=1)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def spoken_date(value: str) -> str:
    """An ISO date, month or year as people write it: 2 April 2019, April 2019, 2019."""
    first, _last = bounds(value)
    return {3: f"{first.day} {first:%B %Y}", 2: f"{first:%B %Y}"}.get(value.count("-") + 1, f"{first.year}")


def _without_hidden_characters(data: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], set[str]]:
    clean: dict[str, list[str]] = {}
    cleansed = set()
    for name, values in data.items():
        clean[name] = [fields.HIDDEN_CHARACTERS.sub("", value) for value in values]
        if clean[name] != list(values):
            cleansed.add(name)
    return clean, cleansed
