"""What several steps ask: text that somebody types, one of a few answers, a day, the form that was sent; and the forms
that ask for one text alone, most often why."""

from datetime import date
from typing import Any, cast

from django import forms

from forms.models import Submission
from workflow.engine.step import TransitionForm, local_date

LONG = 20_000


class ProseField(forms.CharField):
    """Free text over several lines, required unless said otherwise; `missing` is the error when it is empty."""

    widget = forms.Textarea

    def __init__(self, *, missing: str = "Enter some text.", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONG)
        messages = {"required": missing, "max_length": f"Shorten the text to {LONG:,} characters or fewer."}
        super().__init__(error_messages=messages, **kwargs)


def reason_form(label: str, missing: str = "", *, hint: str = "", name: str = "reason") -> type[TransitionForm]:
    """A form that asks for one text and nothing else, most often why; optional where no error is given."""
    asked = ProseField(label=label, missing=missing, help_text=hint, required=bool(missing))
    return cast(type[TransitionForm], type("ReasonForm", (TransitionForm,), {name: asked}))


class LineField(forms.CharField):
    """Text on one line; `missing` is the error when it is empty."""

    def __init__(self, *, missing: str, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": missing}, **kwargs)


class OneOfField(forms.ChoiceField):
    """One of a few answers, all in view; `missing` is the error when none is chosen, `wrong` for another."""

    widget = forms.RadioSelect

    def __init__(self, *, missing: str, wrong: str = "", **kwargs: Any) -> None:
        messages = {"required": missing, "invalid_choice": wrong}
        super().__init__(error_messages={key: words for key, words in messages.items() if words}, **kwargs)


def offer(form: forms.Form, name: str, offered: Any) -> None:
    """Say what may be chosen in that field, where only the record knows it: pairs, or the queryset of records."""
    field = form.fields[name]
    setattr(field, "queryset" if isinstance(field, forms.ModelChoiceField) else "choices", offered)


class DayField(forms.DateField):
    """A day; `missing` is the error when it is empty.

    `past` names a day that cannot lie ahead ("The day of the meeting"), `ahead` one that cannot lie behind; both are
    for the forms of steps, which know what day it is.
    """

    today: date

    def __init__(self, *, missing: str = "Enter a date.", past: str = "", ahead: str = "", **kwargs: Any) -> None:
        self.past, self.ahead = past, ahead
        messages = {"required": missing, "invalid": "Enter a real date, like 27 3 2026."}
        super().__init__(error_messages=messages, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        if isinstance(form, TransitionForm):
            self.today = local_date(form.now)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and self.past and day > self.today:
            raise forms.ValidationError(f"{self.past} must be today or in the past.")
        if day is not None and self.ahead and day < self.today:
            raise forms.ValidationError(f"{self.ahead} must be today or in the future.")
        return day


def refuse_future(form: TransitionForm, name: str, what: str) -> date | None:
    """The day in that field. Raises ValidationError when it lies after today."""
    day: date | None = form.cleaned_data.get(name)
    if day is not None and day > local_date(form.now):
        raise forms.ValidationError(f"{what} must be today or in the past.")
    return day


class FromForm(TransitionForm):
    """A step taken by sending a form: it needs the stored submission, made with that handler, about that subject."""

    handler = ""
    submission = forms.ModelChoiceField(
        queryset=Submission.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": "Fill in and send the form for this step.",
            "invalid_choice": "This submission does not belong to this step. Fill in and send the form for it.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = Submission.objects.filter(page__handler=self.handler, subject=self.subject())
        offer(self, "submission", sent)

    def clean_submission(self) -> Submission:
        sent: Submission = self.cleaned_data["submission"]
        # Sealed with the case's key, which is read already.
        if sent.data_key_id == self.record.case.data_key_id:
            sent.data_key = self.record.case.data_key
        return sent

    def subject(self) -> str:
        """The record that the form is about, as its address named it."""
        return str(self.record.case.pk)
