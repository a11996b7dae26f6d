"""A step of a definition as a Django form: Wagtail's form builder with the portal's kinds of question.

The form decides in one place what a step accepts: what is shown (forms.definition.conditions), what must be answered,
what a question's rules allow. Task list, step, check answers and submit all ask it, so they cannot disagree.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from forms.definition.conditions import is_answered, settle
from forms.definition.prefill_sources import Options
from forms.definition.rules import OTHER_LIMIT, Around, fault, limit_of
from forms.definition.shape import MOST_ROWS, TOLD_KINDS, Answers, Question, Step, other_choice, other_key
from forms.definition.wording import quoted
from forms.questions import composed_fields, fields

OFFERED = "forms-offered"
YES_NO = [("yes", "Yes"), ("no", "No")]


def _no_options(key: str) -> Options:
    return ()


@dataclass(frozen=True)
class Circumstances:
    """What a step's form must know beyond what was typed into it.

    `known`: answers its conditions may read. `dates` and `labels`: the answers its date rules may compare with, and the
    wording of those questions. `files`: the draft's attachments, by identifier. `told`: the texts from
    the case that questions show, by name. `options`: gives the choices of an option list.
    """

    today: date
    known: Answers
    dates: Answers
    labels: Mapping[str, str]
    files: frozenset[str] = frozenset()
    told: Mapping[str, str] = field(default_factory=dict)
    options: Callable[[str], Options] = _no_options


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
        for question in self.step["questions"]:
            if question["kind"] == "agency":
                self.fields[question["name"]].options = circumstances.options(question.get("options", ""))

    def clean(self) -> dict[str, Any]:
        shown = self._settle()
        self.shown = {question["name"] for question in shown}
        for name in list(self.fields):
            if name.partition(":")[0] not in self.shown:
                self.cleaned_data.pop(name, None)
                self.errors.pop(name, None)
        self.newly_shown = [] if self.offered is None else [q["name"] for q in shown if q["name"] not in self.offered]
        for question in shown:
            if question["kind"] not in TOLD_KINDS:
                self._clean_question(question)
        self._settle()
        return self.cleaned_data

    def _settle(self) -> list[Question]:
        """Work out the answers from what was cleaned so far, and the questions that are shown."""
        told = {q["name"]: self.circumstances.told.get(q["name"]) for q in self.step["questions"] if "fact" in q}
        given = {name: value for name, value in (told | self.cleaned_data).items() if is_answered(value)}
        settled = settle(self.step, self.circumstances.known, given, self.circumstances.today)
        self.answers = settled.answers
        return settled.questions

    def _clean_question(self, question: Question) -> None:
        name = question["name"]
        if self.cleansed_fields & set(fields.field_names(question["kind"], name)):
            self.add_error(
                name, f"We removed hidden characters from {quoted(question['label'])}. Check it and continue"
            )
        if question["kind"] == "file" and name in self.cleaned_data:
            self.cleaned_data[name] = [one for one in self.cleaned_data[name] if one in self.circumstances.files]
        if other_choice(question):
            self._clean_other(question)
        if name in self.errors:
            self._in_editors_words(question)
            return
        value = self.cleaned_data.get(name)
        if not is_answered(value):
            if question["required"] and name not in self.newly_shown:
                self.add_error(name, required_message(question))
        elif told := fault(question, value, self._around()):
            self.add_error(name, told)

    def _clean_other(self, question: Question) -> None:
        """The text to “other”: needed while that choice is chosen, nothing otherwise."""
        name, choice = question["name"], other_choice(question)
        key = other_key(name)
        wrong = self.errors.pop(key, None)
        chosen = self.cleaned_data.get(name)
        if choice is None or choice["value"] not in (chosen if isinstance(chosen, list) else [chosen]):
            return
        if wrong:
            self.add_error(name, [fields.PartError("other", message) for message in wrong])
        elif not self.cleaned_data.get(key):
            told = question["messages"].get("other") or f"Enter details for {quoted(choice['label'])}"
            self.add_error(name, fields.PartError("other", told))

    def _in_editors_words(self, question: Question) -> None:
        """A field finds some faults while it reads; the editor's words for them come first."""
        found = self.errors[question["name"]].as_data()
        told = [question["messages"].get(error.code or "") for error in found]
        if any(told):
            del self.errors[question["name"]]
            for error, message in zip(found, told, strict=True):
                self.add_error(question["name"], ValidationError(message, error.code) if message else error)

    def _around(self) -> Around:
        return Around(self.circumstances.today, self._date_of, self._label_of)

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
        super().__init__([Asked(question) for question in step["questions"] if question["kind"] not in TOLD_KINDS])
        self.step = step

    @property
    def formfields(self) -> dict[str, forms.Field]:
        """A field a question that is answered, and one for the text to a choice that asks for it."""
        made: dict[str, forms.Field] = super().formfields
        for question in self.step["questions"]:
            if choice := other_choice(question):
                made[other_key(question["name"])] = fields.TextAnswer(
                    limit=OTHER_LIMIT, label=choice["label"], required=False
                )
        return made

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

    create_select_field = create_autocomplete_field = create_radios_field

    def create_checkboxes_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.AnyOf(choices=field.choices, **options)

    def create_time_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.TimeAnswer(limit=40, **options)

    def create_nhs_number_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return fields.NhsNumberAnswer(limit=40, **options)

    def create_person_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return composed_fields.PersonAnswer(parts=field.question.get("parts", []), **options)

    def create_agency_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        return composed_fields.ListedAnswer(**options)

    def create_chronology_field(self, field: Asked, options: dict[str, Any]) -> forms.Field:
        most = min(field.question["rules"].get("most_rows", MOST_ROWS), MOST_ROWS)
        told = field.question["messages"].get("most_rows", "")
        return composed_fields.ChronologyAnswer(most=most, too_many=told, **options)

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
            if text := entry.get(other_key(question["name"])):
                data[other_key(question["name"])] = [str(text)]
    return data


def own_fields(step: Step) -> Iterable[str]:
    """Every name under which this step's answers may arrive."""
    return [name for question in step["questions"] for name in fields.field_names(question["kind"], question["name"])]


def required_message(question: Question) -> str:
    """What to say when a question is left empty: the editor's words, else words that fit its kind."""
    if message := question["messages"].get("required"):
        return message
    named = quoted(question["label"])
    match question["kind"]:
        case "radios" | "yes_no" | "select" | "autocomplete" | "agency":
            return f"Select an answer to {named}"
        case "checkboxes":
            return f"Select at least one answer to {named}"
        case "declaration":
            return f"Tick the box to continue: {named}"
        case "file":
            return f"Choose a file for {named}"
        case "person":
            return f"Enter a name for {named}"
        case "chronology":
            return f"Add at least one event to {named}"
    return f"Enter an answer to {named}"


def _without_hidden_characters(data: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], set[str]]:
    clean: dict[str, list[str]] = {}
    cleansed = set()
    for name, values in data.items():
        clean[name] = [fields.HIDDEN_CHARACTERS.sub("", value) for value in values]
        if clean[name] != list(values):
            cleansed.add(name)
    return clean, cleansed
