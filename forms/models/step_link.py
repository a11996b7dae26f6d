"""A link that opens one step of a draft to a colleague without an account; and who has a step open just now."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from forms.models.submission import Draft
from forms.vault import DataKey, SealedField


class StepLink(models.Model):
    """One link. What stands in it lies nowhere: the row knows it by its digest, and holds no answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="links")
    step = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    for_whom = SealedField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"link {self.id}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still opens its step."""
        return self.revoked_at is None and now < min(self.expires_at, self.draft.expires_at)


class DraftPresence(models.Model):
    """Where in a draft somebody was last, and when: of a colleague with a link, by the link."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(StepLink, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "user"], name="one_place_a_writer"),
            models.UniqueConstraint(fields=["draft", "link"], name="one_place_a_link"),
        ]

    def __str__(self) -> str:
        return f"presence in draft {self.draft_id}"
