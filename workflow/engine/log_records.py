"""What stands beside the rows of the log: anchors that vouch for them, breaks that were acknowledged, alarms.

None of it makes a row genuine that is not: who deletes an anchor or a break leaves the log with more faults, not fewer.
"""

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from django.db import models


class AuditAnchor(models.Model):
    """A signature over every row up to one, made after they were looked at: `digest` is log_checking's `running`.

    It vouches for rows without a signature and for those signed with a key that is no longer set. Only ever added.
    """

    class Why(models.TextChoices):
        SIGNED_SINCE = "signed_since", "Rows are signed from here on"
        KEY_CHANGED = "key_changed", "The key was changed"

    position = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    why = models.CharField(max_length=20, choices=Why.choices)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=40)
    signature = models.CharField(max_length=64)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"anchor at {self.position}"


class AuditBreak(models.Model):
    """Faults of the record that a person has acknowledged, with the reason. They are named in every check for ever.

    Its identifier is made of its content and stands in the signed row `log.break` at `position`, so that no word of
    it can be changed. Only ever added.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    position = models.PositiveBigIntegerField(help_text="The row of the log that acknowledges it.")
    at = models.DateTimeField()
    by = models.CharField(max_length=200, help_text="Who acknowledged it, in words.")
    reason = models.TextField()
    faults = models.JSONField(help_text='[{"kind", "first", "last", "words", "mark"}], see log_checking.Fault.')

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"break acknowledged at {self.position}"

    @property
    def content_id(self) -> UUID:
        """The identifier that this content has."""
        content: dict[str, Any] = {
            "position": self.position,
            "at": self.at.timestamp(),
            "by": self.by,
            "reason": self.reason,
            "faults": self.faults,
        }
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return UUID(hashlib.sha256(canonical.encode()).hexdigest()[:32])


class AuditAlarm(models.Model):
    """Something was found that must not be: shown to staff until an administrator has ended it at the server."""

    reason = models.TextField(help_text="In words, without a fact about any case.")
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["found_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reason"], condition=models.Q(ended_at=None), name="one_open_alarm_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"alarm of {self.found_at:%Y-%m-%d %H:%M}"
