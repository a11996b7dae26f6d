"""What the steps of a recommendation ask."""

from typing import Any

from django import forms

from workflow.engine.fields import DayField, ProseField, RecordsField, offer, reason_form
from workflow.engine.step import TransitionForm
from workflow.parties.party import Agency

AcceptForm = reason_form("What do you note about the evidence?", name="note")
SendBackForm = reason_form("What is missing?", "Enter what is missing.", help_text="The agency reads this.")
WithdrawForm = reason_form(
    "Why is this no longer asked of the agency?", "Enter why it is no longer asked.", help_text="The agency reads this."
)
ReopenForm = reason_form("What is still to be done?", "Enter what is still to be done.")


class AssignForm(TransitionForm):
    """D32: who answers for it, together and singly, for what, and by when."""

    agencies = RecordsField(
        "Which agencies are responsible?",
        "Choose at least one agency that is responsible.",
        help_text="Each is asked for its own evidence.",
        wrong="Choose agencies of this partnership that are not asked already.",
    )
    asked = ProseField(
        "What is asked of them?",
        help_text="Leave it empty where it is the whole recommendation as the report gives it. "
        "Assign again with other words where agencies have different parts.",
    )
    by_when = DayField("By when?", "Enter the date by which it is to be done.", ahead="The date")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("by_when", self.record.by_when)
        free = Agency.objects.filter(partnerships=self.record.case.partnership_id)
        asked = self.record.actions.exclude(state="lapsed")
        offer(self, "agencies", free.exclude(pk__in=asked.values("agency")))


class EvidenceForm(TransitionForm):
    evidence = ProseField(
        "What was done?",
        "Enter what was done and the evidence for it.",
        help_text="Name the policy, training, audit or other evidence, and where it can be seen.",
    )
    changed = ProseField("What has changed for children, and how do you know?", "Enter what has changed for children.")


class ChangeDateForm(TransitionForm):
    by_when = DayField("New date", "Enter the new date.", ahead="The date")
    reason = ProseField(
        "Why is the date changed?", "Enter why the date is changed.", help_text="The agency reads this."
    )


class CloseForm(TransitionForm):
    conclusion = ProseField(
        "Why is the recommendation met?",
        "Enter why the recommendation is met.",
        help_text="Say what changed for children, and any risk that remains.",
    )
    despite = ProseField(
        "Why is it closed although evidence is missing or not accepted?",
        help_text="Needed where an agency’s evidence is not accepted, or no agency was asked.",
    )

    def clean_despite(self) -> str:
        reason: str = self.cleaned_data["despite"]
        states = set(self.record.actions.exclude(state="lapsed").values_list("state", flat=True))
        if states != {"accepted"} and not reason:
            raise forms.ValidationError(
                "Not every agency’s evidence is accepted. Accept it, or enter why the recommendation is closed all "
                "the same."
            )
        return reason
