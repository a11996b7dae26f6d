"""An agency's return: what one agency knows of the child and the family, asked for by a date (D26, D30).

Asked within a rapid review or within a review, of agencies of the partnership and of those of areas that are involved.
What is asked may be a whole return, a chronology or an individual management review; each is a record of its own.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import Status, Turn, bare_office_step, bare_step, office_step, opening, step
from workflow.machines.agency_return import guards
from workflow.machines.agency_return import questions as forms
from workflow.machines.agency_return.concerning import in_words
from workflow.machines.case.arrivals import questions as arrivals
from workflow.machines.case.arrivals.arrival import moment_of
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.review.machine import Review
from workflow.parties.party import Agency
from workflow.parties.roles import AGENCY_ROLES, Actor, Role


class AskedFor(models.TextChoices):
    """What an agency may be asked for (D26)."""

    RETURN = "return", "Return with chronology"
    CHRONOLOGY = "chronology", "Chronology only"
    MANAGEMENT_REVIEW = "management_review", "Individual management review"


class AgencyReturn(Machine):
    """What one agency was asked for, by when, in one rapid review or in one review."""

    REQUESTED, STARTED, SUBMITTED = "requested", "started", "submitted"
    SENT_BACK, ACCEPTED, NOT_INVOLVED, RECALLED = "sent_back", "accepted", "not_involved", "recalled"
    STATES = [
        (REQUESTED, "Requested"),
        (STARTED, "Started"),
        (SUBMITTED, "Submitted"),
        (SENT_BACK, "Sent back"),
        (ACCEPTED, "Accepted"),
        (NOT_INVOLVED, "Not involved"),
        (RECALLED, "No longer needed"),
    ]
    AWAITED = [REQUESTED, STARTED, SENT_BACK]
    KIND: ClassVar[str] = "agency_return"
    CLOSED: ClassVar[frozenset[str]] = frozenset({ACCEPTED, NOT_INVOLVED, RECALLED})

    STATUS: ClassVar[dict[str, Status]] = {
        REQUESTED: Status("Asked for", "yellow", "Your agency is asked to say what it knows, and what it learned."),
        STARTED: Status("Started", "blue", "Your agency has started its return."),
        SUBMITTED: Status("Sent", "green", "The support office has your return and will read it."),
        SENT_BACK: Status("Sent back", "yellow", "The support office asks for a change. Send the return again."),
        ACCEPTED: Status("Accepted", "green", "Your return was accepted. There is nothing more to do."),
        NOT_INVOLVED: Status("Not involved", "grey", "It is recorded that your agency was not involved."),
        RECALLED: Status("No longer needed", "grey", "The support office took its request back. You need not answer."),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="returns")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = state_field(REQUESTED, STATES)
    rapid_review = models.ForeignKey(
        RapidReview, null=True, blank=True, on_delete=models.PROTECT, related_name="returns"
    )
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.PROTECT, related_name="returns")
    asked_for = models.CharField(max_length=20, choices=AskedFor.choices, default=AskedFor.RETURN)
    request = SealedField(help_text="What the agency is asked, in the words of the support office.")
    concerning = SealedField(
        help_text='Of whom, in words, and which period: {"people": ["…"], "first": "2024-01-01", "last": null}.'
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="returns")
    due_on = models.DateField()
    # When this date was set: nobody is reminded of a moment that had passed before they could know of it.
    dated_at = models.DateTimeField(null=True, blank=True)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    change_asked = SealedField(help_text="What the support office asked to change, for the agency.")
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["rapid_review", "agency", "asked_for"], name="one_return_of_a_kind_and_rapid_review"
            ),
            models.UniqueConstraint(fields=["review", "agency", "asked_for"], name="one_return_of_a_kind_and_review"),
            models.CheckConstraint(
                condition=models.Q(rapid_review__isnull=False, review__isnull=True)
                | models.Q(rapid_review__isnull=True, review__isnull=False),
                name="a_return_is_asked_in_one_place",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="return_awaited_by_due")]

    def __str__(self) -> str:
        return f"{self.get_asked_for_display().lower()} of {self.agency}"

    def party_agency_ids(self) -> set[int]:
        return {self.agency_id}

    def is_late(self, on: date) -> bool:
        """Whether the return is still awaited after its day."""
        return self.state in self.AWAITED and on > self.due_on

    @property
    def about(self) -> list[tuple[str, str]]:
        """For whom and for which period it is asked, as labels and texts; empty where nothing was said."""
        return in_words(self.concerning)

    def _set_date(self, due_on: date | None, now: datetime) -> None:
        if due_on is not None:
            self.due_on, self.dated_at = due_on, now

    begin = opening("A return was asked for", reads="Your agency was asked for a return")

    start = bare_step(
        "Start the return",
        says="The agency started its return",
        reads="Your agency started its return",
        source=[REQUESTED, SENT_BACK],
        target=STARTED,
        roles=AGENCY_ROLES,
        duty="D30",
        system=True,
    )

    @step(
        "Send the return",
        says="The agency sent its return",
        reads="Your agency sent its return",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=SUBMITTED,
        roles=AGENCY_ROLES,
        form=forms.SubmitForm,
        duty="D30",
        page_handler="agency_return",
        turns=[Turn(Role.SUBMITTER, due="due_on")],
    )
    def submit(self, *, by: Actor, now: datetime, submission: Any) -> None:
        self.submission, self.submitted_at = submission, now

    note_arrival = bare_office_step(
        "Take down a return that came outside the portal",
        says="A return that came outside the portal was taken down",
        source=[REQUESTED, STARTED, SENT_BACK],
        form=arrivals.CameForm,
        duty="D30",
        hint="Say how and when it reached you. Then you fill in the form on behalf of the agency.",
        aside=True,
    )

    take_back_arrival = bare_office_step(
        "Take back what was taken down by mistake",
        says="A return was taken down by mistake",
        source=[REQUESTED, STARTED, SENT_BACK],
        form=arrivals.MistakenForm,
        guards=[guards.arrival_waits],
        duty="D30",
        hint="What you took down stays on record, marked as a mistake. The return is awaited as before.",
        aside=True,
        quiet=True,
    )

    @office_step(
        "Take back the return that was recorded by mistake",
        says="The return was recorded by mistake and is awaited again",
        reads="The support office had recorded a return of your agency by mistake. It is awaited again",
        source=[SUBMITTED, ACCEPTED],
        target=REQUESTED,
        form=forms.RecordedByMistakeForm,
        guards=[guards.recorded_by_office],
        duty="D30",
        hint="What was recorded stays on record, marked as a mistake. The agency is asked again.",
        aside=True,
        quiet=True,
    )
    def take_back_recorded(self, *, by: Actor, now: datetime, reason: str, due_on: date | None = None) -> None:
        self.submission = self.submitted_at = None
        self._set_date(due_on, now)

    @office_step(
        "Record the return on behalf of the agency",
        says="A return that came outside the portal was recorded on behalf of the agency",
        reads="The support office recorded the return that your agency sent outside the portal",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=SUBMITTED,
        form=forms.SubmitOnBehalfForm,
        guards=[guards.arrival_noted],
        duty="D30",
        page_handler="agency_return",
        quiet=True,
    )
    def submit_on_behalf(self, *, by: Actor, now: datetime, submission: Any, came_on: date, on_behalf: str) -> None:
        self.submission, self.submitted_at = submission, moment_of(came_on, now)

    @office_step(
        "Send the return back",
        says="The return was sent back to the agency",
        reads="The support office asked for a change",
        source=[SUBMITTED],
        target=SENT_BACK,
        form=forms.SendBackForm,
        duty="D30",
        aside=True,
    )
    def send_back(
        self, *, by: Actor, now: datetime, reason: str, due_on: date | None = None, files: Any = None
    ) -> None:
        self.change_asked = reason
        self._set_date(due_on, now)

    accept = bare_office_step(
        "Accept the return",
        says="The return was accepted",
        reads="The return was accepted",
        source=[SUBMITTED],
        target=ACCEPTED,
        duty="D30",
        turns=[Turn(Role.OFFICER)],
    )

    mark_not_involved = bare_step(
        "Record that the agency was not involved",
        says="It was recorded that the agency was not involved",
        reads="It was recorded that your agency was not involved",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=NOT_INVOLVED,
        roles=AGENCY_ROLES | {Role.OFFICER},
        form=forms.NotInvolvedForm,
        duty="D30",
        aside=True,
    )

    @office_step(
        "Remind the agency",
        adds=True,
        says="The agency was reminded of its return",
        reads="The support office sent a reminder",
        source=[REQUESTED, STARTED, SENT_BACK],
        duty="D30",
        guards=[guards.review_goes_on],
        system=True,
        aside=True,
    )
    def remind(self, *, by: Actor, now: datetime) -> None:
        self.reminded_at = now

    @office_step(
        "Tell the agency’s lead that it is late",
        adds=True,
        says="The agency’s lead was told that the return is late",
        reads="Your safeguarding lead was told that the return is late",
        source=[REQUESTED, STARTED, SENT_BACK],
        guards=[guards.past_its_day, guards.review_goes_on],
        duty="D30",
        hint="The agency, its safeguarding lead and the support office are told.",
        system=True,
        aside=True,
    )
    def escalate(self, *, by: Actor, now: datetime) -> None:
        self.reminded_at = self.escalated_at = now

    @office_step(
        "Change the date",
        says="The date of the return was changed",
        reads="The date was changed",
        source=[REQUESTED, STARTED, SENT_BACK],
        form=forms.ChangeDateForm,
        duty="D26 D30",
        hint="The agency is told. The earlier date stays in the timeline.",
        aside=True,
    )
    def change_date(self, *, by: Actor, now: datetime, due_on: date, reason: str, due_before: date) -> None:
        self._set_date(due_on, now)

    recall = bare_office_step(
        "Take the request back",
        says="The request for a return was taken back",
        reads="The support office took its request back",
        source=[REQUESTED, STARTED, SENT_BACK, SUBMITTED],
        target=RECALLED,
        form=forms.RecallForm,
        duty="D30",
        hint="The agency is told that it need not answer. Follows by itself when the review does not go on.",
        in_closed_case=True,
        system=True,
        aside=True,
    )

    @office_step(
        "Ask again",
        says="A return was asked for again",
        reads="Your agency was asked again",
        source=[RECALLED],
        target=REQUESTED,
        form=forms.AskAgainForm,
        duty="D30",
        aside=True,
    )
    def ask_again(self, *, by: Actor, now: datetime, due_on: date, reason: str) -> None:
        self._set_date(due_on, now)

    @office_step(
        "Reopen the return",
        says="The accepted return was reopened",
        reads="The support office reopened the return and asked for a change",
        source=[ACCEPTED],
        target=SENT_BACK,
        form=forms.SendBackForm,
        duty="D30",
        hint="What was accepted stays on record; the agency sends it again with the change.",
        aside=True,
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str, due_on: date | None = None, files: Any = None) -> None:
        self.change_asked = reason
        self._set_date(due_on, now)

    @step(
        "Record that the agency was involved after all",
        says="It was recorded that the agency was involved after all",
        reads="It was recorded that your agency was involved after all",
        source=[NOT_INVOLVED],
        target=REQUESTED,
        roles=AGENCY_ROLES | {Role.OFFICER},
        form=forms.InvolvedAfterAllForm,
        duty="D30",
        aside=True,
    )
    def find_involved(self, *, by: Actor, now: datetime, reason: str, due_on: date | None = None) -> None:
        self._set_date(due_on, now)
