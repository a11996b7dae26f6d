"""The audit of one rapid review: sampled, scored against the quality markers, reported to the strategic body (D19)."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.vault import DataKey, SealedField
from workflow.declaring import local_date, step
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.roles import Actor, Role
from workflow.steps import rapid_review_audit as forms


class RapidReviewAudit(Machine):
    """One sample of the periodic audit; scores and findings are sealed under the key of the case that was sampled."""

    SAMPLED, SCORED, REPORTED = "sampled", "scored", "reported"
    STATES = [(SAMPLED, "Sampled"), (SCORED, "Scored"), (REPORTED, "Reported")]
    KIND: ClassVar[str] = "rapid_review_audit"
    # An audit looks back and is done on cases long closed: none of its states keeps a case open.
    CLOSED: ClassVar[frozenset[str]] = frozenset({SAMPLED, SCORED, REPORTED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rapid_review_audits")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="audits")
    state = FSMField(default=SAMPLED, protected=True, choices=STATES, db_index=True, editable=False)
    scores = SealedField(help_text='By quality marker: {"analysis": "partly"}.')
    findings = SealedField()
    scored_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"audit, {self.case.reference}"

    @transition(
        field="state",
        source=[SAMPLED],
        target=SCORED,
        custom=step("Score the rapid review", roles={Role.OFFICER}, form=forms.ScoreForm, duty="D19"),
    )
    def score(self, *, by: Actor, now: datetime, findings: str, **scores: str) -> None:
        self.findings, self.scores, self.scored_on = findings, scores, local_date(now)

    @transition(
        field="state",
        source=[SCORED],
        target=REPORTED,
        custom=step("Report to the strategic body", roles={Role.OFFICER}, form=forms.ReportForm, duty="D19"),
    )
    def report(self, *, by: Actor, now: datetime, assurance: str) -> None:
        self.reported_on = local_date(now)
