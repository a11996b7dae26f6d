"""What the steps of a recommendation ask."""

from datetime import date
from typing import Any

from django import forms

from workflow.engine.dates import still_to_come
from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import TransitionForm
from workflow.machines.review.asking import reason_form
from workflow.parties.party import Agency

AcceptForm = reason_form("What do you note about the evidence?", "", name="note", required=False)
SendBackForm = reason_form("What is missing?", "Enter what is missing.", help_text="The agency reads this.")
WithdrawForm = reason_form(
    "Why is this no longer asked of the agency?",
    "Enter why it is no longer asked.",
    help_text="The agency reads this.",
)
ReopenForm = reason_form("What is still to be done?", "Enter what is still to be done.")


class AssignForm(TransitionForm):
    """D32: who answers for it, together and singly, for what, and by when."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which agencies are responsible?",
        help_text="Each is asked for its own evidence.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one agency that is responsible.",
            "invalid_choice": "Choose agencies of this partnership that are not asked already.",
        },
    )
    asked = ProseField(
        label="What is asked of them?",
        help_text="Leave it empty where it is the whole recommendation as the report gives it. "
        "Assign again with other words where agencies have different parts.",
        required=False,
    )
    by_when = DayField(label="By when?", missing="Enter the date by which it is to be done.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agencies"]
        self.initial.setdefault("by_when", self.record.by_when)
        if isinstance(field, forms.ModelMultipleChoiceField):
            free = Agency.objects.filter(partnerships=self.record.case.partnership_id)
            field.queryset = free.exclude(pk__in=self.record.actions.exclude(state="lapsed").values("agency"))

    def clean_by_when(self) -> date:
        return still_to_come(self, "by_when")


class EvidenceForm(TransitionForm):
    evidence = ProseField(
        label="What was done?",
        help_text="Name the policy, training, audit or other evidence, and where it can be seen.",
        missing="Enter what was done and the evidence for it.",
    )
    changed = ProseField(
        label="What has changed for children, and how do you know?",
        missing="Enter what has changed for children.",
    )


class ChangeDateForm(TransitionForm):
    by_when = DayField(label="New date", missing="Enter the new date.")
    reason = ProseField(
        label="Why is the date changed?",
        help_text="The agency reads this.",
        missing="Enter why the date is changed.",
    )

    def clean_by_when(self) -> date:
        return still_to_come(self, "by_when")


class CloseForm(TransitionForm):
    conclusion = ProseField(
        label="Why is the recommendation met?",
        help_text="Say what changed for children, and any risk that remains.",
        missing="Enter why the recommendation is met.",
    )
    despite = ProseField(
        label="Why is it closed although evidence is missing or not accepted?",
        help_text="Needed where an agency’s evidence is not accepted, or no agency was asked.",
        required=False,
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
