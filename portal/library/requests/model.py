"""Somebody asked for a report. What they wrote lies sealed, and goes when its time is over."""

import json
import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from forms.reading.sent import SentForm, opened
from forms.vault import seal_text, unseal_text


class ReportRequest(models.Model):
    """One request. What was asked lies in `submission`, as every form's answers do; `answer` is the office's words.

    A request from before the form was an editor's has no submission: `asked` holds its address, name and answers.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for an answer"
        SENT = "sent", "Sent"
        DECLINED = "declined", "Not sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey("workflow.Partnership", on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey("portal.ReviewReportPage", on_delete=models.CASCADE, related_name="requests")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    submission = models.OneToOneField(
        "forms.Submission", null=True, blank=True, on_delete=models.PROTECT, related_name="report_request"
    )
    sealed_asked = models.TextField(blank=True)
    sealed_answer = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["partnership", "state", "asked_at"], name="requests_of_an_office")
        ]

    def __str__(self) -> str:
        return f"report request {self.id}"

    def _context(self, field: str) -> str:
        return f"portal_reportrequest:{self.id}:{field}"

    @property
    def asked(self) -> dict[str, Any]:
        """`{"email", "name", "answers": [[question, answer], …]}`, where there is no submission. Raises VaultError."""
        found: dict[str, Any] = json.loads(unseal_text(self.sealed_asked, self._context("asked")))
        return found

    @asked.setter
    def asked(self, told: dict[str, Any]) -> None:
        self.sealed_asked = seal_text(json.dumps(told), self._context("asked"))

    @cached_property
    def sent(self) -> SentForm | None:
        """What was sent, under the questions as they were asked; None of a request without a submission."""
        return opened(self.submission) if self.submission is not None else None

    @property
    def answer(self) -> str:
        """The office's words, "" before there are any. Raises VaultError."""
        return unseal_text(self.sealed_answer, self._context("answer")) if self.sealed_answer else ""

    @answer.setter
    def answer(self, words: str) -> None:
        self.sealed_answer = seal_text(words, self._context("answer")) if words else ""
