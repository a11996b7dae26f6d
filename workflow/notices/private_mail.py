"""Mail that is about no case (of signing in, and to the public): sealed in an outbox of its own, sent by the worker.

No request waits for the mail server. A row is claimed by a conditional UPDATE that counts the attempt before the work
starts, and deleted once its mail went, was refused for good, or is too old to be of use: the text lies here for as
long as it must and no longer. Where the server is down the mail is tried again until then. Where it has the text and
never answers, the mail goes three times at most, always under the same Message-ID.
"""

import json
import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models
from django.db.models import F
from django_q.tasks import async_task

from forms.vault import VaultError, seal_text, unseal_text
from workflow.notices.delivery import ENDS_ROUND, Outcome, classify, send

log = logging.getLogger(__name__)

# Longer than the mail server's time-out: a claim that old belongs to a worker that is gone.
CLAIM_LASTS = timedelta(minutes=2)
ROUND_SECONDS = 20
LEFT_OPEN_LIMIT = 3
BACK_OFF_SECONDS = (5, 15, 30, 60)
JOB = "workflow.worker.jobs.send_private_mail"


class PrivateMail(models.Model):
    """One mail. `sealed` holds recipient, subject, body, headers and how often it was left open whether it was taken
    in; nothing else tells whom it is for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.TextField()
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"private mail {self.id}"

    @property
    def context(self) -> str:
        return f"workflow_privatemail:{self.id}:sealed"

    @property
    def message(self) -> EmailMessage:
        """Opened. Raises VaultError."""
        to, subject, body, own, _times = self._content
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{self.id}@{domain}>", **own}
        return EmailMessage(subject=subject, body=body, to=[to] if to.strip() else [], headers=headers)

    @property
    def _content(self) -> tuple[str, str, str, dict[str, str], int]:
        to, subject, body, *more = json.loads(unseal_text(self.sealed, self.context))
        return to, subject, body, more[0] if more else {}, more[1] if len(more) > 1 else 0

    def note_left_open(self) -> int:
        """Count, under seal, that nobody knows whether it was taken in. Returns how often that was."""
        *content, times = self._content
        self.sealed = seal_text(json.dumps([*content, times + 1]), self.context)
        return times + 1


def post(
    to: str,
    *,
    subject: str,
    body: str,
    lasts: timedelta,
    now: datetime,
    headers: Mapping[str, str] | None = None,
    wakes: bool = True,
) -> None:
    """Put a mail into the outbox, in the caller's transaction, and wake the worker: two rows, whoever it is for.

    `headers` beside the usual ones; `wakes`: not for many at once, which the sweep sends anyhow.
    """
    mail = PrivateMail(queued_at=now, not_before=now, expires_at=now + lasts)
    mail.sealed = seal_text(json.dumps([to, subject, body, dict(headers or {})]), mail.context)
    mail.save(force_insert=True)
    if wakes:
        async_task(JOB, save=False)


def send_waiting(now: datetime) -> int:
    """Send what waits, for about a minute at most. Returns how many went. Not inside a transaction."""
    PrivateMail.objects.filter(expires_at__lte=now).delete()
    sent, stop_at = 0, monotonic() + ROUND_SECONDS
    # A code of signing in lasts minutes: it does not wait behind a thousand mails that last for days.
    waiting = PrivateMail.objects.filter(not_before__lte=now).order_by("expires_at", "queued_at")
    for mail in waiting:
        if monotonic() >= stop_at:
            break
        outcome = _deliver(mail, now)
        sent += outcome is Outcome.SENT
        if outcome in ENDS_ROUND:
            break
    return sent


def _deliver(mail: PrivateMail, now: datetime) -> Outcome | None:
    unclaimed = PrivateMail.objects.filter(pk=mail.pk, attempts=mail.attempts, not_before__lte=now, expires_at__gt=now)
    if not unclaimed.update(attempts=F("attempts") + 1, not_before=now + CLAIM_LASTS):
        return None
    mine = PrivateMail.objects.filter(pk=mail.pk, attempts=mail.attempts + 1)
    outcome = _send(mail)
    if outcome is Outcome.LEFT_OPEN and mail.note_left_open() >= LEFT_OPEN_LIMIT:
        log.error("A mail was given up: the server took its text %d times and never answered.", LEFT_OPEN_LIMIT)
        mine.delete()
    elif outcome in (Outcome.SENT, Outcome.REFUSED):
        mine.delete()
    else:
        wait = BACK_OFF_SECONDS[min(mail.attempts, len(BACK_OFF_SECONDS) - 1)]
        mine.update(not_before=now + timedelta(seconds=wait), sealed=mail.sealed)
    return outcome


def _send(mail: PrivateMail) -> Outcome:
    try:
        message = mail.message
        message.connection = get_connection()
        send(message)
    except Exception as error:
        outcome = Outcome.REFUSED if isinstance(error, VaultError) else classify(error)
        told = log.error if outcome is Outcome.REFUSED else log.warning
        told("A mail of signing in was not sent (%s): %s", type(error).__name__, outcome.value)
        return outcome
    return Outcome.SENT
