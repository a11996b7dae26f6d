"""Every version of a report that the public could read: when, which text, why it changed, until when (edge case 11)."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models

from workflow.machines.publication.machine import Publication
from workflow.machines.review.record import person


class PublishedVersion(models.Model):
    """One text on the public site. It never changes but for the moment at which it went.

    `revision` is the text itself; it cannot be purged while this row stands. `digest` is its SHA-256.
    """

    class Shown(models.TextChoices):
        FULL = "full", "The full report"
        IMPROVEMENTS = "improvements", "The improvements only"
        ON_REQUEST = "on_request", "Title and summary, available on request"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    shown = models.CharField(max_length=12, choices=Shown.choices)
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)
    corrections = models.PositiveSmallIntegerField(default=0, help_text="How many notes of correction readers saw.")
    note = models.TextField(blank=True, help_text="What readers were told was corrected.")
    published_at = models.DateTimeField()
    published_by = person()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["publication", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["publication", "number"], name="one_published_version_a_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
