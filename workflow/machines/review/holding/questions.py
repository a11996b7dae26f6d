"""What a hold on the conduct of a review asks (D26, D34, D35). It is not the hold on a publication."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms

from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, OneOfField, ProseField, SelectField, offer, reason_form
from workflow.engine.step import TransitionForm
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.parties.roles import Group


class GroundsForm(TransitionForm):
    """What a hold on a review and a hold on its publication both ask. The procedure's version says what counts as
    extenuating; a process that runs beside the review may be named.
    """

    no_process: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = self.record.case.procedure.entries("extenuating_circumstances")
        offer(self, "grounds", [*((entry["key"], entry["text"]) for entry in entries), ("other", "Something else")])
        self.processes = {str(process.pk): process for process in self.known_processes()}
        offer(self, "process", [("", self.no_process), *((key, each.name) for key, each in self.processes.items())])
        if not self.processes:
            del self.fields["process"]

    def known_processes(self) -> Iterable[ParallelProcess]:
        """The processes among which one may be named."""
        found: Iterable[ParallelProcess] = self.record.case.parallel_processes.all()
        return found


class HoldForm(GroundsForm):
    grounds = OneOfField("What holds up the review?", "Select what holds up the review.")
    process = SelectField(
        "Which process on file is it about?",
        help_text="You are told when that process ends.",
        wrong="Choose one of the open processes of this case.",
    )
    until = DayField(
        "Until when, as far as you know?",
        "Enter the date until which the review is expected to be held up.",
        ahead="The date",
    )
    reason = ProseField(
        "Why can the review not go on, and who asked for it?",
        "Enter why the review cannot go on.",
        help_text="For example, the police ask that witnesses are not spoken to before the trial.",
    )
    no_process = "None of them"

    def known_processes(self) -> Iterable[ParallelProcess]:
        return ParallelProcess.objects.open_of(self.record.case)

    def clean_process(self) -> ParallelProcess | None:
        return self.processes.get(self.cleaned_data.get("process") or "")

    def clean(self) -> dict[str, Any]:
        return {"process": None, **self.cleaned_data}


class DelayForm(TransitionForm):
    """D35: the strategic body says by when the report is to be published instead."""

    publish_by = DayField(
        "By when is the report to be published instead?",
        "Enter by when the report is to be published instead.",
        ahead="The date",
        help_text="The Panel and the Secretary of State are told that there is a delay, and are owed the reasons.",
    )

    def clean_publish_by(self) -> date:
        day: date = self.cleaned_data["publish_by"]
        if day < self.record.hold_until:
            raise forms.ValidationError(
                f"The date must be {spoken_day(self.record.hold_until)} or later: until then the review is on hold."
            )
        return day


class ApproveHoldForm(DelayForm):
    """A decision maker approves the hold; the strategic body approves with it the delay that it brings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Group.STRATEGIC not in self.by.groups(self.record.case.partnership_id):
            del self.fields["publish_by"]

    def clean(self) -> dict[str, Any]:
        return {"publish_by": None, **self.cleaned_data}


RefuseHoldForm = reason_form("Why is the review not put on hold?", "Enter why the review is not put on hold.")
ReleaseHoldForm = reason_form("Why is the hold released?", "Enter why the hold is released.")
