"""What the steps about notes ask."""

from typing import Any

from django import forms

from workflow.engine.fields import Asked, DayField, LineField, OneOfField, ProseField, RecordField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.notes.note import OFFICE, READERS, CaseNote

GONE = "This entry was corrected or struck through meanwhile. Look at the notes before you go on."
WITH_SOMEBODY = {
    CaseNote.Kind.CALL: "Enter whom you spoke to.",
    CaseNote.Kind.MEETING: "Enter whom you met.",
    CaseNote.Kind.EMAIL: "Enter who wrote to whom.",
}


class HourField(Asked, forms.TimeField):
    """A time of day."""

    def __init__(self, label: str) -> None:
        errors = {"invalid": "Enter a time, like 14:30."}
        super().__init__(label, help_text="For example, 14:30", input_formats=["%H:%M", "%H.%M"], error_messages=errors)


class NoteForm(TransitionForm):
    """One entry: what it was, when, with whom, what was said."""

    kind = OneOfField("What is it?", "Choose what it is.", CaseNote.Kind.choices)
    spoken_to = LineField(
        "Who with?", help_text="Name and role, for example the ward sister on duty. Leave empty for a note of your own."
    )
    on = DayField("On which day?", "Enter the day.", past="The day")
    time = HourField("At what time?")
    noted = ProseField("What was said, or what do you note?", "Enter what you note.")
    readers = OneOfField("Who reads this?", "Choose who reads this.", READERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = CaseNote.Kind.NOTE
        self.fields["readers"].initial = OFFICE
        self.fields["on"].initial = local_date(self.now).isoformat()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("spoken_to") and (missing := WITH_SOMEBODY.get(data.get("kind", ""))):
            self.add_error("spoken_to", missing)
        return data


def offer_notes(form: TransitionForm) -> None:
    """What stands: neither corrected nor struck through."""
    notes = CaseNote.objects.filter(case=form.record, struck_at=None).current()
    offer(form, "entry", notes)
    form.fields["entry"].error_messages["invalid_choice"] = GONE


class CorrectNoteForm(NoteForm):
    entry = RecordField(missing="Choose the entry.", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_notes(self)


class StrikeNoteForm(TransitionForm):
    entry = RecordField(missing="Choose the entry.", widget=forms.HiddenInput)
    why_struck = LineField(
        "Why is it struck through?",
        "Enter why it is struck through.",
        help_text="For example, it belongs to another case. It stays readable, struck through, with your reason.",
        max_length=500,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_notes(self)
