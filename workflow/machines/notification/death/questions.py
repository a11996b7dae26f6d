"""What is asked when a child has died who was notified as seriously harmed."""

from datetime import date
from typing import Any

from django import forms

from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, LineField, OneOfField, ProseField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.case.children.questions import describe


class DeathForm(TransitionForm):
    """Cleans to what a correction of the child is told with as well: `old` and `new`, by meaning."""

    child = OneOfField(
        "Which child has died?", "Choose the child.", wrong="Choose one of the children of this case who were alive."
    )
    died_on = DayField("When did the child die?", "Enter the day on which the child died.", past="The day of the death")
    aware_on = DayField(
        "When did the local authority become aware of the death?",
        "Enter the day the local authority became aware of the death: the five working days run from it.",
        past="The day the local authority became aware",
    )
    aware_by = LineField(
        "Who became aware, and how?",
        "Enter who became aware of the death, and how.",
        help_text="Name and role, for example the social worker, told by the hospital.",
        max_length=300,
    )
    known = ProseField("What is known of the death?", help_text="For example, whether it follows from the harm.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        children = enumerate(self.record.case.children.select_related("data_key"), start=1)
        living = [(place, one) for place, one in children if (one.details or {}).get("child.outcome") != "died"]
        self.children = {str(one.pk): one for _, one in living}
        offered = [(str(one.pk), describe(one.details or {}, place)) for place, one in living]
        offer(self, "child", offered)
        if len(offered) == 1:
            self.fields["child"].initial = offered[0][0]

    def clean_died_on(self) -> date:
        day: date = self.cleaned_data["died_on"]
        found = self.children.get(self.cleaned_data.get("child", ""))
        born = str((found.details or {}).get("child.birth_date") or "") if found is not None else ""
        if born and day.isoformat() < born:
            raise forms.ValidationError("The day of the death must be the date of birth or later.")
        return day

    def clean_aware_on(self) -> date:
        day: date = self.cleaned_data["aware_on"]
        died_on = self.cleaned_data.get("died_on")
        if died_on is not None and day < died_on:
            raise forms.ValidationError(
                f"The child died on {spoken_day(died_on)}: nobody can have become aware of it before that."
            )
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = self.children.get(data.get("child", ""))
        if found is None or self.errors:
            return data
        new = {"child.outcome": "died", "child.death_date": data["died_on"].isoformat()}
        before = found.details or {}
        return {**data, "old": {key: before.get(key, "") for key in new}, "new": new}
