"""A step of a definition as a Django form: Wagtail's form builder with the portal's kinds of question.

The form decides in one place what a step accepts: what is shown (forms.definition.conditions), what must be answered,
what a question's rules allow. Task list, step, check answers and submit all ask it, so they cannot disagree.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from forms.definition.conditions import is_answered, settle
from forms.definition.dates import is_iso
from forms.definition.prefill_sources import Options
from forms.definition.rules import OTHER_LIMIT, Around, fault, limit_of
from forms.definition.shape import MOST_ROWS, TOLD_KINDS, Answers, Question, Step, other_choice, other_key
from forms.definition.wording import quoted
from forms.questions import composed_fields, fields

OFFERED = "forms-offered"
YES_NO: list[tuple[str, Any]] = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


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
    options: Callable[[str], Options] = lambda _key: ()


class StepForm(BaseForm):
    """One step, or one entry of a repeating step. After `is_valid()`: `answers`, `shown`, `newly_shown`; of what is
    hidden: `aside`, what it was answered with, and `unclean`, where something stands that does not pass.
    """

    step: Step

    def __init__(self, data: Mapping[str, list[str]], *, circumstances: Circumstances) -> None:
        cleansed, self.cleansed_fields = _without_hidden_characters(data)
        super().__init__(MultiValueDict(cleansed))
        self.circumstances = circumstances
        offered = self.data.get(OFFERED)
        self.offered = None if offered is None else set(offered.split())
        self.answers: Answers = {}
        self.shown: set[str] = set()
        self.aside: Answers = {}
        self.unclean: set[str] = set()
        self.newly_shown: list[str] = []
        for question in self.step["questions"]:
            if question["kind"] == "agency":
                # Its own, because the others belong to every form of the step.
                own = self.fields[question["name"]] = copy(self.fields[question["name"]])
                own.options = circumstances.options(question.get("options", ""))

    def clean(self) -> dict[str, Any]:
        shown = self._settle()
        self.shown = {question["name"] for question in shown}
        given = dict(self.cleaned_data)
        self.unclean = {name for name in self.errors if ":" in name or name not in self.shown}
        for name in list(self.fields):
            if name.partition(":")[0] not in self.shown:
                self.cleaned_data.pop(name, None)
                self.errors.pop(name, None)
        self.newly_shown = [] if self.offered is None else [q["name"] for q in shown if q["name"] not in self.offered]
        before = dict(self.cleaned_data)
        around = Around(self.circumstances.today, self._date_of, self._label_of)
        for question in shown:
            if question["kind"] not in TOLD_KINDS:
                self._clean_question(question, around)
        # What did not pass is no answer, and may have shown others.
        if self.cleaned_data != before:
            self._settle()
        self._set_aside(given)
        return self.cleaned_data

    def _set_aside(self, given: dict[str, Any]) -> None:
        """What stands in hidden questions, and beside an “other” that is not chosen: kept apart, no answer."""
        for question in self.step["questions"]:
            name = question["name"]
            if question["kind"] == "file" and name in given:
                given[name] = [one for one in given[name] if one in self.circumstances.files]
            beside = [other_key(name)] if other_choice(question) else []
            for key in beside if name in self.shown else [name, *beside]:
                if key not in self.answers and is_answered(given.get(key)):
                    self.aside[key] = given[key]

    def _settle(self) -> list[Question]:
        """Work out the answers from what was cleaned so far, and the questions that are shown."""
        told = {q["name"]: self.circumstances.told.get(q["name"]) for q in self.step["questions"] if "fact" in q}
        given = {name: value for name, value in (told | self.cleaned_data).items() if is_answered(value)}
        settled = settle(self.step, self.circumstances.known, given, self.circumstances.today)
        self.answers = settled.answers
        return settled.questions

    def _clean_question(self, question: Question, around: Around) -> None:
        name = question["name"]
        if self.cleansed_fields and self.cleansed_fields & set(fields.field_names(question["kind"], name)):
            self.add_error(
                name,
                gettext("We removed hidden characters from %(named)s. Check it and continue")
                % {"named": quoted(question["label"])},
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
        elif told := fault(question, value, around):
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
            told = question["messages"].get("other") or gettext("Enter details for %(named)s") % {
                "named": quoted(choice["label"])
            }
            self.add_error(name, fields.PartError("other", told))

    def _in_editors_words(self, question: Question) -> None:
        """A field finds some faults while it reads; the editor's words for them come first."""
        found = self.errors[question["name"]].as_data()
        told = [question["messages"].get(error.code or "") for error in found]
        if any(told):
            del self.errors[question["name"]]
            for error, message in zip(found, told, strict=True):
                self.add_error(question["name"], ValidationError(message, error.code) if message else error)

    def _date_of(self, name: str) -> str | None:
        value = self.cleaned_data.get(name) or self.circumstances.dates.get(name)
        return value if is_iso(value) else None

    def _label_of(self, name: str) -> str:
        return self.circumstances.labels.get(name, name)


