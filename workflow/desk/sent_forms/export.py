"""That the sent forms of a partnership left the portal as a file: who took them, which, how many and why."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.parties.party import Partnership


class Export(models.Model):
    """One file that somebody took. Never changed. The log points here and holds the same, sealed, in its chain."""

    class Kind(models.TextChoices):
        CSV = "csv", "CSV, one table for any program"
        XLSX = "xlsx", "Excel workbook, a sheet for each table"
        JSON = "json", "JSON, for programs"
        PDF = "pdf", "PDF, to print"
        ZIP = "zip", "ZIP, every file that was sent"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="exports")
    # The form whose submissions were taken, or the case whose merged chronology or files were.
    page = models.ForeignKey("forms.FormPage", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("workflow.Case", null=True, on_delete=models.PROTECT, related_name="exports")
    kind = models.CharField("format", max_length=4, choices=Kind.choices)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    number = models.PositiveIntegerField(help_text="How many submissions, events of a chronology, or files.")
    reason = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"export {self.id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once only: it says what was taken."""
        if not self._state.adding:
            raise TypeError("What was exported stays on record as it was.")
        super().save(*args, **kwargs)
