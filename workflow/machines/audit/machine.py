"""The audit of one rapid review: sampled, scored by form against the quality markers, reported (D19)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import bare_office_step, local_date, office_step, opening, step
from workflow.machines.audit import guards
from workflow.machines.audit import questions as forms
from workflow.machines.audit.round import AuditRound
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor, Role


class RapidReviewAudit(Machine):
    """One sample of the periodic audit; scores and findings are sealed under the key of the case that was sampled."""

    SAMPLED, SCORED, REPORTED, EXCLUDED = "sampled", "scored", "reported", "excluded"
    STATES = [(SAMPLED, "Sampled"), (SCORED, "Scored"), (REPORTED, "Reported"), (EXCLUDED, "Left out")]
    KIND: ClassVar[str] = "rapid_review_audit"
    # An audit looks back and is done on cases long closed: none of its states keeps a case open.
    CLOSED: ClassVar[frozenset[str]] = frozenset({SAMPLED, SCORED, REPORTED, EXCLUDED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rapid_review_audits")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="audits")
    round = models.ForeignKey(AuditRound, null=True, blank=True, on_delete=models.PROTECT, related_name="audits")
    place = models.PositiveSmallIntegerField(default=0, help_text="Its place in the round’s drawing of lots.")
    state = state_field(SAMPLED, STATES)
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scores = SealedField(help_text='By quality marker: {"analysis": "partly"}.')
    findings = SealedField()
    scored_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"audit, {self.case.reference}"

    begin = opening("An audit of the rapid review began")

    @step(
        "Score the rapid review",
        says="The rapid review was scored",
        source=[SAMPLED, SCORED],
        target=SCORED,
        roles={Role.OFFICER, Role.AUDITOR},
        form=forms.ScoreForm,
        duty="D19",
        hint="Scored again, the later scores count; the earlier form stays.",
        page_handler="audit_rapid_review",
    )
    def score(
        self, *, by: Actor, now: datetime, submission: Any, scores: dict[str, Any], judged: dict[str, Any]
    ) -> None:
        self.submission, self.scores, self.findings = submission, scores, judged
        self.scored_on = local_date(now)

    exclude = bare_office_step(
        "Leave it out of the sample",
        says="The rapid review was left out of the sample of the audit",
        source=[SAMPLED],
        target=EXCLUDED,
        form=forms.ExcludeForm,
        duty="D19",
        hint="The next one in the round’s order takes its place.",
        aside=True,
    )

    @office_step(
        "Report to the strategic body",
        says="The audit was reported to the strategic body",
        source=[SCORED],
        target=REPORTED,
        form=forms.ReportForm,
        guards=[guards.reported_with_its_round],
        duty="D19",
        system=True,
    )
    def report(self, *, by: Actor, now: datetime, assurance: str) -> None:
        self.reported_on = local_date(now)
