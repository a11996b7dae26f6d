"""Questions that many steps ask, each made in one call: a choice, yes or no, a line, a few lines, a confirmation."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from workflow.engine.fields import ProseField
from workflow.engine.step import TransitionForm

YES_NO = [("yes", "Yes"), ("no", "No")]
SHORT_ROWS = {"rows": 3}


def one_of(label: str, missing: str = "", choices: Iterable[tuple[str, str]] = (), **kwargs: Any) -> forms.ChoiceField:
    """Radio buttons, optional where no error is given."""
    wrong = {"required": missing}
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.RadioSelect,
        required=bool(missing),
        error_messages=wrong,
        **kwargs,
    )


def yes_no(label: str, missing: str) -> forms.ChoiceField:
    """Two radio buttons; `missing` is the error when neither is chosen."""
    return one_of(label, missing, YES_NO)


def confirmation(label: str, missing: str, **kwargs: Any) -> forms.BooleanField:
    """A box that has to be ticked; `missing` is the error when it is not."""
    return forms.BooleanField(label=label, error_messages={"required": missing}, **kwargs)


def line(label: str, missing: str = "", *, max_length: int = 300, **kwargs: Any) -> forms.CharField:
    """A line of text, optional where no error is given."""
    wrong = {"required": missing}
    return forms.CharField(label=label, max_length=max_length, required=bool(missing), error_messages=wrong, **kwargs)


def short_prose(label: str, missing: str = "", **kwargs: Any) -> ProseField:
    """A few lines of text, optional where no error is given."""
    field = ProseField(label=label, missing=missing, required=bool(missing), **kwargs)
    field.widget.attrs.update(SHORT_ROWS)
    return field


def reason_form(label: str, missing: str, *, name: str = "reason", **kwargs: Any) -> type[TransitionForm]:
    """The form of a step that asks for one text."""
    return type("ReasonForm", (TransitionForm,), {name: ProseField(label=label, missing=missing, **kwargs)})


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Give a question its choices, which depend on the record."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)
