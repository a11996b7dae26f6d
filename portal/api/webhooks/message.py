"""The outbox of webhooks: each message a row before it is sent, and afterwards what became of it."""

import uuid
from typing import Any, ClassVar

from django.db import models

from portal.api.webhooks.hook import Webhook


class WebhookMessage(models.Model):
    """One message to one webhook. `body` holds identifiers and states alone; the row's id is the `webhook-id`."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Not delivered"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    # Counted before the work, so that an attempt that kills its worker counts too.
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    answered = models.PositiveSmallIntegerField(null=True, help_text="The HTTP status of the last answer.")
    last_error = models.CharField(max_length=80, blank=True, help_text="The kind of error, never its text.")
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[Any]] = ["-queued_at", "pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["state", "not_before"], name="webhook_message_due"),
            models.Index(fields=["webhook", "queued_at"], name="messages_of_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
