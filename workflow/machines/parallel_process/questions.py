"""What the steps of a parallel process ask, and the step of the case that puts one on file (D26, edge case 9)."""

from typing import Any

from django import forms

from workflow.engine.fields import DayField, OneOfField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.review.asking import short_prose


class KnownForm(TransitionForm):
    """What the partnership knows of the process."""

    reference = forms.CharField(
        label="Its reference", help_text="For example, the court’s or the coroner’s.", max_length=200, required=False
    )
    link = forms.CharField(
        label="Where it is kept",
        help_text="For another review: its reference with the body that carries it out, or the address of its page.",
        max_length=500,
        required=False,
    )
    contact = short_prose(
        "Whom do you ask about it?", "Enter whom you ask about it.", help_text="Name, role and office."
    )
    expected_end = DayField(label="When is it expected to end, as far as you know?", required=False)
    effect_on_conduct = short_prose(
        "What does it mean for conducting a review?",
        "Enter what it means for conducting a review, or that it means nothing.",
        help_text="For example, that certain people are not spoken to before a trial.",
    )
    effect_on_publication = short_prose(
        "What does it mean for publishing a report?",
        "Enter what it means for publishing a report, or that it means nothing.",
        help_text="A hold on publication is proposed apart from this.",
    )


class OpenForm(KnownForm):
    kind = OneOfField(label="What runs beside this case?", missing="Select what runs beside this case.")

    field_order = ["kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = self.record.case.procedure.entries("parallel_processes")
        offer(self, "kind", [(entry["key"], entry["text"]) for entry in entries])


class UpdateForm(KnownForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = getattr(self.record, name) or ""


class EndForm(TransitionForm):
    ended_on = DayField(label="When did it end?", missing="Enter the date on which it ended.", past="The date")
    outcome = short_prose(
        "How did it end?",
        "Enter how it ended.",
        help_text="Or why the partnership no longer follows it.",
    )


class ReopenForm(TransitionForm):
    reason = short_prose("Why is it opened again?", "Enter why it is opened again.")
