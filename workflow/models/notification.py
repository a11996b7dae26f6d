"""The notification: the local authority tells the Panel within five working days of becoming aware (D2)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.declaring import step
from workflow.guards import notification as guards
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.roles import Actor, Role
from workflow.steps import notification as forms

WHO_NOTIFIES = {Role.SUBMITTER, Role.LEAD}


class Notification(Machine):
    """The notification that a case needs, from the first day its clock runs."""

    CLOCK_RUNNING, SUBMITTED = "clock_running", "submitted"
    WITHDRAWN, NOT_REQUIRED = "withdrawn", "not_required"
    STATES = [
        (CLOCK_RUNNING, "Clock running"),
        (SUBMITTED, "Submitted"),
        (WITHDRAWN, "Withdrawn"),
        (NOT_REQUIRED, "Not required"),
    ]
    KIND: ClassVar[str] = "notification"
    CLOSED: ClassVar[frozenset[str]] = frozenset({SUBMITTED, WITHDRAWN, NOT_REQUIRED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notifications")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=CLOCK_RUNNING, protected=True, choices=STATES, db_index=True, editable=False)
    aware_on = models.DateField(help_text="The local day on which the local authority became aware (D2).")
    aware_by = SealedField(help_text="Who became aware, and how, where it was notified without a referral.")
    nature = SealedField()
    national_reference = SealedField(help_text="What the national service gave when it accepted the notification.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    copied_at = models.DateTimeField(null=True, blank=True, help_text="When the support office had its copy (D3).")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    why_not_required = SealedField(help_text='{"reason": "…", "decider": "…", "dissent": "…"}')

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"notification of {self.case.reference}"

    @property
    def is_submitted(self) -> bool:
        return bool(self.state == self.SUBMITTED)

    @property
    def is_looked_after_death(self) -> bool:
        """A looked-after child died without abuse: notified, but a rapid review need not follow."""
        return bool(self.nature == "looked_after_death")

    def party_agency_ids(self) -> set[int]:
        """The local authority that notifies for the partnership."""
        return {agency.pk for agency in self.case.partnership.notifiers}

    @transition(
        field="state",
        source=[CLOCK_RUNNING],
        target=SUBMITTED,
        custom=step(
            "Submit the notification",
            roles=WHO_NOTIFIES,
            form=forms.SubmitForm,
            duty="D2 D3",
            hint="The support office has its copy at the same moment (D3).",
            page_handler="submit_notification",
        ),
    )
    def submit(
        self,
        *,
        by: Actor,
        now: datetime,
        submission: Any,
        national_reference: str,
        nature: str,
        aware_on: date,
        aware_reason: str,
    ) -> None:
        self.submission = submission
        self.national_reference, self.nature, self.aware_on = national_reference, nature, aware_on
        self.submitted_at = self.copied_at = now

    @transition(
        field="state",
        source=[CLOCK_RUNNING, SUBMITTED],
        target=WITHDRAWN,
        custom=step(
            "Withdraw the notification",
            roles=WHO_NOTIFIES | {Role.OFFICER},
            form=forms.WithdrawForm,
            hint="A rapid review that has opened goes on.",
        ),
    )
    def withdraw(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The reason stands in the log, sealed."""

    @transition(
        field="state",
        source=[CLOCK_RUNNING],
        target=NOT_REQUIRED,
        custom=step(
            "Record that no notification is required",
            roles=WHO_NOTIFIES | {Role.OFFICER},
            form=forms.NotRequiredForm,
            duty="D2",
            system=True,
        ),
    )
    def mark_not_required(self, *, by: Actor, now: datetime, **why: str) -> None:
        self.why_not_required = why

    @transition(
        field="state",
        source=[NOT_REQUIRED, WITHDRAWN],
        target=CLOCK_RUNNING,
        custom=step(
            "Reopen: a notification is required",
            roles={Role.OFFICER},
            form=forms.ReopenForm,
            guards=[guards.was_not_submitted],
            duty="D2",
            hint="The clock runs from the day the local authority became aware, as before.",
            system=True,
        ),
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.why_not_required = None

    @transition(
        field="state",
        source=[WITHDRAWN],
        target=SUBMITTED,
        custom=step(
            "Take the withdrawal back",
            roles={Role.OFFICER},
            form=forms.ReinstateForm,
            guards=[guards.was_submitted],
            duty="D2",
            hint="The notification counts as submitted again. Everybody who was told of the withdrawal is told.",
        ),
    )
    def reinstate(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The day it was submitted stays; the reason stands in the log, sealed."""

    @transition(
        field="state",
        source=[CLOCK_RUNNING, SUBMITTED],
        target=None,
        custom=step(
            "Correct the day of awareness",
            roles=WHO_NOTIFIES | {Role.OFFICER},
            form=forms.CorrectAwarenessForm,
            duty="D2",
            hint="The clock is worked out again. The old day and a limit that ran out stay on record.",
        ),
    )
    def correct_awareness(self, *, by: Actor, now: datetime, aware_on: date, before: date, reason: str) -> None:
        self.aware_on = aware_on
