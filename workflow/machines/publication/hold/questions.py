"""What the steps of a hold on publication ask."""

from datetime import date

from django import forms

from workflow.engine.dates import still_to_come
from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import TransitionForm
from workflow.machines.review.asking import one_of, reason_form
from workflow.machines.review.holding.questions import GroundsForm

TOO_LATE = "Look at the hold again before it ends, or on that day."

DeclineForm = reason_form(
    "Why is the delay not approved?",
    "Enter why the delay is not approved.",
    help_text="The support office reads this.",
)


class HoldForm(GroundsForm):
    """D34. The record is the publication."""

    grounds = one_of("What holds up publication?", "Select what holds up publication.")
    process = forms.ChoiceField(
        label="Which parallel process is it?",
        required=False,
        error_messages={"invalid_choice": "Choose one of the processes on record for this case."},
    )
    until = DayField(
        label="Until when, as far as you know?",
        help_text="Once the strategic body approves, the report is due on this date instead.",
        missing="Enter the date until which publication is expected to be held up.",
    )
    review_on = DayField(
        label="When will you look whether the hold is still needed?",
        help_text="You are reminded on that day. Leave it empty to be reminded at the end of the hold.",
        required=False,
    )
    reason = ProseField(
        label="Why can the report not be published in time?",
        help_text="The Panel and the Secretary of State are given this reason once the strategic body approves.",
        missing="Enter why the report cannot be published in time.",
    )
    no_process = "None of those on record"

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data.get("review_on")
        until = self.cleaned_data.get("until")
        if day is None:
            return until
        still_to_come(self, "review_on")
        if until is not None and day > until:
            raise forms.ValidationError(TOO_LATE)
        return day


class LookAgainForm(TransitionForm):
    note = ProseField(label="Why is the hold still needed?", missing="Enter why the hold is still needed.")
    review_on = DayField(
        label="When will you look again?", missing="Enter the date on which you will look at the hold again."
    )

    def clean_review_on(self) -> date:
        day = still_to_come(self, "review_on")
        if day > self.record.until:
            raise forms.ValidationError(TOO_LATE)
        return day
