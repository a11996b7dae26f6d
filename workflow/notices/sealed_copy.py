"""Copies of a report as it was on the day it went out, and who may open one: sealed, counted, revocable (D39 to D43).

The file lies encrypted under the case's key among the attachments. A recipient without an account opens it by a link
whose token is stored nowhere (its digest is), and a one-time code that goes to the address on record.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.definition.dates import spoken_day
from forms.vault import DataKey


class FrozenReport(models.Model):
    """One report, or its improvements only, frozen at the moment it was sent. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="frozen_reports")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    publication = models.ForeignKey("workflow.Publication", on_delete=models.PROTECT, related_name="frozen_reports")
    improvements_only = models.BooleanField(default=False)
    file_name = models.CharField(max_length=80, help_text="Neutral: it names neither case nor person.")
    size = models.PositiveIntegerField(help_text="Bytes, before encryption.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file before encryption.")
    stored_name = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.what} of {spoken_day(self.made_at)}"

    @property
    def what(self) -> str:
        return "improvements" if self.improvements_only else "report"

    @property
    def title(self) -> str:
        """ "Report of 2 March 2026"."""
        return f"{self.what.capitalize()} of {spoken_day(self.made_at)}"

    @property
    def content_context(self) -> str:
        """The associated data of the encrypted content."""
        return f"{self._meta.db_table}:{self.pk}:content"


class SealedCopy(models.Model):
    """One recipient's copy: of a frozen report, or, without one, of the letter of its first notice."""

    class Way(models.TextChoices):
        DOWNLOAD = "download", "Sealed download"
        ATTACHMENT = "attachment", "Attached to the e-mail"
        BY_HAND = "by_hand", "By hand"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="sealed_copies")
    report = models.ForeignKey(FrozenReport, null=True, on_delete=models.PROTECT, related_name="copies")
    recipient_name = models.CharField(max_length=160)
    recipient_email = models.EmailField(blank=True)
    way = models.CharField(max_length=10, choices=Way.choices)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    # Which link is good: a new one makes the one before useless.
    link_number = models.PositiveSmallIntegerField(default=1)
    link_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the token; empty without a link.")
    code_number = models.PositiveIntegerField(default=0)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    wrong_codes = models.PositiveSmallIntegerField(default=0, help_text="Since the link was made.")
    opened_at = models.DateTimeField(null=True, help_text="The first time: the proof that it arrived.")
    openings = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    MOST_WRONG_CODES = 20

    class Meta:
        ordering = ["made_at", "recipient_name"]
        verbose_name_plural = "sealed copies"
        constraints = [
            models.UniqueConstraint(
                fields=["link_digest"], condition=~models.Q(link_digest=""), name="one_sealed_copy_a_link"
            )
        ]

    def __str__(self) -> str:
        return f"copy for {self.recipient_name}"

    @property
    def is_download(self) -> bool:
        return self.way == self.Way.DOWNLOAD

    @property
    def is_locked(self) -> bool:
        return self.wrong_codes >= self.MOST_WRONG_CODES

    def is_over(self, now: datetime) -> bool:
        return self.expires_at is not None and now >= self.expires_at

    def can_be_opened(self, now: datetime) -> bool:
        """Whether its link still leads anywhere."""
        return self.is_download and self.revoked_at is None and not self.is_over(now) and not self.is_locked

    def status(self, now: datetime) -> str:
        """Where it stands, in words."""
        if self.revoked_at is not None:
            return "Revoked"
        if not self.is_download:
            return str(self.get_way_display())
        if self.is_locked:
            return "Locked after too many wrong codes"
        if self.is_over(now):
            return "Expired"
        return "Opened" if self.openings else "Not opened yet"

    @property
    def letter(self) -> Any:
        """The frozen letter it is a copy of, where there is no report: one query."""
        first = self.notices.exclude(letter=None).select_related("case__data_key").first()
        return first.letter if first is not None else None
