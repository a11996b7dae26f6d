"""An agency's return: what one agency knows of the child and the family, asked for by a date (D30)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.declaring import step
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.models.party import Agency
from workflow.models.rapid_review import RapidReview
from workflow.roles import AGENCY_ROLES, Actor, Role
from workflow.steps import agency_return as forms


class AgencyReturn(Machine):
    """What one agency was asked in one rapid review."""

    REQUESTED, STARTED, SUBMITTED = "requested", "started", "submitted"
    SENT_BACK, ACCEPTED, NOT_INVOLVED = "sent_back", "accepted", "not_involved"
    STATES = [
        (REQUESTED, "Requested"),
        (STARTED, "Started"),
        (SUBMITTED, "Submitted"),
        (SENT_BACK, "Sent back"),
        (ACCEPTED, "Accepted"),
        (NOT_INVOLVED, "Not involved"),
    ]
    KIND: ClassVar[str] = "agency_return"
    CLOSED: ClassVar[frozenset[str]] = frozenset({ACCEPTED, NOT_INVOLVED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="returns")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=REQUESTED, protected=True, choices=STATES, db_index=True, editable=False)
    rapid_review = models.ForeignKey(RapidReview, on_delete=models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="returns")
    due_on = models.DateField()
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    change_asked = SealedField(help_text="What the support office asked to change, for the agency.")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["rapid_review", "agency"], name="one_return_an_agency_and_rapid_review")
        ]

    def __str__(self) -> str:
        return f"return of {self.agency}"

    def party_agency_ids(self) -> set[int]:
        return {self.agency_id}

    def is_late(self, on: date) -> bool:
        """Whether the return is still awaited after its day."""
        return self.state in {self.REQUESTED, self.STARTED, self.SENT_BACK} and on > self.due_on

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
    def send_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.change_asked = reason

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
        custom=step("Remind the agency", roles={Role.OFFICER}, duty="D30"),
    )
    def remind(self, *, by: Actor, now: datetime) -> None:
        self.reminded_at = now
