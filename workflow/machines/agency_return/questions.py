"""What the steps of an agency's return ask."""

from datetime import date
from typing import Any

from django import forms

from workflow.engine.fields import DayField, FromForm, ProseField, WithFiles, reason_form
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.arrivals.questions import OnBehalf
from workflow.parties.roles import Role


class SubmitForm(FromForm):
    handler = "agency_return"

    def subject(self) -> str:
        return str(self.record.pk)


class SubmitOnBehalfForm(OnBehalf):
    """The same, recorded by the office: with the day on which it came."""

    handler = "agency_return"

    def clean(self) -> dict[str, Any]:
        arrival = self.arrival()
        if arrival is None:
            raise forms.ValidationError("First take down how and when the return reached you.")
        return {**self.cleaned_data, "came_on": arrival.came_on, "on_behalf": arrival.words}


class DueForm(TransitionForm):
    """A step that sets the day by which the agency answers."""

    due_on = DayField("By when?", "Enter the day by which it is needed.", ahead="The date")


class DayMayStay(DueForm):
    """Where the day may stay as it is, unless it has passed: nobody is asked for something by yesterday."""

    due_on = DayField("By when?", help_text="Leave empty to keep the day. For example, 27 3 2026", ahead="The date")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        passed = self.record.due_on < local_date(self.now)
        if "due_on" in self.fields and passed and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "The day has passed. Enter a new day by which it is needed.")
        return data


class SendBackForm(DayMayStay, WithFiles):
    field_order = ["reason", "due_on", "files"]

    reason = ProseField(
        "What should the agency change?", "Enter what the agency should change.", help_text="The agency reads this."
    )


NotInvolvedForm = reason_form(
    "How do you know that the agency was not involved?",
    "Enter how you know that the agency was not involved.",
    help_text="For example the period and the systems that were searched.",
)


class InvolvedAfterAllForm(DayMayStay):
    """The office sets a new day; an agency that finds records keeps the day it had."""

    field_order = ["reason", "due_on"]

    reason = ProseField(
        "What was found?", "Enter what was found.", help_text="For example, records under an earlier name."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.by.holds({Role.OFFICER}, partnership_id=self.record.case.partnership_id):
            del self.fields["due_on"]


class RecordedByMistakeForm(DayMayStay):
    field_order = ["reason", "due_on"]

    reason = ProseField(
        "Why was it recorded by mistake?",
        "Enter why it was recorded by mistake.",
        help_text="For example, it belongs to another case. The agency does not read this.",
    )


class ChangeDateForm(DueForm):
    reason = ProseField("Why does the date change?", "Enter why the date changes.")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day == self.record.due_on:
            self.add_error("due_on", "This is the date as it stands. Enter another.")
        return day

    def clean(self) -> dict[str, Any]:
        # The day that was, so that the log tells both.
        return {**self.cleaned_data, "due_before": self.record.due_on}


RecallForm = reason_form(
    "Why is it no longer needed?",
    "Enter why it is no longer needed.",
    help_text="This stays on record. The agency is told only that it need not answer.",
)


class AskAgainForm(DueForm):
    field_order = ["reason", "due_on"]

    reason = ProseField("Why is it needed after all?", "Enter why it is needed after all.")
