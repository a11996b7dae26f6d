"""What is asked about the Panel: its answers, its silence, its decision on a national review (D15, D45, D46)."""

from datetime import date
from typing import Any, cast

from django import forms

from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, ProseField, refuse_future
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.rapid_review.voting.weighing import AS_THE_PANEL_SAYS, NATIONAL, WeighingForm


class PanelAnswerForm(TransitionForm):
    """An answer that means this; which one is asked only where the edition knows several."""

    means: tuple[str, ...] = ()

    answer = forms.ChoiceField(
        label="Which answer is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the Panel’s answer.", "invalid_choice": "Choose one of the answers shown."},
    )
    answered_on = DayField(label="When did the Panel answer?", missing="Enter the day of the Panel’s answer.")
    received_on = DayField(
        label="When did the answer reach you?", help_text="Leave empty when it was today.", required=False
    )
    response = ProseField(label="What does the Panel say?", missing="Enter what the Panel says.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [
            one for one in self.record.case.procedure.entries("panel_responses") if one["means"] in self.means
        ]
        if len(self.offered) == 1:
            del self.fields["answer"]
        else:
            words = [(one["key"], one["text"]) for one in self.offered]
            cast(forms.ChoiceField, self.fields["answer"]).choices = words

    def clean_answered_on(self) -> date | None:
        day = refuse_future(self, "answered_on", "The day of the Panel’s answer")
        sent_at = self.record.sent_at
        if day is not None and sent_at is not None and day < local_date(sent_at):
            raise forms.ValidationError(
                f"The Panel was sent it on {spoken_day(local_date(sent_at))}. It cannot have answered before that."
            )
        return day

    def clean_received_on(self) -> date:
        day = refuse_future(self, "received_on", "The day on which the answer reached you")
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


class NationalForm(PanelAnswerForm, WeighingForm):
    """The Panel carries out a national review, with what it says of the criteria and circumstances (D45)."""

    means = ("national",)
    lists = NATIONAL
    answers = AS_THE_PANEL_SAYS
    unreasoned = frozenset({"not_said"})
    duty = "D45"

    discussed_on = DayField(
        label="When did the Panel discuss scope and method with the partners?",
        help_text="Leave empty when it has not happened yet: it is then recorded in the national review (D46).",
        required=False,
    )
    discussion = ProseField(label="What was discussed?", required=False)

    def clean_discussed_on(self) -> date | None:
        return refuse_future(self, "discussed_on", "The day of the discussion")

    def clean(self) -> dict[str, Any]:
        weighing = WeighingForm.clean(self)["weighing"]
        names = {*PanelAnswerForm.base_fields, "discussed_on", "discussion"}
        self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if name in names}
        data = PanelAnswerForm.clean(self)
        if bool(data.get("discussed_on")) != bool(data.get("discussion")):
            empty = "discussion" if data.get("discussed_on") else "discussed_on"
            self.add_error(empty, "Enter both the day and what was discussed, or leave both empty (D46).")
        return {**data, "weighing": weighing}


class NoNationalForm(WeighingForm):
    """The Panel decided against a national review, with what it says of the criteria and circumstances (D45)."""

    lists = NATIONAL
    answers = AS_THE_PANEL_SAYS
    unreasoned = frozenset({"not_said"})
    duty = "D45"

    decided_on = DayField(label="When did the Panel decide?", missing="Enter the day of the Panel’s decision.")
    reason = ProseField(label="What does the Panel say?", missing="Enter what the Panel says.")

    def clean_decided_on(self) -> date | None:
        return refuse_future(self, "decided_on", "The day of the Panel’s decision")


class SilentForm(TransitionForm):
    reason = ProseField(
        label="Why does the case go on without the Panel’s answer?",
        help_text="Say how you asked for it. An answer that comes later is recorded all the same.",
        missing="Enter why the case goes on without the Panel’s answer.",
    )


class AwaitAgainForm(TransitionForm):
    reason = ProseField(label="Why is the answer awaited again?", missing="Enter why the answer is awaited again.")
