"""Fields that several steps ask: text that somebody types, a day that cannot lie ahead, the form that was sent."""

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


class DayField(forms.DateField):
    """A day; `missing` is the error when it is empty."""

    def __init__(self, *, missing: str = "Enter a date.", **kwargs: Any) -> None:
        messages = {"required": missing, "invalid": "Enter a real date, like 27 3 2026."}
        super().__init__(error_messages=messages, **kwargs)


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
        cast(forms.ModelChoiceField[Submission], self.fields["submission"]).queryset = sent

    def clean_submission(self) -> Submission:
        sent: Submission = self.cleaned_data["submission"]
        # Sealed with the case's key, which is read already.
        if sent.data_key_id == self.record.case.data_key_id:
            sent.data_key = self.record.case.data_key
        return sent

    def subject(self) -> str:
        """The record that the form is about, as its address named it."""
        return str(self.record.case.pk)
