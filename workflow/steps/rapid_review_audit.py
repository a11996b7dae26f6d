"""What the steps of an audit ask. The questions are quality markers of the case's version of the procedure."""

from typing import Any

from django import forms

from workflow.declaring import TransitionForm
from workflow.steps.fields import ProseField

# Those of the quality markers that a rapid review on its own can show. The others judge a whole review and its report.
MARKERS_OF_A_RAPID_REVIEW = (
    "referral",
    "decision_making",
    "informing_the_family",
    "parallel_processes",
    "assembling_information",
    "analysis",
    "improvement_action",
)
SCORES = [("met", "Met"), ("partly", "Partly met"), ("not_met", "Not met"), ("cannot_tell", "The record does not say")]


class ScoreForm(TransitionForm):
    """D19: each quality marker is met, partly met or not met."""

    findings = ProseField(
        label="What did you find?",
        help_text="Good practice, what should be better, and whether earlier audit actions were done.",
        missing="Enter what you found.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for entry in self.record.case.procedure.entries("quality_markers"):
            if entry["key"] in MARKERS_OF_A_RAPID_REVIEW:
                self.fields[entry["key"]] = forms.ChoiceField(
                    label=entry["text"],
                    choices=SCORES,
                    widget=forms.RadioSelect,
                    error_messages={"required": f"Select how far this quality marker is met: {entry['text'].lower()}."},
                )
        self.order_fields([name for name in self.fields if name != "findings"])


class ReportForm(TransitionForm):
    assurance = ProseField(
        label="What does the strategic body need to know?",
        help_text="The assurance you can give, and the actions you ask for.",
        missing="Enter what the strategic body needs to know.",
    )
