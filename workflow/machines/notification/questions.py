"""What the steps of a notification ask."""

from datetime import date
from typing import Any

from django import forms

from forms.definition import meanings
from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, FromForm, LineField, ProseField, SelectField, offer, reason_form
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.arrivals.questions import OnBehalf
from workflow.machines.case.incident import incident_on, told_in
from workflow.machines.case.questions import awareness_day
from workflow.procedures.referral_kinds import kinds_of

BEFORE_THE_EVENT = (
    "Dates before the event: the incident was on {incident}, and nobody can have become aware of it on "
    "{aware}. Check both days."
)


class SubmitForm(FromForm):
    """The notification as the national service accepted it (D2)."""

    handler = "submit_notification"

    national_reference = LineField(
        "National reference number", "Enter the reference number that the national service gave.", max_length=100
    )
    nature = SelectField("Nature of the incident", "Say what kind of incident it is.")
    aware_on = awareness_day()
    aware_reason = ProseField("Why does this day differ from the one on record?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What need not be notified is no nature of a notification.
        self.kinds = kinds_of(self.record.case.procedure)
        notified = [(kind.key, kind.text) for kind in self.kinds.values() if kind.must_be_notified]
        offer(self, "nature", notified)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        day = data.get("aware_on")
        if day is None:
            return data
        if problem := problem_with(day, told_in(data.get("submission")), today=local_date(self.now)):
            self.add_error("aware_on", problem)
        elif problem := self._too_old():
            self.add_error("nature", problem)
        elif self.record.is_of_a_death and data.get("nature") not in (None, "child_death"):
            self.add_error(
                "nature", "This notification tells the Panel that the child has died. Choose that a child died."
            )
        elif day != self.record.aware_on and not data.get("aware_reason"):
            self.add_error(
                "aware_reason",
                f"The case has {spoken_day(self.record.aware_on)} as the day the local authority became aware. "
                "Enter why that day is corrected: the old day, the new one and the reason are kept.",
            )
        return data

    def _too_old(self) -> str:
        """Why the kind that was chosen does not count at anybody's age here, "" where it does."""
        kind, submission = self.kinds.get(str(self.cleaned_data.get("nature"))), self.cleaned_data.get("submission")
        if kind is None or kind.up_to_age is None or submission is None:
            return ""
        told = meanings.read(submission.version.definition, submission.answers or {}).many("child")
        on = told_in(submission) or self.record.aware_on
        return "" if kind.counts([child.get("child.birth_date") for child in told], on) else kind.why_too_old(on)


class SubmitOnBehalfForm(OnBehalf, SubmitForm):
    """The same, recorded by the office: with the day on which the Panel was notified, and the day the copy came."""

    national_date = DayField("Day the national service accepted it", past="The day the national service accepted it")

    def clean(self) -> dict[str, Any]:
        data, arrival = super().clean(), self.arrival()
        if arrival is None:
            raise forms.ValidationError("First take down how and when the notification reached you.")
        notified_on = data.pop("national_date", None) or arrival.came_on
        if notified_on > arrival.came_on:
            raise forms.ValidationError(
                f"The copy reached you on {spoken_day(arrival.came_on)}, before the national service accepted the "
                f"notification on {spoken_day(notified_on)}. Check both days."
            )
        return {**data, "notified_on": notified_on, "came_on": arrival.came_on, "on_behalf": arrival.words}


class CorrectAwarenessForm(TransitionForm):
    """The day outside the form: old and new are kept with the reason (D2)."""

    aware_on = awareness_day()
    reason = ProseField(
        "Why is the day corrected?",
        "Enter why the day is corrected.",
        help_text="Say how you know. The old day, the new one and your reason are kept.",
    )

    def clean_aware_on(self) -> date:
        day: date = self.cleaned_data["aware_on"]
        if problem := problem_with(day, incident_on(self.record.case), today=local_date(self.now)):
            raise forms.ValidationError(problem)
        if day == self.record.aware_on:
            raise forms.ValidationError(f"The day on record is {spoken_day(day)} already. Enter another day.")
        return day

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "before": self.record.aware_on}


def problem_with(aware: date, incident: date | None, *, today: date) -> str:
    """Why the local authority cannot have become aware on that day, "" when it can."""
    if aware > today:
        return "The day the local authority became aware must be today or in the past."
    if incident is not None and aware < incident:
        return BEFORE_THE_EVENT.format(incident=spoken_day(incident), aware=spoken_day(aware))
    return ""


WithdrawForm = reason_form(
    "Why is the notification withdrawn?",
    "Enter why the notification is withdrawn.",
    help_text="Everybody who was told of the notification is told that it was withdrawn.",
)


class NotRequiredForm(TransitionForm):
    reason = ProseField("Why is no notification required?", "Enter why no notification is required.")
    decider = LineField(
        "Who decided this?",
        "Enter who decided that no notification is required.",
        help_text="Name and role.",
        max_length=200,
    )
    dissent = ProseField("Who disagrees, and why?", help_text="Leave empty when nobody does.")


ReopenForm = reason_form("Why is a notification required after all?", "Enter why a notification is required after all.")


class ReinstateForm(TransitionForm):
    """What was withdrawn is notified anew: the national service gives another number (D2)."""

    national_reference = LineField(
        "New national reference number",
        "Enter the reference number that the national service gave when it accepted the notification again.",
        max_length=100,
    )
    notified_on = DayField(
        "When was the Panel notified again?", "Enter the day on which the Panel was notified again.", past="The day"
    )
    reason = ProseField("Why is the notification taken up again?", "Enter why the notification is taken up again.")

    def clean_national_reference(self) -> str:
        number: str = self.cleaned_data["national_reference"].strip()
        earlier = [self.record.national_reference, *(one["national_reference"] for one in self.record.earlier or [])]
        if number.casefold() in {str(one or "").strip().casefold() for one in earlier}:
            raise forms.ValidationError(
                f"{number} is the number of the notification that was withdrawn. Enter the new one."
            )
        return number

    def clean_notified_on(self) -> date:
        day: date = self.cleaned_data["notified_on"]
        before = local_date(self.record.submitted_at)
        if day < before:
            raise forms.ValidationError(
                f"It was made the first time on {spoken_day(before)}. It cannot have been made again before that."
            )
        return day