def _text(question: Question, options: dict[str, Any]) -> forms.Field:
    # A number or a reference of some kind; only names keep every sign that they were given.
    kind = fields.PlainAnswer if question["rules"].get("pattern", "letters") != "letters" else fields.TextAnswer
    return kind(limit=limit_of(question), **options)


def _number(question: Question, options: dict[str, Any]) -> forms.Field:
    rules = question["rules"]
    return fields.NumberAnswer(least=rules.get("least"), most=rules.get("most"), **options)


def _one_of(question: Question, options: dict[str, Any]) -> forms.Field:
    return fields.OneOf(choices=_choices(question), **options)


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(choice["value"], choice["label"]) for choice in question["choices"]]


def _chronology(question: Question, options: dict[str, Any]) -> forms.Field:
    most = min(question["rules"].get("most_rows", MOST_ROWS), MOST_ROWS)
    told = question["messages"].get("most_rows", "")
    return composed_fields.ChronologyAnswer(most=most, too_many=told, **options)


# The field of each kind of question that is answered.
FIELDS: dict[str, Callable[[Question, dict[str, Any]], forms.Field]] = {
    **dict.fromkeys(("text", "long_text", "address"), _text),
    **dict.fromkeys(("radios", "select", "autocomplete"), _one_of),
    "email": lambda _question, options: fields.EmailAnswer(limit=254, **options),
    "telephone": lambda _question, options: fields.TelephoneAnswer(limit=40, **options),
    "postcode": lambda _question, options: fields.PostcodeAnswer(limit=20, **options),
    "number": _number,
    "date": lambda question, options: fields.DateAnswer(unknown=question.get("unknown", False), **options),
    "approximate_date": lambda question, options: fields.ApproximateDateAnswer(
        unknown=question.get("unknown", False), **options
    ),
    "yes_no": lambda _question, options: fields.OneOf(choices=YES_NO, **options),
    "checkboxes": lambda question, options: fields.AnyOf(choices=_choices(question), **options),
    "time": lambda _question, options: fields.TimeAnswer(limit=40, **options),
    "nhs_number": lambda _question, options: fields.NhsNumberAnswer(limit=40, **options),
    "person": lambda question, options: composed_fields.PersonAnswer(parts=question.get("parts", []), **options),
    "agency": lambda _question, options: composed_fields.ListedAnswer(**options),
    "chronology": _chronology,
    "declaration": lambda _question, options: fields.DeclarationAnswer(widget=forms.CheckboxInput, **options),
    "file": lambda _question, options: fields.FilesAnswer(**options),
}


class Asked:
    """A question as Wagtail's form builder expects a field."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.clean_name, self.field_type = question["name"], question["kind"]
        self.label, self.help_text, self.required = question["label"], question["hint"], question["required"]
        self.default_value = ""


class SharedFields(dict[str, forms.Field]):
    """The fields of a step as all its forms share them. Django gives each form a deep copy, since a form may change its
    fields; none here does, a field keeps nothing of what is typed, and the copies were a third of checking a form.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class StepFormBuilder(FormBuilder):
    """Wagtail's builder, with the portal's kinds of question."""

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
        made: Any = type("BuiltStepForm", (StepForm,), {**self.formfields, "step": self.step})
        made.base_fields = SharedFields(made.base_fields)
        return made

    def get_create_field_function(self, kind: str) -> Callable[[Asked, dict[str, Any]], forms.Field]:
        return lambda asked, options: FIELDS[kind](asked.question, options)


def form_for(step: Step, data: Mapping[str, list[str]], circumstances: Circumstances) -> StepForm:
    """The bound form of one step or entry."""
    return StepFormBuilder(step).get_form_class()(data, circumstances=circumstances)


def alone(step: Step, question: Question) -> Step:
    """A plain step that asks this question and nothing else, always."""
    only: Any = {**question, "show_when": None}
    only.pop("group", None)
    plain: Any = {**step, "repeat": None, "show_when": None, "questions": [only]}
    plain.pop("groups", None)
    return plain


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


ENTER = gettext_noop("Enter an answer to")
WHAT_TO_DO = {
    **dict.fromkeys(("radios", "yes_no", "select", "autocomplete", "agency"), gettext_noop("Select an answer to")),
    "checkboxes": gettext_noop("Select at least one answer to"),
    "declaration": gettext_noop("Tick the box to continue:"),
    "file": gettext_noop("Choose a file for"),
    "person": gettext_noop("Enter a name for"),
    "chronology": gettext_noop("Add at least one event to"),
}


def required_message(question: Question) -> str:
    """What to say when a question is left empty: the editor's words, else words that fit its kind."""
    if message := question["messages"].get("required"):
        return message
    return f"{gettext(WHAT_TO_DO.get(question['kind'], ENTER))} {quoted(question['label'])}"


def _without_hidden_characters(data: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], set[str]]:
    clean: dict[str, list[str]] = {}
    cleansed = set()
    for name, values in data.items():
        clean[name] = [fields.HIDDEN_CHARACTERS.sub("", value) for value in values]
        if clean[name] != list(values):
            cleansed.add(name)
    return clean, cleansed
