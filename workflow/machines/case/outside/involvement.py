"""The bodies of other areas that a case involves and that do not use this portal (D26): they are written to."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.parties.party import Agency


class InvolvedBody(models.Model):
    """A body that is involved in a case, and since when. Ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="bodies")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    gets_report = models.BooleanField(default=False, help_text="It gets the advance copy of the report.")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = SealedField(help_text="Why this body is involved.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "body"], condition=models.Q(until=None), name="a_body_is_involved_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} in {self.case_id}"
