"""What is asked when the partners decide: a vote, the scrutineer's advice, the decision (D11 to D13, D17)."""

from typing import Any

from django import forms

from workflow.engine.fields import DayField, OneOfField, ProseField, offer, reason_form
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.meetings.prefilling import fill_from_meeting
from workflow.parties.roles import Actor


class VoteForm(TransitionForm):
    choice = OneOfField("What do you decide?", "Choose what you decide.", wrong="Choose one of the decisions shown.")
    reason = ProseField("Why?", "Enter your reason.")
    # The round that the person saw: a vote meant for one round never counts in the next.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.record.case.procedure.entries("response_types")
        offer(self, "choice", [(one["key"], one["text"]) for one in offered])
        self.fields["seen"].initial = self._now_open()

    def _now_open(self) -> str:
        return f"{self.record.question}.{self.record.round}"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        seen = data.pop("seen", "")
        if seen and seen != self._now_open():
            raise forms.ValidationError(
                "Another round of votes was opened while you were looking at this. "
                "Look at the advice and the votes, then vote in the round that is open."
            )
        # Kept with the step: the check of the record knows by it which vote stands for which (voting.recorded).
        return {**data, "seat": self.seat(self.by), "seen": self._now_open()}

    def seat(self, by: Actor) -> str:
        return by.seat(self.record.case.partnership_id)


class DelegateVoteForm(VoteForm):
    def seat(self, by: Actor) -> str:
        return str(self.record.bench(local_date(self.now)).delegated_to(by.user))


class CountedForm(TransitionForm):
    """The decision is counted, not typed: the guard has made sure that the votes make one."""

    def clean(self) -> dict[str, Any]:
        today = local_date(self.now)
        silent = [
            {"seat": one.seat, "why": one.kind, "reason": one.reason}
            for one in self.record.bench(today).without_voice()
            if one.seat in self.record.tally(today).silent
        ]
        outcome = self.record.tally(today).outcome(advised=bool(self.record.advice))
        return {**self.cleaned_data, **outcome, "not_voting": silent}


class DecideForm(CountedForm):
    rationale = ProseField(
        "Rationale for the family",
        "Enter the rationale: it is communicated, to families too.",
        help_text="Why the partners decided so, in words that can be given to the family.",
    )


ReopenDecisionForm = reason_form(
    "Why is the decision opened again?",
    "Enter why the decision is opened again.",
    help_text="The partners vote anew. The earlier votes and the earlier decision stay on record.",
)


PutAgainForm = reason_form(
    "Why do the partners look at their decision again?",
    "Enter why the partners look at their decision again.",
    help_text="For example, what became known since. The decision, its votes and its reasons stay on record.",
)


class ReconveneForm(TransitionForm):
    held_on = DayField("When did they meet?", "Enter the day of the meeting.", past="The day of the meeting")
    attendees = ProseField(
        "Who took part?",
        "Enter who took part.",
        help_text="The deciders of the three partners and the independent scrutineer: name and agency, one a line.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_from_meeting(self, "held_on", "attendees", after=self.record.met_on)


class DecideAgainForm(CountedForm):
    """A changed decision has a rationale of its own: the earlier one says why something else was decided."""

    justification = ProseField(
        "Why do the partners keep or change their decision?",
        "Enter the justification: it is sent to the Panel.",
        help_text="This is sent to the Panel.",
    )
    rationale = ProseField("Rationale for the family")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["rationale"]
        if self.record.tally(local_date(self.now)).choice == self.record.choice:
            asked.initial = self.record.rationale
            asked.help_text = (
                "The decision is kept. Where its reasons changed, change this too: family and agencies are told anew ."
            )
            return
        asked.required = True
        asked.error_messages["required"] = (
            "Enter the rationale of the new decision: it is communicated, to families too."
        )
        asked.help_text = "The decision changed. Say why the partners decide so now, in words for the family."

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return {**data, "rationale": data.get("rationale") or self.record.rationale}
