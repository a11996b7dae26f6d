"""What the steps of a hold on publication ask."""

from datetime import date

from django import forms

from workflow.engine.fields import DayField, OneOfField, ProseField, SelectField, reason_form
from workflow.engine.step import TransitionForm
from workflow.machines.review.holding.questions import GroundsForm

TOO_LATE = "Look at the hold again before it ends, or on that day."

DeclineForm = reason_form(
    "Why is the delay not approved?", "Enter why the delay is not approved.", help_text="The support office reads this."
)


class HoldForm(GroundsForm):
    """D34. The record is the publication."""

    grounds = OneOfField("What holds up publication?", "Select what holds up publication.")
    process = SelectField("Which parallel process is it?", wrong="Choose one of the processes on record for this case.")
    until = DayField(
        "Until when, as far as you know?",
        "Enter the date until which publication is expected to be held up.",
        ahead="The date",
        help_text="Once the strategic body approves, the report is due on this date instead.",
    )
    review_on = DayField(
        "When will you look whether the hold is still needed?",
        ahead="The date",
        help_text="You are reminded on that day. Leave it empty to be reminded at the end of the hold.",
    )
    reason = ProseField(
        "Why can the report not be published in time?",
        "Enter why the report cannot be published in time.",
        help_text="The Panel and the Secretary of State are given this reason once the strategic body approves.",
    )
    no_process = "None of those on record"

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data.get("review_on")
        until = self.cleaned_data.get("until")
        if day is None:
            return until
        if until is not None and day > until:
            raise forms.ValidationError(TOO_LATE)
        return day


class LookAgainForm(TransitionForm):
    note = ProseField("Why is the hold still needed?", "Enter why the hold is still needed.")
    review_on = DayField(
        "When will you look again?", "Enter the date on which you will look at the hold again.", ahead="The date"
    )

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if day > self.record.until:
            raise forms.ValidationError(TOO_LATE)
        return day
