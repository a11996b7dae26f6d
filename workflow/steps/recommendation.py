"""What the steps of a recommendation ask."""

from datetime import date
from typing import Any

from django import forms

from workflow.declaring import TransitionForm
from workflow.models.party import Agency
from workflow.steps.dates import still_to_come
from workflow.steps.fields import DayField, ProseField


class AssignForm(TransitionForm):
    """D44: who answers for it, and by when."""

    owner = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Which agency is responsible?",
        empty_label="Choose an agency",
        error_messages={"required": "Choose the agency that is responsible."},
    )
    by_when = DayField(
        label="By when?",
        missing="Enter the date by which it is to be done.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Agency.objects.filter(partnerships=self.record.case.partnership_id)

    def clean_by_when(self) -> date:
        return still_to_come(self, "by_when")


class EvidenceForm(TransitionForm):
    evidence = ProseField(
        label="What was done, and how do you know that it helped children?",
        help_text="Name the policy, training, audit or other evidence, and where it can be seen.",
        missing="Enter what was done and the evidence for it.",
    )


class CloseForm(TransitionForm):
    conclusion = ProseField(
        label="Why is the recommendation met?",
        help_text="Say what changed for children, and any risk that remains.",
        missing="Enter why the recommendation is met.",
    )


class ReopenForm(TransitionForm):
    reason = ProseField(
        label="What is still to be done?",
        missing="Enter what is still to be done.",
    )
