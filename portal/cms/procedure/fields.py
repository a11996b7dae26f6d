"""Boxes that editors of the procedure type into: columns of the models as form fields, lists and settings by value.

What the models gain is asked here without a line; what an editor reads beside a box is in workflow.procedures.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from forms.questions.fields import WholeNumber
from workflow.engine.fields import offer
from workflow.procedures.document import columns
from workflow.procedures.wording import CHOSEN, help_of, label_of, people_of

COMMAS = re.compile(r"[,;\s]+")
LONG = 200
Choices = Sequence[tuple[str, str]]
MINUS = str.maketrans({"−": "-", "–": "-"})


class SeveralField(forms.CharField):
    """Several words with commas or blanks between them: D39 D40 D41."""

    between = " "

    def prepare_value(self, value: Any) -> Any:
        return self.between.join(str(one) for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Any]:
        return [one for one in COMMAS.split(str(super().clean(value))) if one]


class NumbersField(SeveralField):
    """Whole numbers with commas between them: -2, 0, 1."""

    between = ", "

    def clean(self, value: Any) -> list[Any]:
        try:
            return [int(one.translate(MINUS)) for one in super().clean(value)]
        except ValueError:
            raise ValidationError("Write whole numbers with commas between them, for example -2, 0, 1.") from None


def box_for(column: "models.Field[Any, Any]") -> forms.Field:
    """The box for a column of a limit or a wording."""
    named: dict[str, Any] = {"label": label_of(column), "help_text": help_of(column), "required": False}
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**named)
    if isinstance(column, models.JSONField):
        if column.name in CHOSEN:
            people = people_of(column.name)
            return forms.MultipleChoiceField(choices=people, widget=forms.CheckboxSelectMultiple, **named)
        return NumbersField(**named)
    if column.choices:
        choices = [("", "None" if column.blank else "Choose"), *((str(key), words) for key, words in column.choices)]
        return forms.ChoiceField(choices=choices, **named)
    if isinstance(column, models.IntegerField):
        return WholeNumber(**named)
    is_long = isinstance(column, models.TextField) or (column.max_length or 0) > LONG
    rows = 12 if column.name in ("body", "letter") else 3
    widget = forms.Textarea(attrs={"rows": rows}) if is_long else forms.TextInput()
    # Not stripped where lines count: a letter may begin with an empty one.
    return forms.CharField(max_length=column.max_length, widget=widget, **named)


class RowForm(forms.Form):
    """A limit or a wording. What is wrong with it is judged by `workflow.procedures.faults`, here as everywhere."""

    def __init__(self, model: Any, *args: Any, offered: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        """`offered`: what may be chosen in a column, where only the version knows it."""
        super().__init__(*args, **kwargs)
        self.model = model
        for name, column in columns(model).items():
            if name != "key":
                self.fields[name] = box_for(column)
        for name, choices in (offered or {}).items():
            offer(self, name, choices)

    def row(self, key: str) -> dict[str, Any]:
        """What was typed as a row of the document; what is left empty is empty as its column wants it."""
        row: dict[str, Any] = {"key": key}
        for name, column in columns(self.model).items():
            if name == "key":
                continue
            value = self.cleaned_data.get(name)
            if value in (None, "") and not isinstance(column, models.CharField | models.TextField):
                value = column.get_default()
            row[name] = value.replace("\r\n", "\n") if isinstance(value, str) else value
        return row


def value_box(value: Any, choices: Sequence[tuple[str, str]], label: str, help_text: str) -> forms.Field:
    """The box for one value of an entry or a group of settings, by what it is now."""
    named: dict[str, Any] = {"label": label, "help_text": help_text, "required": False}
    if isinstance(value, bool):
        return forms.BooleanField(**named)
    if isinstance(value, int):
        return WholeNumber(**named)
    if isinstance(value, list):
        if choices:
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **named)
        numbers = all(isinstance(one, int) for one in value) and bool(value)
        return NumbersField(**named) if numbers else SeveralField(**named)
    if choices:
        return forms.ChoiceField(choices=choices, **named)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **named)


def put_errors(form: forms.Form, faults: Mapping[str, str]) -> None:
    """Show each fault at its box, and what belongs to none above them all."""
    for name, text in faults.items():
        form.add_error(name if name in form.fields else None, text)
