"""What is asked to join a notification to another of the same incident, and to separate the two again."""

from typing import Any

from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import TransitionForm
from workflow.machines.case.links.link import CaseLink, linked_with
from workflow.machines.case.links.questions import OtherCaseForm


class JoinForm(OtherCaseForm):
    """Cleans to the notification that goes on as well (`leading`)."""

    reason = ProseField(
        "How do you know that it is one incident?",
        "Enter how you know that it is one incident.",
        help_text="Kept in the record. The Panel is told which two notifications they are, not your reason.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, case = self.fields["other"], self.record.case
        field.label = "Reference of the case that goes on"
        known = case.case_model().objects.filter(linked_with(case, [CaseLink.Verdict.SAME_INCIDENT]))
        found = list(known.filter(partnership=case.partnership_id).values_list("reference", flat=True)[:2])
        field.initial = found[0] if len(found) == 1 else None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if (other := data.get("other")) is None:
            return data
        made = list(other.notifications.select_related("joined_to__case"))
        if joined := next((one for one in made if one.is_joined), None):
            self.add_error(
                "other",
                f"The notification of {other.reference} was itself joined to that of "
                f"{joined.joined_to.case.reference}. Enter {joined.joined_to.case.reference}.",
            )
        standing = [one for one in made if one.is_submitted]
        if not (joined or standing):
            self.add_error(
                "other",
                f"No notification of {other.reference} stands with the Panel. Join the referral of {other.reference} "
                "to this case instead: this notification then stands for both.",
            )
        # Of the harm with the one of the harm, where the other case has notified a death as well.
        leading = next((one for one in standing if one.nature == self.record.nature), next(iter(standing), None))
        return {**data, "leading": leading, "other_case": other.reference}


class SeparateForm(TransitionForm):
    """Keeps from which notification it was separated: the letter names both."""

    reason = ProseField(
        "Why are the two notifications dealt with apart?",
        "Enter why the two notifications are dealt with apart.",
        help_text="For example, it turned out to be another incident.",
    )

    def clean(self) -> dict[str, Any]:
        leading = self.record.joined_to
        return {**self.cleaned_data, "leading": leading, "other_case": leading.case.reference}


class WentForm(TransitionForm):
    """What the program says of the letter: the day it went."""

    on = DayField("The letter went on", "Enter the day.", past="The day")
