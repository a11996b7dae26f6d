"""What every entry on file of a review asks besides its own questions: whether it corrects an earlier one, and why.

Also the same questions and answers as lines to read, in the words in which they were asked.
"""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet

from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, OneOfField, ShortProseField
from workflow.engine.step import TransitionForm
from workflow.machines.review.filing.entry import EntryKind, ReviewEntry

# Nothing was told or published because of a review before there was one.
DECISION = (attrgetter("commissioned_on"), "the review was decided")
# What points to another entry is no answer to read.
POINTERS = frozenset({"corrects"})


class EntryField(OneOfField):
    """One of the entries on file: choose among those the form is given, all in view unless `empty` says why not."""

    def __init__(self, label: str, missing: str = "", *, entries: list[ReviewEntry], empty: str = "", **kwargs: Any):
        choices = [(str(entry.pk), entry.short) for entry in entries]
        self.entries = {str(entry.pk): entry for entry in entries}
        if empty:
            kwargs["widget"] = forms.Select
            choices.insert(0, ("", empty))
        super().__init__(label, missing, choices, wrong="Choose one of the entries on file.", **kwargs)

    def clean(self, value: Any) -> Any:
        return self.entries.get(super().clean(value))


class FiledForm(TransitionForm):
    """A step's form whose answers are put on file, as an entry of this kind."""

    kind: ClassVar[EntryKind]

    def need(self, name: str, message: str) -> None:
        """Refuse an empty answer that another answer makes necessary."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)


class EntryForm(FiledForm):
    """Something put on file. An earlier entry of its kind may be corrected by it, with the reason; none is edited."""

    corrects_earlier: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.corrects_earlier and (earlier := self.record.on_file.current(self.kind)):
            self.fields["corrects"] = EntryField(
                "Does this correct an earlier entry?",
                entries=earlier,
                empty="No, it is a new entry",
                help_text="The earlier entry stays readable below the new one.",
            )
            self.fields["correction_reason"] = ShortProseField("If it does, why is the earlier entry corrected?")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("corrects") and not data.get("correction_reason"):
            self.add_error("correction_reason", "Enter why the earlier entry is corrected.")
        return data


class DatedForm(EntryForm):
    """An entry about something done on a day, today or before."""

    held_on = DayField("When?", "Enter the date.", past="The date")


def lines_of(form: forms.Form, data: Mapping[str, Any]) -> list[list[str]]:
    """Every question of the form with its answer in words, those without an answer left out."""
    lines = []
    for name, asked in form.fields.items():
        text = "" if name in POINTERS else _words(asked, data.get(name))
        if text:
            lines.append([str(asked.label), text])
    return lines


def _words(asked: forms.Field, value: Any) -> str:
    if value in (None, "", False, []):
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, date):
        return spoken_day(value)
    if isinstance(value, QuerySet):
        return ", ".join(str(each) for each in value)
    if isinstance(value, ReviewEntry):
        return value.lines[0][1] if value.lines else str(value)
    if isinstance(asked, forms.ChoiceField) and not isinstance(value, Model):
        labels = {str(key): str(label) for key, label in asked.choices}  # type: ignore[union-attr, misc]  # pairs only
        return labels.get(str(value), str(value))
    return str(value)
