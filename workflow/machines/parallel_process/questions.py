"""What the steps of a parallel process ask, and the step of the case that puts one on file (D26, edge case 9)."""

from typing import Any

from workflow.engine.fields import DayField, LineField, OneOfField, ShortProseField, offer
from workflow.engine.step import TransitionForm


class KnownForm(TransitionForm):
    """What the partnership knows of the process."""

    reference = LineField("Its reference", help_text="For example, the court’s or the coroner’s.", max_length=200)
    link = LineField(
        "Where it is kept",
        help_text="For another review: its reference with the body that carries it out, or the address of its page.",
        max_length=500,
    )
    contact = ShortProseField(
        "Whom do you ask about it?", "Enter whom you ask about it.", help_text="Name, role and office."
    )
    expected_end = DayField("When is it expected to end, as far as you know?")
    effect_on_conduct = ShortProseField(
        "What does it mean for conducting a review?",
        "Enter what it means for conducting a review, or that it means nothing.",
        help_text="For example, that certain people are not spoken to before a trial.",
    )
    effect_on_publication = ShortProseField(
        "What does it mean for publishing a report?",
        "Enter what it means for publishing a report, or that it means nothing.",
        help_text="A hold on publication is proposed apart from this.",
    )


class OpenForm(KnownForm):
    kind = OneOfField("What runs beside this case?", "Select what runs beside this case.")

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
    ended_on = DayField("When did it end?", "Enter the date on which it ended.", past="The date")
    outcome = ShortProseField(
        "How did it end?", "Enter how it ended.", help_text="Or why the partnership no longer follows it."
    )


class ReopenForm(TransitionForm):
    reason = ShortProseField("Why is it opened again?", "Enter why it is opened again.")
