"""The steps beside the scrutineer's own: advice that came another way, and advice that was not given (D13, D16)."""

from datetime import date, datetime
from typing import Any

from workflow.engine.step import office_step
from workflow.machines.rapid_review.advice import guards
from workflow.machines.rapid_review.advice import questions as forms
from workflow.machines.rapid_review.record import RapidReviewRecord
from workflow.machines.rapid_review.states import VOTED_IN
from workflow.parties.roles import Actor


class AdviceSteps(RapidReviewRecord):
    """What the office records of the advice, so that nobody waits for it for ever."""

    class Meta:
        abstract = True

    def awaits_advice(self, today: date | None) -> bool:
        """Whether the partners wait for the scrutineer on that day."""
        return self.state in VOTED_IN and guards.advice_is_due(self, today)

    @office_step(
        "Record advice that the scrutineer gave another way",
        says="Advice that the independent scrutineer gave another way was recorded",
        source=VOTED_IN,
        form=forms.RecordAdviceForm,
        guards=[guards.advice_is_open],
        duty="D13 D16",
        hint="By e-mail, on the telephone or in the meeting. The record says who recorded it, and why.",
        aside=True,
    )
    def record_advice(self, *, by: Actor, now: datetime, text: str, on_round: int, **how: Any) -> None:
        self.keep_advice(text, on_round, now)

    @office_step(
        "Go on without the scrutineer’s advice",
        says="It was recorded that the independent scrutineer gave no advice",
        source=VOTED_IN,
        form=forms.NoAdviceForm,
        guards=[guards.advice_was_not_given],
        duty="D13 D16",
        hint="When it was asked for and not given by the day set. The partners then vote again.",
        aside=True,
    )
    def go_without_advice(self, *, by: Actor, now: datetime, reason: str, on_round: int) -> None:
        self.keep_advice(None, on_round, now)
