"""What several steps ask: text that somebody types, one of a few answers, a record, a day, the form that was sent; and
the forms that ask for one text alone, most often why.

Each question is told label first, then the error when nothing is answered: without that error it may stay empty.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef

from forms.definition.dates import spoken_day
from forms.models import Attachment, Correction, Submission
from forms.uploads import ALONG
from workflow.engine.step import TransitionForm, local_date

LONG = 20_000
ISO_DAY = "%Y-%m-%d"
YES_NO = [("yes", "Yes"), ("no", "No")]


class Asked(forms.Field):
    """A question; `missing` is the error when it is empty, `wrong` the one for an answer that was not offered."""

    def __init__(self, label: str | None = None, missing: str = "", *, wrong: str = "", **kwargs: Any) -> None:
        errors = {"required": missing, "invalid_choice": wrong, **kwargs.pop("error_messages", {})}
        kwargs.setdefault("required", bool(missing))
        super().__init__(label=label, error_messages={key: words for key, words in errors.items() if words}, **kwargs)


class ProseField(Asked, forms.CharField):
    """Free text over several lines; a line end counts as one character, as the browser counts it."""

    widget: type[forms.Widget] | forms.Widget = forms.Textarea

    def __init__(self, label: str | None = None, missing: str = "", *, max_length: int = LONG, **kwargs: Any) -> None:
        errors = {"max_length": f"Shorten the text to {max_length:,} characters or fewer."}
        super().__init__(label, missing, max_length=max_length, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


class ShortProseField(ProseField):
    """A few lines of text."""

    widget = forms.Textarea(attrs={"rows": 3})


class LineField(Asked, forms.CharField):
    """Text on one line."""

    def __init__(self, label: str | None = None, missing: str = "", *, max_length: int = 300, **kwargs: Any) -> None:
        super().__init__(label, missing, max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """What was pasted over several lines, or stands so in a file, becomes one."""
        return super().to_python(" ".join(value.splitlines()) if isinstance(value, str) else value) or ""


class SelectField(Asked, forms.ChoiceField):
    """One of many answers, in a list that opens."""


class OneOfField(SelectField):
    """One of a few answers, all in view."""

    widget = forms.RadioSelect

    def __init__(
        self, label: str | None = None, missing: str = "", choices: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, missing, choices=choices, **kwargs)


class SeveralOfField(Asked, forms.MultipleChoiceField):
    """Several of a few answers, all in view."""

    widget = forms.CheckboxSelectMultiple


def yes_no(label: str, missing: str) -> OneOfField:
    return OneOfField(label, missing, YES_NO)


class TickField(Asked, forms.BooleanField):
    """A box; where an error is given it has to be ticked."""


class RecordField(Asked, forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none at run time
    """One record of those that the form offers."""

    def __init__(self, label: str | None = None, missing: str = "", **kwargs: Any) -> None:
        super().__init__(label, missing, queryset=None, **kwargs)


class RecordsField(RecordField, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # the same
    """Several of the records that the form offers, all in view."""

    widget = forms.CheckboxSelectMultiple


class FilesField(RecordField, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # the same
    """Files sent along with a step: kept before it is taken (workflow.desk.steps.attaching), named by identifier here.

    On a page it is a box to choose files in.
    """

    widget = forms.SelectMultiple


class OneFileField(FilesField):
    """One file."""

    def clean(self, value: Any) -> Any:
        if value and len(value) > 1:
            raise forms.ValidationError("Choose one file. Add the others one by one.")
        return super().clean(value)


def offer(form: forms.Form, name: str, offered: Any) -> None:
    """Say what may be chosen in that field, where only the record knows it: pairs, or the queryset of records."""
    field = form.fields[name]
    setattr(field, "queryset" if isinstance(field, forms.ModelChoiceField) else "choices", offered)


class WithFiles(TransitionForm):
    """A step with which files may be sent along: they lie with the form that was sent for the record, under its key.

    A record for which no form was sent takes none.
    """

    files = FilesField(  # type: ignore[assignment]  # Django's own attribute of the instance is that of uploads
        "Files", wrong="Choose the files again: one of them was not kept."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.submission_id is None:
            del self.fields["files"]
        else:
            offer(self, "files", Attachment.objects.filter(draft=self.record.submission_id, question=ALONG))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return {name: value for name, value in data.items() if name != "files" or value}


def reason_form(
    label: str,
    missing: str = "",
    *,
    name: str = "reason",
    above: type[TransitionForm] = TransitionForm,
    **more: Any,
) -> type[TransitionForm]:
    """A form that asks for one text and nothing else, most often why; `above` may add files."""
    made = {name: ProseField(label, missing, **more), "field_order": [name]}
    return cast(type[TransitionForm], type("ReasonForm", (above,), made))


class DayField(Asked, forms.DateField):
    """A day, for the forms of steps, which know what day it is and which record it is about.

    `past` names a day that cannot lie ahead ("The day of the meeting"), `ahead` one that cannot lie behind; `since`
    reads from the record the day that it cannot lie before, and says what happened then.
    """

    today: date
    first: date | None = None

    def __init__(
        self,
        label: str | None = None,
        missing: str = "",
        *,
        past: str = "",
        ahead: str = "",
        since: tuple[Callable[[Any], date], str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.past, self.ahead, self.since = past, ahead, since
        # The desk joins its three boxes to one such day; “03/04/05” could be three days and is none.
        kwargs.setdefault("input_formats", [ISO_DAY])
        super().__init__(label, missing, error_messages={"invalid": "Enter a real date, like 27 3 2026."}, **kwargs)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        if isinstance(form, TransitionForm):
            self.today = local_date(form.now)
            self.first = self.since[0](form.record) if self.since else None
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and self.past and day > self.today:
            raise forms.ValidationError(f"{self.past} must be today or in the past.")
        if day is not None and self.ahead and day < self.today:
            raise forms.ValidationError(f"{self.ahead} must be today or in the future.")
        if day is not None and self.since and self.first and day < self.first:
            what = self.since[1]
            raise forms.ValidationError(f"The date must be {spoken_day(self.first)} or later: that is when {what}.")
        return day


class FromForm(TransitionForm):
    """A step taken by sending a form: it needs the stored submission, made with that handler, about that subject."""

    handler = ""
    submission = RecordField(
        missing="Fill in and send the form for this step.",
        wrong="This submission does not belong to this step. Fill in and send the form for it.",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = Submission.objects.filter(page__handler=self.handler, subject=self.subject())
        # Whoever reads a meaning of it needs its questions, and whether anything was added to its answers.
        added = Exists(Correction.objects.filter(submission=OuterRef("pk")))
        offer(self, "submission", sent.select_related("version").annotate(additions=added))

    def clean_submission(self) -> Submission:
        sent: Submission = self.cleaned_data["submission"]
        # Sealed with the case's key, which is read already.
        if sent.data_key_id == self.record.case.data_key_id:
            sent.data_key = self.record.case.data_key
        return sent

    def subject(self) -> str:
        """The record that the form is about, as its address named it."""
        return str(self.record.case.pk)
