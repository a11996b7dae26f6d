"""What is asked about the scrutineer's advice: the advice, how it came otherwise, why it was not waited for."""

from typing import Any

from workflow.engine.fields import DayField, ProseField, ShortProseField
from workflow.engine.step import TransitionForm


class OnTheRoundForm(TransitionForm):
    """Cleans to `on_round` as well: 0 for advice on the Panel’s answer, else the round of votes it is about."""

    def clean(self) -> dict[str, Any]:
        on_answer = self.record.is_advised_on_answer_now
        return {**self.cleaned_data, "on_round": 0 if on_answer else self.record.round}


class AdviceForm(OnTheRoundForm):
    text = ProseField(
        "Your advice to the partners", "Enter your advice.", help_text="You advise; the partners vote again."
    )


class RecordAdviceForm(OnTheRoundForm):
    """Advice that came by e-mail, on the telephone or in the meeting: the office records it for the scrutineer."""

    given_on = DayField("When was it given?", "Enter the day on which it was given.", past="The day")
    through = ShortProseField(
        "How did it arrive?",
        "Enter how it arrived.",
        help_text="For example, by e-mail to the support office, or said in the meeting. Say who gave it.",
    )
    text = ProseField("What does the scrutineer advise?", "Enter what the scrutineer advises.")
    reason = ShortProseField(
        "Why does the support office record it?", "Enter why the support office records it and not the scrutineer."
    )


class NoAdviceForm(OnTheRoundForm):
    """The scrutineer was asked and did not advise: the record says so, and why the partners go on."""

    reason = ProseField(
        "Why do the partners go on without the advice?",
        "Enter why the partners go on without the advice.",
        help_text="Say how the scrutineer was asked, and until when.",
    )
