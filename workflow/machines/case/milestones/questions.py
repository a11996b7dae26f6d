"""What ticking a milestone asks."""

from datetime import date
from typing import Any

from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, OneOfField, ShortProseField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.case.milestones.waiting import waiting_in


class MilestoneForm(TransitionForm):
    """Which milestone, when it was met, and what there is to say of it."""

    milestone = OneOfField("Milestone", "Choose the milestone that was met.", wrong="Choose a milestone that waits.")
    done_on = DayField("When was it met?", "Enter the day on which it was met.", past="The day on which it was met")
    note = ShortProseField("Note", help_text="For example, who took part and where the record is kept.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = {str(one.pk): one for one in waiting_in(self.record)}
        labels = [(key, f"{one.rule.label}, due on {spoken_day(one.due_on)}") for key, one in self.waiting.items()]
        offer(self, "milestone", labels)
        if len(labels) == 1:
            self.fields["milestone"].initial = labels[0][0]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen, day = self.waiting.get(str(data.get("milestone"))), data.get("done_on")
        if chosen is not None and isinstance(day, date) and day < chosen.started_on:
            self.add_error(
                "done_on",
                f"“{chosen.rule.label}” counts from {spoken_day(chosen.started_on)}. Enter that day or a later one.",
            )
        return data
