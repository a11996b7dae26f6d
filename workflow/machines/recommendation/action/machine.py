"""What one agency is asked for under a recommendation, its evidence and the office's answer (D32, D44)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import Status, Turn, bare_step, local_date, office_step, opening, step
from workflow.machines.case.machine import Case
from workflow.machines.recommendation import questions as forms
from workflow.machines.recommendation.machine import Recommendation
from workflow.parties.party import Agency
from workflow.parties.roles import Actor, Role

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

    STATUS: ClassVar[dict[str, Status]] = {
        OPEN: Status("Open", "yellow", "Your agency is asked to act on this and to say what was done."),
        EVIDENCED: Status("Evidence given", "blue", "The support office looks at the evidence."),
        SENT_BACK: Status("Sent back", "yellow", "The support office asks for more. Give the evidence again."),
        ACCEPTED: Status("Evidence accepted", "green", "The evidence was accepted. There is nothing more to do."),
        LAPSED: Status("No longer asked", "grey", "Your agency is no longer asked to act on this."),
    }

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recommendation_actions")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="actions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="recommendation_actions")
    state = state_field(OPEN, STATES)
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

    begin = opening("An agency was asked to act on a recommendation", reads="Your agency was asked to act")

    @step(
        "Give evidence",
        says="An agency gave evidence for a recommendation",
        reads="Your agency gave evidence",
        source=[OPEN, SENT_BACK, EVIDENCED],
        target=EVIDENCED,
        roles=AGENCY,
        form=forms.EvidenceForm,
        duty="D44",
        turns=[Turn(Role.SUBMITTER, states=(OPEN, SENT_BACK), due="by_when")],
    )
    def add_evidence(self, *, by: Actor, now: datetime, evidence: str, changed: str) -> None:
        self.evidence, self.evidenced_on = {"evidence": evidence, "changed": changed}, local_date(now)

    @office_step(
        "Accept the evidence",
        says="An agency’s evidence was accepted",
        reads="The evidence was accepted",
        source=[EVIDENCED],
        target=ACCEPTED,
        form=forms.AcceptForm,
        duty="D44",
        turns=[Turn(Role.OFFICER)],
    )
    def accept(self, *, by: Actor, now: datetime, note: str) -> None:
        self.accepted_on, self.answer = local_date(now), None

    @office_step(
        "Send the evidence back",
        says="An agency’s evidence was sent back",
        reads="The support office asked for more",
        source=[EVIDENCED],
        target=SENT_BACK,
        form=forms.SendBackForm,
        duty="D44",
        aside=True,
    )
    def send_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    @office_step(
        "Change the date",
        says="An agency’s date for a recommendation was changed",
        reads="The date was changed",
        source=[OPEN, SENT_BACK, EVIDENCED],
        form=forms.ChangeDateForm,
        duty="D32 D44",
        aside=True,
    )
    def change_date(self, *, by: Actor, now: datetime, by_when: date, reason: str) -> None:
        self.by_when, self.answer = by_when, reason

    @office_step(
        "Remind the agency",
        adds=True,
        says="An agency was reminded of a recommendation",
        reads="The support office sent a reminder",
        source=[OPEN, SENT_BACK],
        duty="D44",
        aside=True,
    )
    def chase(self, *, by: Actor, now: datetime) -> None:
        self.chased_at = now

    @office_step(
        "No longer ask this agency",
        says="An agency is no longer asked to act on a recommendation",
        reads="Your agency is no longer asked",
        source=[OPEN, SENT_BACK, EVIDENCED],
        target=LAPSED,
        form=forms.WithdrawForm,
        duty="D44",
        aside=True,
    )
    def withdraw(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.answer = reason

    lapse = bare_step(
        "End the action",
        says="What an agency was asked ended with the recommendation",
        reads="The recommendation was closed",
        source=[OPEN, SENT_BACK, EVIDENCED],
        target=LAPSED,
        duty="D44",
        hint="Follows by itself when the recommendation is closed although this was not done.",
        system=True,
    )

    @office_step(
        "Ask the agency again",
        says="An agency was asked again to act on a recommendation",
        reads="Your agency was asked again",
        source=[ACCEPTED, LAPSED],
        target=OPEN,
        form=forms.ReopenForm,
        duty="D44",
        aside=True,
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
