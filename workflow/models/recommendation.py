"""One recommendation of a signed-off report: who answers for it, by when, and the evidence that it was done (D44)."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django_fsm import FSMField, transition

from workflow.declaring import local_date, step
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.models.party import Agency
from workflow.models.review import Review
from workflow.roles import Actor, Role
from workflow.steps import recommendation as forms


class Recommendation(Machine):
    """What, who and outcome are the report's words, made for publication. Evidence stands in the log, sealed."""

    OPEN, EVIDENCED, CLOSED_STATE = "open", "evidenced", "closed"
    STATES = [(OPEN, "Open"), (EVIDENCED, "Evidence given"), (CLOSED_STATE, "Closed")]
    KIND: ClassVar[str] = "recommendation"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CLOSED_STATE})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recommendations")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    state = FSMField(default=OPEN, protected=True, choices=STATES, db_index=True, editable=False)
    number = models.PositiveSmallIntegerField(help_text="Its place in the report.")
    what = models.TextField()
    who = models.TextField()
    outcome = models.TextField()
    by_when = models.DateField()
    owner = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations")
    evidenced_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["review", "number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_recommendation_a_number")]
        indexes = [models.Index(fields=["state", "by_when"])]

    def __str__(self) -> str:
        return f"recommendation {self.number}, {self.case.reference}"

    def party_agency_ids(self) -> set[int]:
        """The agency that answers for it, once there is one."""
        return {self.owner_id} if self.owner_id is not None else set()

    def is_overdue(self, today: date) -> bool:
        """Whether its date has passed without evidence."""
        return self.state == self.OPEN and today > self.by_when

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step("Assign to an agency", roles={Role.OFFICER}, form=forms.AssignForm, duty="D44"),
    )
    def assign(self, *, by: Actor, now: datetime, owner: Agency, by_when: date) -> None:
        self.owner, self.by_when = owner, by_when

    @transition(
        field="state",
        source=[OPEN, EVIDENCED],
        target=EVIDENCED,
        custom=step(
            "Give evidence",
            roles={Role.SUBMITTER, Role.LEAD, Role.OFFICER},
            form=forms.EvidenceForm,
            duty="D44",
        ),
    )
    def add_evidence(self, *, by: Actor, now: datetime, evidence: str) -> None:
        self.evidenced_on = local_date(now)

    @transition(
        field="state",
        source=[EVIDENCED],
        target=CLOSED_STATE,
        custom=step("Close the recommendation", roles={Role.OFFICER}, form=forms.CloseForm, duty="D44"),
    )
    def close(self, *, by: Actor, now: datetime, conclusion: str) -> None:
        """The conclusion stands in the log, sealed."""

    @transition(
        field="state",
        source=[EVIDENCED, CLOSED_STATE],
        target=OPEN,
        custom=step("Open it again", roles={Role.OFFICER}, form=forms.ReopenForm, duty="D44"),
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.evidenced_on = None
