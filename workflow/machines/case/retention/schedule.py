"""How long cases are kept after they were closed, what holds them longer, and what is left of those that were erased.

The source names no statutory period for these records [U]: each partnership sets its own, and while it has set none
its cases are kept. A legal hold wins over every period.
"""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.parties.party import Partnership

YEARS = [MinValueValidator(1, "Enter at least 1 year."), MaxValueValidator(100, "Enter at most 100 years.")]


class RetentionSchedule(models.Model):
    """The periods of one partnership, in years after a case was closed. Empty: these cases are kept."""

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="retention")
    with_review = models.PositiveSmallIntegerField(
        "years to keep a case with a review",
        null=True,
        blank=True,
        validators=YEARS,
        help_text="Counted from the day the case was closed. No statutory period is known for these records. "
        "Leave empty to keep them.",
    )
    without_review = models.PositiveSmallIntegerField(
        "years to keep a case without a review",
        null=True,
        blank=True,
        validators=YEARS,
        help_text="For referrals that were not accepted, and cases that ended with their rapid review. "
        "Leave empty to keep them.",
    )

    class Meta:
        ordering: ClassVar = ["partnership__name"]

    def __str__(self) -> str:
        return f"Retention of {self.partnership}"

    def years(self, *, with_review: bool) -> int | None:
        return self.with_review if with_review else self.without_review


class LegalHold(models.Model):
    """A reason in law to keep a case, whatever the period says, from the day it was placed until it is lifted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="legal_holds")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["placed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(lifted_at=None), name="one_legal_hold_a_case")
        ]

    def __str__(self) -> str:
        return f"legal hold on {self.case_id}"


class Tombstone(models.Model):
    """That a case was erased: reference, days and people, nothing of what it was about.

    What a restored backup brings back is erased again by it (`manage.py reapply_erasures`), so it names the key.
    """

    case = models.OneToOneField("workflow.Case", on_delete=models.PROTECT, related_name="tombstone")
    key_id = models.CharField(max_length=32, help_text="The data key that was destroyed.")
    reference = models.CharField(max_length=24, unique=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    erased_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["erased_at"]

    def __str__(self) -> str:
        return f"{self.reference}, erased"

    @property
    def entry(self) -> dict[str, Any]:
        """What the list of erasures outside the database keeps of it (workflow.machines.case.retention.erasure)."""
        return {
            "reference": self.reference,
            "case": str(self.case_id),
            "key": self.key_id,
            "opened_on": self.opened_on.isoformat(),
            "closed_on": self.closed_on.isoformat() if self.closed_on else None,
            "erased_at": self.erased_at.isoformat(),
            "proposed_by": self.proposed_by_id,
            "approved_by": self.approved_by_id,
        }
