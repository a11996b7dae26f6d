"""What one agency is asked for under a recommendation, its evidence and the office's answer (D32, D44)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.vault import DataKey, SealedField
from workflow.declaring import local_date, step
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.models.party import Agency
from workflow.models.recommendation import Recommendation
from workflow.roles import Actor, Role
from workflow.steps import recommendation as forms

AGENCY = frozenset({Role.SUBMITTER, Role.LEAD, Role.OFFICER})


class RecommendationAction(Machine):
    """One agency's part. What is asked, the evidence and every reason are sealed under the case's key."""

    OPEN, EVIDENCED, ACCEPTED, SENT_BACK, LAPSED = "open", "evidenced", "accepted", "sent_back", "lapsed"
    STATES = [
        (OPEN, "Open"),
        (EVIDENCED, "Evidence given"),
        (ACCEPTED, "Evidence accepted"),
        (SENT_BACK, "Sent back"),
        (LAPSED, "No longer asked"),
    ]
    AWAITED: ClassVar[list[str]] = [OPEN, SENT_BACK]
    KIND: ClassVar[str] = "recommendation_action"
    CLOSED: ClassVar[frozenset[str]] = frozenset({ACCEPTED, LAPSED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recommendation_actions")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="actions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="recommendation_actions")
    state = FSMField(default=OPEN, protected=True, choices=STATES, db_index=True, editable=False)
    asked = SealedField(help_text="What is asked of this agency; empty where it is the recommendation's own words.")
    by_when = models.DateField()
    evidence = SealedField(help_text='{"evidence": "…", "changed": "…"}')
    answer = SealedField(help_text="What the office said last: why it was sent back, withdrawn or given another date.")
    evidenced_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "action on a recommendation"
        verbose_name_plural = "actions on recommendations"
        ordering = ["recommendation", "created_at"]
        indexes = [models.Index(fields=["state", "by_when"])]

    def __str__(self) -> str:
        return f"{self.agency}: recommendation {self.recommendation.number}, {self.case.reference}"

    def party_agency_ids(self) -> set[int]:
        """The agency that answers for it."""
        return {self.agency_id}

    def is_overdue(self, today: date) -> bool:
        """Whether its date has passed without evidence."""
        return self.state in self.AWAITED and today > self.by_when

    @transition(
        field="state",
        source=[OPEN, SENT_BACK, EVIDENCED],
        target=EVIDENCED,
        custom=step("Give evidence", roles=AGENCY, form=forms.EvidenceForm, duty="D44"),
    )
    def add_evidence(self, *, by: Actor, now: datetime, evidence: str, changed: str) -> None:
        self.evidence, self.evidenced_on = {"evidence": evidence, "changed": changed}, local_date(now)

    @transition(
        field="state",
        source=[EVIDENCED],
        target=ACCEPTED,
        custom=step("Accept the evidence", roles={Role.OFFICER}, form=forms.AcceptForm, duty="D44"),
    )
    def accept(self, *, by: Actor, now: datetime, note: str) -> None:
        self.accepted_on, self.answer = local_date(now), None

    @transition(
        field="state",
        source=[EVIDENCED],
        target=SENT_BACK,
        custom=step("Send the evidence back", roles={Role.OFFICER}, form=forms.SendBackForm, duty="D44"),
    )
    def send_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    @transition(
        field="state",
        source=[OPEN, SENT_BACK, EVIDENCED],
        target=None,
        custom=step("Change the date", roles={Role.OFFICER}, form=forms.ChangeDateForm, duty="D32 D44"),
    )
    def change_date(self, *, by: Actor, now: datetime, by_when: date, reason: str) -> None:
        self.by_when, self.answer = by_when, reason

    @transition(
        field="state",
        source=[OPEN, SENT_BACK],
        target=None,
        custom=step("Remind the agency", roles={Role.OFFICER}, duty="D44"),
    )
    def chase(self, *, by: Actor, now: datetime) -> None:
        self.chased_at = now

    @transition(
        field="state",
        source=[OPEN, SENT_BACK, EVIDENCED],
        target=LAPSED,
        custom=step("No longer ask this agency", roles={Role.OFFICER}, form=forms.WithdrawForm, duty="D44"),
    )
    def withdraw(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    @transition(
        field="state",
        source=[OPEN, SENT_BACK, EVIDENCED],
        target=LAPSED,
        custom=step(
            "End the action",
            duty="D44",
            hint="Follows by itself when the recommendation is closed although this was not done.",
            system=True,
        ),
    )
    def lapse(self, *, by: Actor, now: datetime) -> None:
        """The reason stands with the closing of the recommendation."""

    @transition(
        field="state",
        source=[ACCEPTED, LAPSED],
        target=OPEN,
        custom=step("Ask the agency again", roles={Role.OFFICER}, form=forms.ReopenForm, duty="D44"),
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer, self.evidenced_on, self.accepted_on = reason, None, None


class ActionReminder(models.Model):
    """That an agency was reminded of an action, at this many days from its date: none twice."""

    action = models.ForeignKey(RecommendationAction, on_delete=models.CASCADE, related_name="reminders")
    by_when = models.DateField()
    offset = models.SmallIntegerField()
    queued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["action", "by_when", "offset"], name="one_reminder_of_an_action")
        ]

    def __str__(self) -> str:
        return f"{self.by_when} {self.offset:+d}"
