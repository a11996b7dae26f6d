"""What the steps of an extension ask."""

from datetime import date
from typing import Any

from forms.definition.dates import in_full
from workflow import clocks
from workflow.clocks.deadline import Deadline
from workflow.engine.fields import DayField, OneOfField, ProseField, offer, reason_form
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.extension.guards import why_not_until


class ProposeForm(TransitionForm):
    """Which clock, until when, and why."""

    clock = OneOfField(
        "Which date should be extended?",
        "Choose the date that should be extended.",
        wrong="This limit is no longer running. Choose one that runs.",
    )
    until = DayField("Until when?", "Enter the new date.", ahead="The new date")
    reason = ProseField(
        "Why is more time needed?", "Enter why more time is needed.", help_text="Whoever approves it reads this."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = local_date(self.now)
        self.running = {str(deadline.pk): deadline for deadline in clocks.running(self.record)}
        offer(self, "clock", [(key, _described(one, self.today)) for key, one in self.running.items()])

    def clean(self) -> dict[str, Any]:
        deadline = self.running.get(self.cleaned_data.get("clock", ""))
        until: date | None = self.cleaned_data.get("until")
        if deadline is None:
            return self.cleaned_data
        if deadline.rule.longest_extension is None:
            self.add_error("clock", str(why_not_until(deadline, deadline.due_on, today=self.today)))
        elif deadline.extensions.filter(state="proposed").exists():
            self.add_error(
                "clock", f"An extension of “{deadline.rule.label}” is proposed already and waits for a decision."
            )
        elif until is not None and (reason := why_not_until(deadline, until, today=self.today)):
            self.add_error("until", reason)
        return self.cleaned_data


def _described(deadline: Deadline, today: date) -> str:
    """More time may be asked for after the day as well: that the limit was missed stays on record."""
    rule = deadline.rule
    text = f"{rule.label}, due {in_full(deadline.due_on)}"
    if today > deadline.due_on:
        text += ", which has passed" if rule.is_prompt else ", which was missed and stays so on record"
    if rule.longest_extension is None:
        return f"{text}: cannot be extended"
    needs = f", needs: {rule.extension_needs}" if rule.extension_needs else ""
    return f"{text}: by {rule.longest_extension_in_words} at most{needs}"


ApproveForm = reason_form("Do you want to add anything?", name="comment")
DeclineForm = reason_form("Why is the extension declined?", "Enter the reason: the support office reads it.")
WithdrawForm = reason_form("Why is the proposal withdrawn?", "Enter why the proposal is withdrawn.")
TakeBackForm = reason_form("Why is the extension taken back?", "Enter why the extension is taken back.")
