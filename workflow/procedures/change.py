"""Who did what to a version of the procedure: the record that keeps two people behind every published version."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from workflow.procedures.version import ProcedureVersion


class ProcedureChange(models.Model):
    """One thing that one person did to a version. Kept when a draft is deleted, with the draft's title."""

    class Kind(models.TextChoices):
        MADE = "made", "made the draft"
        IMPORTED = "imported", "imported the draft from a file"
        EDITED = "edited", "changed the draft"
        DELETED = "deleted", "deleted the draft"
        PUBLISHED = "published", "published the version"
        WITHDRAWN = "withdrawn", "withdrew the version before its date"

    # Who wrote in a version is not the one who publishes it.
    WRITING = (Kind.MADE, Kind.IMPORTED, Kind.EDITED)

    procedure = models.ForeignKey(ProcedureVersion, null=True, on_delete=models.SET_NULL, related_name="changes")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    part = models.CharField(max_length=160, blank=True, help_text="What of the version was changed, in words.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_kind_display()}"

    @classmethod
    def note(cls, procedure: ProcedureVersion, kind: str, *, by: Any, now: datetime, part: str = "") -> None:
        """Record it. `by` is a user, None for the program or a command."""
        cls.objects.create(procedure=procedure, title=procedure.title, kind=kind, part=part[:160], by=by, at=now)
