"""A round of the periodic audit of rapid reviews (D19): a period, a sample that anybody can draw again, a report.

A round is no machine. A machine hangs on a case, whose row is its lock, whose partnership says who may act and whose
key seals what is typed; a round belongs to a partnership and touches many cases, and giving it a case that it is not
about would put it into that case's file. It has one door of its own, `workflow.machines.audit.rounds`, which does what
`perform()` does: locks the row, asks for role and state, writes the event into the same chain, queues the notices, all
in one transaction. What happens to a case (sampled, excluded, scored, reported) goes through `perform()`.
"""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.definition.dates import spoken_day
from forms.vault import DataKey, SealedField
from workflow.parties.party import Partnership


class OnlyByItsDoor(models.QuerySet[Any]):
    def update(self, **values: Any) -> int:
        if "state" in values:
            raise TypeError("The state of a round changes through workflow.machines.audit.rounds only.")
        return super().update(**values)


class AuditRound(models.Model):
    """One round. `population`: the references that could be drawn, frozen when the sample was."""

    PLANNED, SAMPLED, REPORTED = "planned", "sampled", "reported"
    STATES = [(PLANNED, "Planned"), (SAMPLED, "Sampled"), (REPORTED, "Reported")]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="audit_rounds")
    state = models.CharField(max_length=10, choices=STATES, default=PLANNED)
    first_day = models.DateField()
    last_day = models.DateField()
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=60)
    population = models.JSONField(default=list)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sampled_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    assurance = SealedField(help_text="What the strategic body is told.")

    objects: ClassVar[Any] = OnlyByItsDoor.as_manager()

    class Meta:
        ordering = ["-planned_at"]

    def __str__(self) -> str:
        return f"audit of {spoken_day(self.first_day)} to {spoken_day(self.last_day)}"


class AuditPrompt(models.Model):
    """That the office was told that a round is due: the row is what keeps it from being told twice."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "due_on"], name="one_prompt_a_due_round")]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.due_on}"
