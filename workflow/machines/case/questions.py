"""What the steps of a case ask."""

from typing import Any

from django import forms

from workflow.engine.fields import LineField, OneOfField, ProseField, reason_form
from workflow.engine.step import TransitionForm
from workflow.machines.case.guards import commissionable_kinds, panel_answer_awaited

REVIEW_KINDS = [
    ("local", "Local child safeguarding practice review"),
    ("learning", "Learning review"),
    ("national", "National child safeguarding practice review"),
]


class CommissionForm(TransitionForm):
    kind = OneOfField(
        label="Which review is commissioned?",
        choices=REVIEW_KINDS,
        missing="Choose which review is commissioned.",
        wrong="Choose one of the reviews.",
    )

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind not in commissionable_kinds(self.record):
            raise forms.ValidationError(
                f"Nobody has decided on a {dict(REVIEW_KINDS)[kind].lower()}. Choose the review that was decided on."
            )
        return kind

    def clean(self) -> dict[str, Any]:
        # Kept with the event, so that the desk can flag a review that did not wait for the Panel.
        return {**self.cleaned_data, "before_panel_answer": panel_answer_awaited(self.record)}


ReasonForm = reason_form("Why?", "Enter the reason.")


class LearningReviewForm(TransitionForm):
    reason = ProseField(
        label="What can be learnt, although no other review follows?",
        help_text="For good or poor practice and near misses (D14).",
        missing="Enter what can be learnt.",
    )
    decider = LineField(
        label="Who decided on it?",
        help_text="The safeguarding partners decide. Give names and roles.",
        max_length=300,
        missing="Enter who decided on the learning review.",
    )
