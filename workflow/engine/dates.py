"""Dates that a step asks for: when something was done, and when something is planned."""

from datetime import date

from django import forms

from forms.definition.dates import spoken_day
from workflow.engine.step import TransitionForm, local_date


def done_on(form: TransitionForm, name: str, *, since: date | None = None, what: str = "") -> date:
    """The date in this field, which lies not in the future and not before `since` (`what` happened then).

    Raises ValidationError with what to do.
    """
    day: date = form.cleaned_data[name]
    if day > local_date(form.now):
        raise forms.ValidationError("The date must be today or in the past.")
    if since is not None and day < since:
        raise forms.ValidationError(f"The date must be {spoken_day(since)} or later: that is when {what}.")
    return day


def still_to_come(form: TransitionForm, name: str) -> date:
    """The date in this field, today or later. Raises ValidationError with what to do."""
    day: date = form.cleaned_data[name]
    if day < local_date(form.now):
        raise forms.ValidationError("The date must be today or in the future.")
    return day
