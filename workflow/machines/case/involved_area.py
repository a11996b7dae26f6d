"""The other areas of a case (D26): one partnership leads it, others read along."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.parties.party import Partnership


class InvolvedArea(models.Model):
    """A partnership that reads a case led by another, and since when. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="areas")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = SealedField(help_text="Why this area is involved.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "partnership"], condition=models.Q(until=None), name="an_area_is_involved_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partnership} in {self.case_id}"
