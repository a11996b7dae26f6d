"""What the steps of a rapid review ask."""

from datetime import date
from typing import Any, cast

from django import forms

from forms import meanings
from workflow.declaring import TransitionForm, local_date
from workflow.models.decision import Choice
from workflow.models.party import Agency
from workflow.steps.fields import DayField, FromForm, ProseField, refuse_future

# D7, by meaning: what the form must have answered.
PARTS = {
    "rapid_review.facts": "the facts",
    "rapid_review.immediate_action": "immediate safety action and learning to share",
    "rapid_review.improvement": "the potential for improvement",
    "rapid_review.next_steps": "the next steps",
}
# D10, by meaning.
WEIGHED = {
    "rapid_review.criterion_improvements": "improvements needed",
    "rapid_review.criterion_themes": "recurrent themes",
    "rapid_review.criterion_working_together": "organisations working together",
    "rapid_review.criterion_panel": "the Panel’s view",
    "rapid_review.circumstance_single_agency": "concern about a single agency",
    "rapid_review.circumstance_no_agency": "no agency involved",
    "rapid_review.circumstance_several_areas": "several areas",
    "rapid_review.circumstance_institutions": "institutional settings",
}


class RequestReturnsForm(TransitionForm):
    agencies = forms.ModelMultipleChoiceField(
        label="Which agencies are asked?",
        queryset=Agency.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one agency.",
            "invalid_choice": "Choose agencies of this partnership that were not asked before.",
        },
    )
    due_on = DayField(label="By when?", missing="Enter the day by which the returns are needed.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        serving = Agency.objects.filter(partnerships=self.record.case.partnership_id)
        not_asked = serving.exclude(pk__in=self.record.returns.values("agency"))
        cast(forms.ModelMultipleChoiceField[Agency], self.fields["agencies"]).queryset = not_asked

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < local_date(self.now):
            raise forms.ValidationError("The day by which the returns are needed must be today or later.")
        return day


class MeetingForm(TransitionForm):
    held_on = DayField(label="When did the review group meet?", missing="Enter the day of the meeting.")
    attendees = ProseField(
        label="Who took part?", help_text="Name and agency, one a line.", missing="Enter who took part."
    )

    def clean_held_on(self) -> date | None:
        return refuse_future(self, "held_on", "The day of the meeting")


class DraftForm(FromForm):
    """The rapid review as sent: all four parts (D7), the criteria and circumstances weighed (D10)."""

    handler = "complete_rapid_review"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        submission = data.get("submission")
        if submission is not None:
            reading = meanings.read(submission.version.definition, submission.answers)
            _require(reading, PARTS, "The rapid review has four parts. Missing (D7)")
            _require(reading, WEIGHED, "Each criterion and circumstance is weighed. Missing (D10)")
        return data


def _require(reading: meanings.Reading, needed: dict[str, str], message: str) -> None:
    missing = [label for meaning, label in needed.items() if not str(reading.one(meaning) or "").strip()]
    if missing:
        raise forms.ValidationError(f"{message}: {', '.join(missing)}.")


class VoteForm(TransitionForm):
    choice = forms.ChoiceField(
        label="What do you decide?",
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide."},
    )
    reason = ProseField(label="Why?", missing="Enter your reason (D11).")


class AdviceForm(TransitionForm):
    text = ProseField(
        label="Your advice to the partners",
        help_text="You advise; the partners vote again.",
        missing="Enter your advice.",
    )


class DecideForm(TransitionForm):
    rationale = ProseField(
        label="Rationale for the family",
        help_text="Why the partners decided so, in words that can be given to the family (D11).",
        missing="Enter the rationale: it is communicated, to families too (D11).",
    )

    def clean(self) -> dict[str, Any]:
        # Counted, not typed: the guard has made sure that the votes make a decision.
        return {**self.cleaned_data, **self.record.tally().outcome()}


class SendForm(TransitionForm):
    national_importance = forms.ChoiceField(
        label="May the case be complex or of national importance?",
        choices=[("yes", "Yes"), ("may", "It may be"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the case may be complex or of national importance (D9)."},
    )
    national_importance_reason = ProseField(label="Why?", missing="Enter why (D9).")


class ConfirmSentForm(TransitionForm):
    proof = ProseField(
        label="How do you know that the Panel has it?",
        help_text="For example the receipt of the Panel’s service.",
        missing="Enter how you know that the Panel has it.",
    )


class PanelAnswerForm(TransitionForm):
    answered_on = DayField(label="When did the Panel answer?", missing="Enter the day of the Panel’s answer.")
    response = ProseField(label="What does the Panel say?", missing="Enter what the Panel says.")

    def clean_answered_on(self) -> date | None:
        return refuse_future(self, "answered_on", "The day of the Panel’s answer")


class KeepDecisionForm(TransitionForm):
    justification = ProseField(
        label="Why do the partners keep their decision?",
        help_text="This is sent to the Panel (D17).",
        missing="Enter the justification: it is sent to the Panel (D17).",
    )


class ChangeDecisionForm(TransitionForm):
    choice = forms.ChoiceField(
        label="What do the partners decide now?",
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the partners decide now."},
    )
    justification = ProseField(
        label="Why do the partners change their decision?",
        help_text="This is sent to the Panel (D17).",
        missing="Enter the justification: it is sent to the Panel (D17).",
    )

    def clean_choice(self) -> str:
        choice: str = self.cleaned_data["choice"]
        if choice == self.record.choice:
            raise forms.ValidationError("This is the decision as it stands. Keep it, or choose another.")
        return choice
