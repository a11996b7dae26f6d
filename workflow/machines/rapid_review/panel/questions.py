"""What is asked about the Panel: what it is sent, its answers, its silence, a national review (D8, D9, D15, D45)."""

from datetime import date
from typing import Any

from django import forms

from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, OneOfField, ProseField, offer, reason_form
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.rapid_review.voting.weighing import AS_THE_PANEL_SAYS, NATIONAL, WeighingForm


class SendForm(TransitionForm):
    national_importance = OneOfField(
        "May the case be complex or of national importance?",
        "Say whether the case may be complex or of national importance.",
        [("yes", "Yes"), ("may", "It may be"), ("no", "No")],
    )
    national_importance_reason = ProseField("Why?", "Enter why.")


class WentForm(TransitionForm):
    """What the program says of the Panel's copy: the day it went."""

    on = DayField("The copy went on", "Enter the day.", past="The day")


ConfirmSentForm = reason_form(
    "How do you know that the Panel has it?",
    "Enter how you know that the Panel has it.",
    help_text="For example the receipt of the Panel’s service.",
    name="proof",
)


class PanelAnswerForm(TransitionForm):
    """An answer that means this; which one is asked only where the edition knows several."""

    means: tuple[str, ...] = ()

    answer = OneOfField("Which answer is it?", "Choose the Panel’s answer.", wrong="Choose one of the answers shown.")
    answered_on = DayField(
        "When did the Panel answer?", "Enter the day of the Panel’s answer.", past="The day of the Panel’s answer"
    )
    received_on = DayField(
        "When did the answer reach you?",
        help_text="Leave empty when it was today.",
        past="The day on which the answer reached you",
    )
    response = ProseField("What does the Panel say?", "Enter what the Panel says.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [
            one for one in self.record.case.procedure.entries("panel_responses") if one["means"] in self.means
        ]
        if len(self.offered) == 1:
            del self.fields["answer"]
        else:
            offer(self, "answer", [(one["key"], one["text"]) for one in self.offered])

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        sent_at = self.record.sent_at
        if sent_at is not None and day < local_date(sent_at):
            raise forms.ValidationError(
                f"The Panel was sent it on {spoken_day(local_date(sent_at))}. It cannot have answered before that."
            )
        return day

    def clean_received_on(self) -> date:
        day: date | None = self.cleaned_data["received_on"]
        answered = self.cleaned_data.get("answered_on")
        if day is not None and answered is not None and day < answered:
            raise forms.ValidationError("The answer cannot have reached you before the Panel answered.")
        return day or local_date(self.now)

    def clean(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if "answer" not in self.fields:
            data["answer"] = self.offered[0]["key"]
        known = {one["key"]: one["means"] for one in self.offered}
        data["means"] = known.get(data.get("answer", ""), "")
        return data


class AgreesForm(PanelAnswerForm):
    means = ("agrees",)


class DisagreesForm(PanelAnswerForm):
    means = ("disagrees",)


class AnotherAnswerForm(PanelAnswerForm):
    means = ("agrees", "disagrees")


class WeighedByThePanel(WeighingForm):
    """What the Panel says of the criteria and circumstances of a national review (D45)."""

    lists = NATIONAL
    answers = AS_THE_PANEL_SAYS
    unreasoned = frozenset({"not_said"})
    duty = "D45"


class NationalForm(PanelAnswerForm, WeighedByThePanel):
    """The Panel carries out a national review."""

    means = ("national",)

    discussed_on = DayField(
        "When did the Panel discuss scope and method with the partners?",
        help_text="Leave empty when it has not happened yet: it is then recorded in the national review.",
        past="The day of the discussion",
    )
    discussion = ProseField("What was discussed?")

    def clean(self) -> dict[str, Any]:
        weighing = WeighingForm.clean(self)["weighing"]
        names = {*PanelAnswerForm.base_fields, "discussed_on", "discussion"}
        self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name in names}
        data = PanelAnswerForm.clean(self)
        if bool(data.get("discussed_on")) != bool(data.get("discussion")):
            empty = "discussion" if data.get("discussed_on") else "discussed_on"
            self.add_error(empty, "Enter both the day and what was discussed, or leave both empty.")
        return {**data, "weighing": weighing}


class NoNationalForm(WeighedByThePanel):
    """The Panel decided against a national review."""

    decided_on = DayField(
        "When did the Panel decide?", "Enter the day of the Panel’s decision.", past="The day of the Panel’s decision"
    )
    reason = ProseField("What does the Panel say?", "Enter what the Panel says.")


class BesideForm(TransitionForm):
    """D46: what becomes of the partnership's own review is agreed with the Panel."""

    agreed_on = DayField(
        "When did the partners and the Panel agree?", "Enter the day on which they agreed.", past="The day"
    )
    with_whom = ProseField("Who agreed, of the partners and of the Panel?", "Enter who agreed.")
    agreed = ProseField(
        "What was agreed?",
        "Enter what was agreed.",
        help_text="Why both are carried out, and what each of them asks.",
    )


SilentForm = reason_form(
    "Why does the case go on without the Panel’s answer?",
    "Enter why the case goes on without the Panel’s answer.",
    help_text="Say how you asked for it. An answer that comes later is recorded all the same.",
)
AwaitAgainForm = reason_form("Why is the answer awaited again?", "Enter why the answer is awaited again.")
