"""The notification: the local authority tells the Panel within five working days of becoming aware (D2)."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db import models

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.engine.guards import case_is_open
from workflow.engine.machine import state_field
from workflow.engine.step import Status, Turn, bare_office_step, bare_step, local_date, office_step, opening, step
from workflow.machines.case.arrivals import questions as arrivals
from workflow.machines.case.arrivals.arrival import moment_of
from workflow.machines.case.machine import Case
from workflow.machines.notification import guards
from workflow.machines.notification import questions as forms
from workflow.machines.notification.death import questions as death_forms
from workflow.machines.notification.joining import guards as joining
from workflow.machines.notification.joining.steps import JOINED, SUBMITTED, JoiningSteps
from workflow.parties.roles import Actor, Role

WHO_NOTIFIES = {Role.SUBMITTER, Role.LEAD}
NOON = time(12)


class Notification(JoiningSteps):
    """The notification that a case needs, from the first day its clock runs."""

    CLOCK_RUNNING, SUBMITTED, JOINED = "clock_running", SUBMITTED, JOINED
    WITHDRAWN, NOT_REQUIRED = "withdrawn", "not_required"
    STATES = [
        (CLOCK_RUNNING, "To be made"),
        (SUBMITTED, "Submitted"),
        (WITHDRAWN, "Withdrawn"),
        (NOT_REQUIRED, "Not required"),
        (JOINED, "Joined to another notification"),
    ]
    KIND: ClassVar[str] = "notification"
    CLOSED: ClassVar[frozenset[str]] = frozenset({SUBMITTED, WITHDRAWN, NOT_REQUIRED, JOINED})

    STATUS: ClassVar[dict[str, Status]] = {
        CLOCK_RUNNING: Status("To be made", "yellow", "The Panel is to be notified, or the office told why not."),
        SUBMITTED: Status("Submitted", "green", "The notification is on record and the support office has its copy."),
        WITHDRAWN: Status("Withdrawn", "grey", "The notification was withdrawn."),
        NOT_REQUIRED: Status("Not required", "grey", "It is recorded that no notification is required."),
        JOINED: Status(
            "Joined to another",
            "green",
            "The Panel was notified of the same incident before. Both notifications are now dealt with together.",
        ),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notifications")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = state_field(CLOCK_RUNNING, STATES)
    aware_on = models.DateField(help_text="The local day on which the local authority became aware (D2).")
    aware_by = SealedField(help_text="Who became aware, and how, where it was notified without a referral.")
    nature = SealedField()
    national_reference = SealedField(help_text="What the national service gave when it accepted the notification.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    copied_at = models.DateTimeField(null=True, blank=True, help_text="When the support office had its copy (D3).")
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="When the office last asked for it, overdue.")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    earlier = SealedField(help_text='As it was made before it was withdrawn: [{"national_reference", "submitted_at"}].')
    # Made because a child died who had been notified as seriously harmed.
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    why_not_required = SealedField(help_text='{"reason": "…", "decider": "…", "dissent": "…"}')

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"notification of {self.case.reference}"

    @property
    def is_submitted(self) -> bool:
        return bool(self.state == self.SUBMITTED)

    @property
    def is_void(self) -> bool:
        """Whether nothing is notified by it, nor to be."""
        return self.state in {self.WITHDRAWN, self.NOT_REQUIRED}

    @property
    def is_of_a_death(self) -> bool:
        """Whether it tells that a child has died who was notified as seriously harmed before."""
        return self.follows_id is not None

    def party_agency_ids(self) -> set[int]:
        """The local authority that notifies for the partnership."""
        return {agency.pk for agency in self.case.partnership.notifiers}

    begin = opening("The days for the notification began to be counted", reads="The days to notify began to be counted")

    @step(
        "Submit the notification",
        says="The notification was submitted, and the support office had its copy",
        reads="The notification was submitted, and the support office had its copy",
        source=[CLOCK_RUNNING],
        target=SUBMITTED,
        roles=WHO_NOTIFIES,
        form=forms.SubmitForm,
        across=[case_is_open],
        duty="D2 D3",
        hint="The support office has its copy at the same moment.",
        page_handler="submit_notification",
        turns=[Turn(Role.SUBMITTER)],
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

    note_arrival = bare_office_step(
        "Take down a notification that was made outside the portal",
        says="A notification that was made outside the portal was taken down",
        source=[CLOCK_RUNNING],
        form=arrivals.NotificationCameForm,
        guards=[guards.somebody_notifies],
        across=[case_is_open],
        duty="D2 D3",
        hint="Say how and when its copy reached you. Then you fill in the form on behalf of the local authority.",
        aside=True,
    )

    take_back_arrival = bare_office_step(
        "Take back what was taken down by mistake",
        says="A notification was taken down by mistake",
        source=[CLOCK_RUNNING],
        form=arrivals.MistakenForm,
        guards=[guards.arrival_waits],
        across=[case_is_open],
        duty="D2 D3",
        hint="What you took down stays on record, marked as a mistake. The notification is awaited as before.",
        aside=True,
        quiet=True,
    )

    @office_step(
        "Record the notification on behalf of the local authority",
        says="A notification made outside the portal was recorded on behalf of the local authority",
        reads="The support office recorded the notification that your authority made outside the portal",
        source=[CLOCK_RUNNING],
        target=SUBMITTED,
        form=forms.SubmitOnBehalfForm,
        guards=[guards.arrival_noted],
        across=[case_is_open],
        duty="D2 D3",
        page_handler="submit_notification",
        quiet=True,
    )
    def submit_on_behalf(
        self,
        *,
        by: Actor,
        now: datetime,
        submission: Any,
        national_reference: str,
        nature: str,
        aware_on: date,
        aware_reason: str,
        notified_on: date,
        came_on: date,
        **told: Any,
    ) -> None:
        self.submission = submission
        self.national_reference, self.nature, self.aware_on = national_reference, nature, aware_on
        self.submitted_at, self.copied_at = moment_of(notified_on, now), moment_of(came_on, now)

    @office_step(
        "Remind the local authority that it is overdue",
        says="The local authority was reminded that the notification is overdue",
        reads="The support office asked for the notification, which is overdue",
        source=[CLOCK_RUNNING],
        guards=[guards.is_overdue, guards.not_reminded_today, guards.somebody_notifies],
        duty="D2",
        hint="Whoever notifies for the authority gets an e-mail with the date that has passed.",
        quiet=True,
    )
    def remind(self, *, by: Actor, now: datetime) -> None:
        self.reminded_at = now

    withdraw = bare_step(
        "Withdraw the notification",
        says="The notification was withdrawn",
        reads="The notification was withdrawn",
        source=[CLOCK_RUNNING, SUBMITTED],
        target=WITHDRAWN,
        roles=WHO_NOTIFIES | {Role.OFFICER},
        form=forms.WithdrawForm,
        guards=[joining.nothing_joined_here],
        hint="A rapid review that has opened goes on.",
        aside=True,
    )

    @step(
        "Record that no notification is required",
        says="It was recorded that no notification is required",
        reads="It was recorded that no notification is required",
        source=[CLOCK_RUNNING],
        target=NOT_REQUIRED,
        roles=WHO_NOTIFIES | {Role.OFFICER},
        form=forms.NotRequiredForm,
        duty="D2",
        system=True,
        aside=True,
    )
    def mark_not_required(self, *, by: Actor, now: datetime, **why: str) -> None:
        self.why_not_required = why

    @office_step(
        "Reopen: a notification is required",
        says="It was recorded that a notification is required after all",
        reads="The notification is required after all",
        source=[NOT_REQUIRED, WITHDRAWN],
        target=CLOCK_RUNNING,
        form=forms.ReopenForm,
        guards=[guards.was_not_submitted],
        duty="D2",
        hint="The days are counted from the day the local authority became aware, as before.",
        system=True,
        aside=True,
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.why_not_required = None

    @step(
        "Take the notification up again",
        says="The withdrawn notification was taken up again, and the support office had its copy",
        reads="The withdrawn notification was taken up again, and the support office had its copy",
        source=[WITHDRAWN],
        target=SUBMITTED,
        roles=WHO_NOTIFIES | {Role.OFFICER},
        form=forms.ReinstateForm,
        guards=[guards.was_submitted],
        across=[case_is_open],
        duty="D2 D3",
        hint="The Panel is notified anew: there is a new number and a new day. Everybody who was told of the "
        "withdrawal is told.",
        aside=True,
    )
    def reinstate(self, *, by: Actor, now: datetime, national_reference: str, notified_on: date, reason: str) -> None:
        if self.submitted_at is not None:
            before = {"national_reference": self.national_reference, "submitted_at": self.submitted_at.isoformat()}
            self.earlier = [*(self.earlier or []), before]
        self.national_reference, self.copied_at = national_reference, now
        # Of an earlier day only the day is known.
        is_today = notified_on == local_date(now)
        self.submitted_at = now if is_today else datetime.combine(notified_on, NOON, tzinfo=now.tzinfo)

    record_death = bare_step(
        "Record that the child has died",
        says="It was recorded that a child has died who was notified as seriously harmed",
        reads="It was recorded that the child has died: the Panel is notified of the death",
        source=[SUBMITTED],
        roles=WHO_NOTIFIES | {Role.OFFICER},
        form=death_forms.DeathForm,
        guards=[guards.a_child_lives],
        across=[case_is_open],
        duty="D2",
        hint="A child who was notified as seriously harmed. The Panel is notified of the death: five working days run "
        "from the day the local authority became aware of it.",
        aside=True,
    )

    @step(
        "Correct the day of awareness",
        says="The day of awareness was corrected",
        reads="The day of awareness was corrected",
        source=[CLOCK_RUNNING, SUBMITTED],
        roles=WHO_NOTIFIES | {Role.OFFICER},
        form=forms.CorrectAwarenessForm,
        across=[case_is_open],
        duty="D2",
        hint="The last day is worked out again. The old day and a limit that ran out stay on record.",
        aside=True,
    )
    def correct_awareness(self, *, by: Actor, now: datetime, aware_on: date, before: date, reason: str) -> None:
        self.aware_on = aware_on
