"""What the steps of a hold on publication ask."""

from datetime import date
from typing import Any

from django import forms

from workflow.engine.dates import still_to_come
from workflow.engine.fields import DayField, ProseField
from workflow.engine.machine import machines
from workflow.engine.step import TransitionForm

PARALLEL = "parallel_process"


class HoldForm(TransitionForm):
    """D34: the procedure's version says what counts as extenuating. The record is the publication."""

    grounds = forms.ChoiceField(
        label="What holds up publication?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what holds up publication."},
    )
    process = forms.ChoiceField(
        label="Which parallel process is it?",
        required=False,
        error_messages={"invalid_choice": "Choose one of the processes on record for this case."},
    )
    until = DayField(
        label="Until when, as far as you know?",
        help_text="Once the strategic body approves, the report is due on this date instead.",
        missing="Enter the date until which publication is expected to be held up.",
    )
    review_on = DayField(
        label="When will you look whether the hold is still needed?",
        help_text="You are reminded on that day. Leave it empty to be reminded at the end of the hold.",
        required=False,
    )
    reason = ProseField(
        label="Why can the report not be published in time?",
        help_text="The Panel and the Secretary of State are given this reason once the strategic body approves.",
        missing="Enter why the report cannot be published in time.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = self.record.case.procedure.entries("extenuating_circumstances")
        _offer(self, "grounds", [*((entry["key"], entry["text"]) for entry in entries), ("other", "Something else")])
        processes = parallel_processes(self.record.case)
        if processes:
            _offer(self, "process", [("", "None of those on record"), *processes])
        else:
            del self.fields["process"]

    def clean_until(self) -> date:
        return still_to_come(self, "until")

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data.get("review_on")
        until = self.cleaned_data.get("until")
        if day is None:
            return until
        still_to_come(self, "review_on")
        if until is not None and day > until:
            raise forms.ValidationError("Look at the hold again before it ends, or on that day.")
        return day


def parallel_processes(case: Any) -> list[tuple[str, str]]:
    """The case's parallel processes as choices; none where the portal keeps no such records."""
    model = machines().get(PARALLEL)
    return [] if model is None else [(str(each.pk), str(each)) for each in model.objects.filter(case=case)]


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class DeclineForm(TransitionForm):
    """D35."""

    reason = ProseField(
        label="Why is the delay not approved?",
        help_text="The support office reads this.",
        missing="Enter why the delay is not approved.",
    )


class LookAgainForm(TransitionForm):
    note = ProseField(label="Why is the hold still needed?", missing="Enter why the hold is still needed.")
    review_on = DayField(
        label="When will you look again?", missing="Enter the date on which you will look at the hold again."
    )

    def clean_review_on(self) -> date:
        day = still_to_come(self, "review_on")
        if day > self.record.until:
            raise forms.ValidationError("Look at the hold again before it ends, or on that day.")
        return day
