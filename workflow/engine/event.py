"""The log: every transition and every reading of a case file, in one chain that shows tampering.

Rows are only ever added. Triggers on both databases, laid by the first migration, refuse UPDATE and DELETE; each row
carries the digest of the one before and a signature made with a key that the database does not hold, and so does the
head (ADR 0015). What is beside the rows (anchors, breaks, alarms) stands in log_records.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField


class Event(models.Model):
    """One thing that happened. `data` (what a person typed with it) is sealed under the case's key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.PositiveBigIntegerField(unique=True)
    case = models.ForeignKey("workflow.Case", null=True, on_delete=models.PROTECT, related_name="events")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80, help_text='Machine and transition, "referral.accept"; or "case.read".')
    machine = models.CharField(max_length=30, blank=True)
    record_id = models.UUIDField(null=True)
    from_state = models.CharField(max_length=50, blank=True)
    to_state = models.CharField(max_length=50, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_role = models.CharField(max_length=1, blank=True)
    at = models.DateTimeField()
    data = SealedField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    # Empty on rows older than the signatures: an anchor vouches for those.
    key_id = models.CharField(max_length=40, blank=True)
    signature = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["case", "position"]),
            models.Index(fields=["machine", "record_id", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"

    @property
    def content(self) -> dict[str, Any]:
        """What the chain's digest covers, in plain types."""
        sealed = self.__dict__.get("data")
        return {
            "id": str(self.id),
            "position": self.position,
            "case": str(self.case_id or ""),
            "data_key": self.data_key_id or "",
            "kind": self.kind,
            "machine": self.machine,
            "record": str(self.record_id or ""),
            "from": self.from_state,
            "to": self.to_state,
            "actor": self.actor_id,
            "role": self.actor_role,
            "at": self.at.timestamp(),
            "data": bytes(sealed).hex() if sealed is not None else "",
            "previous": self.previous,
        }


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an event is added."""

    position = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=40, blank=True)
    signature = models.CharField(max_length=64, blank=True)
    # When it was last sent to another place, which says nothing of the chain.
    mailed_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:12]}"
