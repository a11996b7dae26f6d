"""A step's form on a page: the boxes people type into, GOV.UK style, and what they typed as the data a step takes.

A day is asked in three boxes and read with the care of the forms engine (31 February, a two-digit year); the step
itself checks everything again in `perform`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from forms.questions import file_types
from forms.questions.fields import DATE_PARTS, DateAnswer, as_typed
from forms.same_text import plain
from workflow.desk.steps.labels import choices_of
from workflow.engine.fields import FilesField, OneFileField

ROWS = 5
Asked = TypeVar("Asked", bound=forms.Form)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    id: str
    chosen: bool


@dataclass(frozen=True)
class Part:
    name: str
    label: str
    value: str
    width: int


@dataclass(frozen=True)
class Box:
    """One question of a step as the template places it; `kind` names its template."""

    name: str
    kind: str
    label: str
    hint: str
    value: str
    errors: tuple[str, ...]
    rows: int = ROWS
    limit: int | None = None
    options: tuple[Option, ...] = ()
    parts: tuple[Part, ...] = ()
    several: bool = True

    @property
    def template(self) -> str:
        return f"workflow/step/{self.kind}.html"

    @property
    def target(self) -> str:
        """The id that an error in the summary leads to."""
        return f"{self.name}-day" if self.kind == "date" else self.name

    @property
    def described_by(self) -> str:
        ids = [f"{self.name}-hint"] if self.hint else []
        return " ".join(ids + ([f"{self.name}-error"] if self.errors else []))


@dataclass(frozen=True)
class StepPage:
    """A step's form as it stands: its boxes, and every error with the id it belongs to."""

    boxes: tuple[Box, ...]
    errors: tuple[tuple[str, str], ...] = field(default=())
    # What the step needs to know of what the person saw, sent back unseen: name and value.
    hidden: tuple[tuple[str, str], ...] = field(default=())

    @property
    def takes_files(self) -> bool:
        return any(box.kind == "files" for box in self.boxes)


def typed_data(
    form_class: type[forms.Form], posted: QueryDict, **about: Any
) -> tuple[MultiValueDict[str, Any], dict[str, str]]:
    """What was posted as the step's data, each day joined from its boxes; and by field what is wrong with a day."""
    data: MultiValueDict[str, Any] = MultiValueDict(dict(posted.lists()))
    faults: dict[str, str] = {}
    for name, each in form_class({}, **about).fields.items():
        if isinstance(each, forms.DateField):
            iso, fault = _day(name, each, posted)
            data[name] = iso
            if fault:
                faults[name] = fault
    return data, faults


def filled(form_class: type[Asked], posted: QueryDict, **about: Any) -> tuple[Asked, dict[str, list[str]]]:
    """The form with what was posted, and what is wrong with it by field."""
    data, faults = typed_data(form_class, posted, **about)
    form = form_class(data, **about)
    errors = {name: [str(error) for error in found] for name, found in form.errors.items()}
    return form, errors | {name: [fault] for name, fault in faults.items()}


def _day(name: str, asked: forms.Field, posted: Mapping[str, Any]) -> tuple[str, str]:
    answer = DateAnswer(label=asked.label, required=False)
    typed = tuple(plain(str(posted.get(f"{name}-{part}") or "")) for part in DATE_PARTS)
    try:
        return str(answer.clean(typed) or ""), ""
    except ValidationError as error:
        # What was typed is no day: the step refuses it too, in words less exact than these.
        return " ".join(typed), str(error.messages[0])


def page_of(
    form: forms.Form, *, typed: Mapping[str, Any] | None = None, errors: Mapping[str, list[str]] | None = None
) -> StepPage:
    """The page's boxes with what was typed and what is wrong with it, by field; "__all__" for the whole."""
    wrong = errors or {}
    boxes = tuple(
        _box(form, name, typed, tuple(wrong.get(name, ())))
        for name, each in form.fields.items()
        if not isinstance(each.widget, forms.HiddenInput)
    )
    first = boxes[0].target if boxes else "main-content"
    general = [(first, message) for name in wrong if name not in {box.name for box in boxes} for message in wrong[name]]
    by_box = [(box.target, message) for box in boxes for message in box.errors]
    hidden = tuple(
        (name, str(each.initial))
        for name, each in form.fields.items()
        if isinstance(each.widget, forms.HiddenInput) and each.initial is not None
    )
    return StepPage(boxes, tuple(general + by_box), hidden)


def _box(form: forms.Form, name: str, typed: Mapping[str, Any] | None, errors: tuple[str, ...]) -> Box:
    asked = form.fields[name]
    kind = _kind(asked)
    label = str(asked.label or name.replace("_", " ").capitalize())
    if not asked.required and kind != "checkbox":
        label += " (optional)"
    usual = {"date": "For example, 27 3 2026", "files": file_types.in_words()}
    hint = str(asked.help_text or "") or usual.get(kind, "")
    values = [file_types.accepted()] if kind == "files" else _values(form, name, typed)
    return Box(
        name=name,
        kind=kind,
        label=label,
        hint=hint,
        value=values[0] if values else "",
        errors=errors,
        rows=int(asked.widget.attrs.get("rows", ROWS)),
        limit=getattr(asked, "max_length", None) if kind == "textarea" else None,
        options=_options(name, asked, set(values)) if isinstance(asked, forms.ChoiceField) and kind != "files" else (),
        parts=_parts(name, typed, values) if kind == "date" else (),
        several=not isinstance(asked, OneFileField),
    )


def _kind(asked: forms.Field) -> str:
    widget = asked.widget
    if isinstance(asked, FilesField):
        return "files"
    if isinstance(asked, forms.DateField):
        return "date"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.SelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "textarea" if isinstance(widget, forms.Textarea) else "input"


def _values(form: forms.Form, name: str, typed: Mapping[str, Any] | None) -> list[str]:
    if typed is None:
        initial = form.get_initial_for_field(form.fields[name], name)
        several = initial if isinstance(initial, list | tuple) else [initial]
        return [str(one) for one in several if one not in (None, "")]
    if isinstance(typed, MultiValueDict):
        return [str(one) for one in typed.getlist(name)]
    return [str(typed[name])] if name in typed else []


def _options(name: str, asked: forms.ChoiceField, chosen: set[str]) -> tuple[Option, ...]:
    pairs = choices_of(asked)
    return tuple(
        Option(value, label, name if place == 0 else f"{name}-{place + 1}", value in chosen)
        for place, (value, label) in enumerate(pairs)
    )


def _parts(name: str, typed: Mapping[str, Any] | None, values: list[str]) -> tuple[Part, ...]:
    shown = (
        {key: texts[0] for key, texts in as_typed("date", name, values[0]).items()} if values and typed is None else {}
    )
    return tuple(
        Part(
            f"{name}-{part}",
            part.capitalize(),
            str((typed or shown).get(f"{name}-{part}") or ""),
            4 if part == "year" else 2,
        )
        for part in DATE_PARTS
    )
