"""What the steps of a notification ask."""

from typing import Any

from django import forms

from workflow.declaring import TransitionForm, local_date
from workflow.steps.fields import DayField, FromForm, ProseField

NATURES = [
    ("child_death", "A child died"),
    ("serious_harm", "A child was seriously harmed"),
    ("looked_after_death", "A looked-after child died, abuse or neglect neither known nor suspected"),
    ("other", "Something else"),
]


class SubmitForm(FromForm):
    """The notification as the national service accepted it (D2)."""

    handler = "submit_notification"

    national_reference = forms.CharField(
        label="National reference number",
        max_length=100,
        error_messages={"required": "Enter the reference number that the national service gave (D2)."},
    )
    nature = forms.ChoiceField(
        label="Nature of the incident",
        choices=NATURES,
        error_messages={"required": "Say what kind of incident it is (D2)."},
    )
    aware_on = DayField(
        label="When did the local authority become aware?",
        missing="Enter the day the local authority became aware: the five working days run from it (D2).",
    )
    aware_reason = ProseField(label="Why does this day differ from the one on record?", required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        day = data.get("aware_on")
        if day is None:
            return data
        if day > local_date(self.now):
            self.add_error("aware_on", "The day the local authority became aware must be today or in the past.")
        elif day != self.record.aware_on and not data.get("aware_reason"):
            self.add_error(
                "aware_reason",
                f"The case has {self.record.aware_on:%-d %B %Y} as the day the local authority became aware. "
                "Enter why that day is corrected: the old day, the new one and the reason are kept.",
            )
        return data


class WithdrawForm(TransitionForm):
    reason = ProseField(
        label="Why is the notification withdrawn?",
        help_text="Everybody who was told of the notification is told that it was withdrawn.",
        missing="Enter why the notification is withdrawn.",
    )


class NotRequiredForm(TransitionForm):
    reason = ProseField(label="Why is no notification required?", missing="Enter why no notification is required.")
    decider = forms.CharField(
        label="Who decided this?",
        help_text="Name and role.",
        max_length=200,
        error_messages={"required": "Enter who decided that no notification is required."},
    )
    dissent = ProseField(label="Who disagrees, and why?", help_text="Leave empty when nobody does.", required=False)


class ReopenForm(TransitionForm):
    reason = ProseField(
        label="Why is a notification required after all?", missing="Enter why a notification is required after all."
    )
