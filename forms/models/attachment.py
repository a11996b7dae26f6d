"""A file of a draft and then of its submission: sealed on disk, known here by what is needed to serve it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from forms.models.submission import Draft
from forms.vault import DataKey, SealedField


class ScanState(models.TextChoices):
    CLEAN = "clean", gettext_lazy("Checked for viruses")
    NOT_SCANNED = "not_scanned", gettext_lazy("Not checked for viruses")
    QUARANTINED = "quarantined", gettext_lazy("Waiting for its virus check")
    INFECTED = "infected", gettext_lazy("Contains a virus")


class SealedFile(models.Model):
    """What every kept file has in common. `stored_name` is random; the content lies encrypted in the storage
    "attachments", never at an address. `forms.uploads` alone writes and reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    filename = SealedField()
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes, before encryption.")
    state = models.CharField(max_length=12, choices=ScanState)
    stored_name = models.CharField(max_length=80, unique=True)
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["added_at"]

    @property
    def content_context(self) -> str:
        """The associated data of the encrypted content."""
        return f"{self._meta.db_table}:{self.pk}:content"

    @property
    def may_be_opened(self) -> bool:
        """What the scanner found clean; what no scanner saw where files are scanned elsewhere, or nothing is real."""
        return self.state == ScanState.CLEAN or (self.state == ScanState.NOT_SCANNED and settings.UNSCANNED_FILES_OPEN)

    @property
    def waits_for_scanner(self) -> bool:
        """Whether a check may still come: it was asked for, or there is somebody to ask now."""
        return self.state == ScanState.QUARANTINED or (
            self.state == ScanState.NOT_SCANNED and bool(settings.CLAMD_ADDRESS)
        )


class Attachment(SealedFile):
    """A file of a form: of its draft, then of what was sent."""

    # The submission made of the draft has the draft's identifier: the file follows without being touched.
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="attachments")
    question = models.CharField(max_length=60)

    class Meta(SealedFile.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"attachment {self.id}"
