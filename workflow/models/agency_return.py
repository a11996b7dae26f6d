"""An agency's return: what one agency knows of the child and the family, asked for by a date (D26, D30).

Asked within a rapid review or within a review, of agencies of the partnership and of those of areas that are involved.
What is asked may be a whole return, a chronology or an individual management review; each is a record of its own.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.declaring import step
from workflow.guards import agency_return as guards
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.models.party import Agency
from workflow.models.rapid_review import RapidReview
from workflow.models.review import Review
from workflow.roles import AGENCY_ROLES, Actor, Role
from workflow.steps import agency_return as forms


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

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="returns")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=REQUESTED, protected=True, choices=STATES, db_index=True, editable=False)
    rapid_review = models.ForeignKey(
        RapidReview, null=True, blank=True, on_delete=models.PROTECT, related_name="returns"
    )
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.PROTECT, related_name="returns")
    asked_for = models.CharField(max_length=20, choices=AskedFor.choices, default=AskedFor.RETURN)
    request = SealedField(help_text="What the agency is asked, in the words of the support office.")
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

    def _set_date(self, due_on: date | None, now: datetime) -> None:
        if due_on is not None:
            self.due_on, self.dated_at = due_on, now

    @transition(
        field="state",
        source=[REQUESTED, SENT_BACK],
        target=STARTED,
        custom=step("Start the return", roles=AGENCY_ROLES, duty="D30", system=True),
    )
    def start(self, *, by: Actor, now: datetime) -> None:
        """The agency works on it; nothing to keep."""

    @transition(
        field="state",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=SUBMITTED,
        custom=step(
            "Send the return", roles=AGENCY_ROLES, form=forms.SubmitForm, duty="D30", page_handler="agency_return"
        ),
    )
    def submit(self, *, by: Actor, now: datetime, submission: Any) -> None:
        self.submission, self.submitted_at = submission, now

    @transition(
        field="state",
        source=[SUBMITTED],
        target=SENT_BACK,
        custom=step("Send the return back", roles={Role.OFFICER}, form=forms.SendBackForm, duty="D30"),
    )
    def send_back(self, *, by: Actor, now: datetime, reason: str, due_on: date | None = None) -> None:
        self.change_asked = reason
        self._set_date(due_on, now)

    @transition(
        field="state",
        source=[SUBMITTED],
        target=ACCEPTED,
        custom=step("Accept the return", roles={Role.OFFICER}, duty="D30"),
    )
    def accept(self, *, by: Actor, now: datetime) -> None:
        """The return joins the rapid review; nothing to keep."""

    @transition(
        field="state",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=NOT_INVOLVED,
        custom=step(
            "Record that the agency was not involved",
            roles=AGENCY_ROLES | {Role.OFFICER},
            form=forms.NotInvolvedForm,
            duty="D30",
        ),
    )
    def mark_not_involved(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The reason stands in the log, sealed."""

    @transition(
        field="state",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=None,
        custom=step("Remind the agency", roles={Role.OFFICER}, duty="D30", system=True),
    )
    def remind(self, *, by: Actor, now: datetime) -> None:
        self.reminded_at = now

    @transition(
        field="state",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=None,
        custom=step(
            "Tell the agency’s lead that it is late",
            roles={Role.OFFICER},
            guards=[guards.past_its_day],
            duty="D30",
            hint="The agency, its safeguarding lead and the support office are told.",
            system=True,
        ),
    )
    def escalate(self, *, by: Actor, now: datetime) -> None:
        self.reminded_at = self.escalated_at = now

    @transition(
        field="state",
        source=[REQUESTED, STARTED, SENT_BACK],
        target=None,
        custom=step(
            "Change the date",
            roles={Role.OFFICER},
            form=forms.ChangeDateForm,
            duty="D26 D30",
            hint="The agency is told. The earlier date stays in the timeline.",
        ),
    )
    def change_date(self, *, by: Actor, now: datetime, due_on: date, reason: str, due_before: date) -> None:
        self._set_date(due_on, now)

    @transition(
        field="state",
        source=[REQUESTED, STARTED, SENT_BACK, SUBMITTED],
        target=RECALLED,
        custom=step(
            "Take the request back",
            roles={Role.OFFICER},
            form=forms.RecallForm,
            duty="D30",
            hint="The agency is told that it need not answer.",
        ),
    )
    def recall(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The reason stands in the log, sealed."""

    @transition(
        field="state",
        source=[RECALLED],
        target=REQUESTED,
        custom=step("Ask again", roles={Role.OFFICER}, form=forms.AskAgainForm, duty="D30"),
    )
    def ask_again(self, *, by: Actor, now: datetime, due_on: date, reason: str) -> None:
        self._set_date(due_on, now)

    @transition(
        field="state",
        source=[ACCEPTED],
        target=SENT_BACK,
        custom=step(
            "Reopen the return",
            roles={Role.OFFICER},
            form=forms.SendBackForm,
            duty="D30",
            hint="What was accepted stays on record; the agency sends it again with the change.",
        ),
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str, due_on: date | None = None) -> None:
        self.change_asked = reason
        self._set_date(due_on, now)

    @transition(
        field="state",
        source=[NOT_INVOLVED],
        target=REQUESTED,
        custom=step(
            "Record that the agency was involved after all",
            roles=AGENCY_ROLES | {Role.OFFICER},
            form=forms.InvolvedAfterAllForm,
            duty="D30",
        ),
    )
    def find_involved(self, *, by: Actor, now: datetime, reason: str, due_on: date | None = None) -> None:
        self._set_date(due_on, now)
