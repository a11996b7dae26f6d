"""Sending the outbox: each notice once, or visibly not.

A notice is claimed by a conditional UPDATE that counts the attempt before the work starts, sent under the Message-ID
that it got when it was queued, and marked as sent. What can go wrong:

- The mail server is down, slow or drops the connection: the notice waits and is tried again for three days from its
  first attempt; this round ends.
- It drops the connection, or falls silent, when it has the text: it may have taken the mail in. The notice goes again
  under the same Message-ID, and has failed when that happened three times.
- The server says "not now" to one notice: it waits, the others go on.
- The server refuses one notice for good, or there is no address: it failed, and is shown to staff.
- The sealed copy was taken back while its mail was leaving: it is set aside, as if it had not been on its way.
- The worker dies in the middle: the claim runs out and the notice goes out again under the same Message-ID; after
  three such deaths it is set aside, since it may be what kills the worker.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from enum import Enum
from time import monotonic
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet

from workflow.engine.settling import settle
from workflow.notices.going import record_what_went
from workflow.notices.mail_server import LeftOpen
from workflow.notices.notice import Notice
from workflow.notices.sealed.freezing import content_of
from workflow.notices.sealed.links import completed
from workflow.notices.sealed_copy import SealedCopy

log = logging.getLogger(__name__)

BATCH = 50
# A round ends well before the job's own time limit would end it, even when its last mail takes all of its time.
ROUND_SECONDS = 20
# Much longer than a mail may take: a claim that old belongs to a worker that is gone.
CLAIM_LASTS = timedelta(minutes=3)
# Of one notice: deaths of its worker and answers that never came, together. So often at most it goes.
BROKEN_OFF_LIMIT = 3
KEEP_TRYING = timedelta(days=3)
BACK_OFF_MINUTES = (1, 2, 5, 10, 20, 30)


class Outcome(Enum):
    SENT = "sent"
    NOT_NOW = "not now"
    SERVER_DOWN = "server down"
    LEFT_OPEN = "taken in or not"
    REFUSED = "refused"


# What is wrong with the server and not with this mail: the round ends.
ENDS_ROUND = (Outcome.SERVER_DOWN, Outcome.LEFT_OPEN)


class NoAddress(Exception):
    """There is nobody to send it to."""


def deliver_due(now: datetime) -> int:
    """Send what is due, for about a minute at most. Returns how many were sent. Not inside a transaction."""
    recover_broken_off(now)
    sent = _send_due(now)
    # Clocks start with what really went, and not with what was asked for (D8, D39).
    record_what_went(now)
    return sent


def _send_due(now: datetime) -> int:
    sent, stop_at = 0, monotonic() + ROUND_SECONDS
    while monotonic() < stop_at:
        due = list(_due(now)[:BATCH])
        if not due:
            break
        for notice in due:
            outcome = _deliver(notice, now)
            sent += outcome is Outcome.SENT
            if outcome in ENDS_ROUND or monotonic() >= stop_at:
                return sent
    return sent


def _due(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(state=Notice.State.QUEUED, not_before__lte=now).order_by("not_before")


def recover_broken_off(now: datetime) -> None:
    """Take back claims whose worker died: to be tried again, or set aside after the third time."""
    # A claim that runs longer than one can was made before the machine's clock was set back.
    over = Q(not_before__lte=now) | Q(not_before__gt=now + 2 * CLAIM_LASTS)
    lost = Notice.objects.filter(over, state=Notice.State.SENDING)
    if given_up := dict(lost.filter(broken_off__gte=BROKEN_OFF_LIMIT - 1).values_list("pk", "case")):
        parked = lost.filter(pk__in=given_up)
        parked.update(state=Notice.State.PARKED, broken_off=F("broken_off") + 1, last_error="BrokenOff")
        settle(given_up.values(), now)
    lost.update(state=Notice.State.QUEUED, broken_off=F("broken_off") + 1, not_before=now)


def _deliver(notice: Notice, now: datetime) -> Outcome | None:
    if not _claim(notice, now):
        return None
    try:
        _send(notice)
    except Exception as error:
        outcome = classify(error)
        _put_back(notice, outcome, error, now)
        return outcome
    _claimed(notice).update(state=Notice.State.SENT, sent_at=now, last_error="")
    return Outcome.SENT


def _claim(notice: Notice, now: datetime) -> bool:
    unclaimed = Notice.objects.filter(pk=notice.pk, state=Notice.State.QUEUED, attempts=notice.attempts)
    # `claimed_at` is that of the first attempt, from which the three days count; `not_before` when this one runs out.
    notice.claimed_at = notice.claimed_at if notice.attempts and notice.claimed_at else now
    claimed = unclaimed.update(
        state=Notice.State.SENDING,
        attempts=F("attempts") + 1,
        claimed_at=notice.claimed_at,
        not_before=now + CLAIM_LASTS,
    )
    notice.attempts += 1
    return bool(claimed)


def _claimed(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=notice.pk, state=Notice.State.SENDING, attempts=notice.attempts)


def _send(notice: Notice) -> None:
    if not notice.recipient_email.strip():
        raise NoAddress
    # One connection a notice: what one recipient's server does cannot spoil the next notice.
    message = EmailMessage(
        subject=notice.subject,
        body=notice.body,
        to=[notice.recipient_email],
        headers={"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    if notice.calendar:
        message.attach("meeting.ics", notice.calendar, "text/calendar")
    if notice.sealed_copy_id is not None:
        enclose(message, notice, notice.sealed_copy_id)
    send(message)


def send(message: EmailMessage) -> None:
    """Raises NoAddress where Django sends nothing and says nothing: there is no recipient."""
    if not message.send():
        raise NoAddress


class CopyRevoked(Exception):
    """The sealed copy that this notice would carry was taken back meanwhile."""


def enclose(message: EmailMessage, notice: Notice, copy_id: UUID) -> None:
    """Put the link, the code or the report into the mail while it leaves: the outbox holds none of them."""
    copy = SealedCopy.objects.select_related("report__data_key").get(pk=copy_id)
    if copy.revoked_at is not None:
        raise CopyRevoked
    message.body = completed(notice.body, copy)
    if notice.channel == Notice.Channel.ATTACHED and copy.report is not None:
        message.attach(copy.report.file_name, content_of(copy.report), "application/pdf")


def classify(error: Exception) -> Outcome:
    """What an error in sending means for this notice and for the round."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Outcome.REFUSED if all(code >= 500 for code in codes) else Outcome.NOT_NOW
    if isinstance(error, smtplib.SMTPDataError):
        return Outcome.REFUSED if error.smtp_code >= 500 else Outcome.NOT_NOW
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome.REFUSED
    if isinstance(error, LeftOpen):
        return Outcome.LEFT_OPEN
    if isinstance(error, OSError):
        # Every other SMTP error is about the server or our account there (SMTPException is an OSError), as are time-
        # outs.
        return Outcome.SERVER_DOWN
    return Outcome.REFUSED


def _put_back(notice: Notice, outcome: Outcome, error: Exception, now: datetime) -> None:
    kind = type(error).__name__
    if isinstance(error, CopyRevoked):
        # As if it had been taken back a moment earlier: no address is wrong, and to send it again would be in vain.
        _claimed(notice).update(state=Notice.State.SET_ASIDE, last_error=kind)
        return
    log.warning("Notice %s was not sent (%s, attempt %d): %s", notice.pk, kind, notice.attempts, outcome.value)
    broken_off = notice.broken_off + (outcome is Outcome.LEFT_OPEN)
    first_tried = notice.claimed_at or now
    if outcome is Outcome.REFUSED or broken_off >= BROKEN_OFF_LIMIT or now - first_tried > KEEP_TRYING:
        _claimed(notice).update(state=Notice.State.FAILED, last_error=kind, broken_off=broken_off)
        settle([notice.case_id], now)
        return
    minutes = BACK_OFF_MINUTES[min(notice.attempts, len(BACK_OFF_MINUTES)) - 1]
    again_at = now + timedelta(minutes=minutes)
    _claimed(notice).update(state=Notice.State.QUEUED, last_error=kind, broken_off=broken_off, not_before=again_at)
