"""Sending what waits for webhooks: each message until it is taken, or given up visibly. A step of the worker's sweep.

A message is claimed by a conditional UPDATE that counts the attempt before the work starts; a claim whose worker died
runs out. An answer of 2xx is taken; anything else, a redirect too, is tried again with growing pauses for three days.
An address that has failed for days is turned off, and whoever set it up is told by e-mail.
"""

import http.client
import json
import logging
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from portal.api.webhooks import addresses, keeping, posting, signing
from portal.api.webhooks.hook import Webhook
from portal.api.webhooks.message import WebhookMessage
from workflow.notices import private_mail
from workflow.parties.roles import Actor

log = logging.getLogger(__name__)

State = WebhookMessage.State
ROUND_SECONDS, BATCH = 30, 50
CLAIM_LASTS = timedelta(minutes=3)
KEEP_TRYING = timedelta(days=3)
BACK_OFF_MINUTES = (1, 5, 15, 60, 180, 360, 720)
KEPT_FOR = timedelta(days=30)
MAIL_LASTS = timedelta(days=7)
TAKEN = range(200, 300)
TOOK_BACK = 410


def deliver_due(now: datetime) -> int:
    """Send what is due, for half a minute at most. Returns how many were taken. Not inside a transaction."""
    lost = WebhookMessage.objects.filter(state=State.SENDING, claimed_at__lte=now - CLAIM_LASTS)
    lost.update(state=State.QUEUED, claimed_at=None)
    taken, stop_at, tried = 0, monotonic() + ROUND_SECONDS, set[UUID]()
    while monotonic() < stop_at:
        # An address that does not answer makes no other wait: it has its turn again with the next sweep.
        due = WebhookMessage.objects.filter(state=State.QUEUED, not_before__lte=now).exclude(webhook__in=tried)
        found = list(due.filter(webhook__in=keeping.telling(now)).order_by("not_before", "pk")[:BATCH])
        if not found:
            break
        for message in found:
            if monotonic() >= stop_at:
                break
            if message.webhook_id in tried:
                continue
            if _deliver(message, now):
                taken += 1
            else:
                tried.add(message.webhook_id)
    _turn_off_failing(now)
    return taken


def _deliver(message: WebhookMessage, now: datetime) -> bool:
    unclaimed = WebhookMessage.objects.filter(pk=message.pk, state=State.QUEUED)
    if not unclaimed.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return True
    message = WebhookMessage.objects.select_related("webhook__data_key").get(pk=message.pk)
    answered, error = _post(message, now)
    if answered in TAKEN:
        _note(message, State.DELIVERED, answered=answered, delivered_at=now, last_error="")
        Webhook.objects.filter(pk=message.webhook_id).exclude(failing_since=None).update(failing_since=None)
        return True
    wait = timedelta(minutes=BACK_OFF_MINUTES[min(message.attempts, len(BACK_OFF_MINUTES)) - 1])
    given_up = now + wait - message.queued_at > KEEP_TRYING
    state = State.FAILED if given_up else State.QUEUED
    _note(message, state, answered=answered, last_error=error, not_before=now + wait)
    Webhook.objects.filter(pk=message.webhook_id, failing_since=None).update(failing_since=now)
    return False


def _post(message: WebhookMessage, now: datetime) -> tuple[int | None, str]:
    """The status that was answered, or None and the kind of error."""
    hook = message.webhook
    body = json.dumps(message.body, separators=(",", ":")).encode()
    try:
        target = addresses.target_of(hook.url)
        headers = signing.headers(keeping.secrets_of(hook, now=now), str(message.pk), body, now=now)
        answered = posting.post(target, body, headers)
    except addresses.Refused:
        return None, "address refused"
    except (OSError, http.client.HTTPException) as error:
        return None, type(error).__name__
    return answered, "" if answered in TAKEN else "not taken"


def _note(message: WebhookMessage, state: str, **fields: object) -> None:
    WebhookMessage.objects.filter(pk=message.pk).update(state=state, claimed_at=None, **fields)


def _turn_off_failing(now: datetime) -> None:
    """Turn off what has failed for days, and tell whoever set it up."""
    failing = Webhook.objects.filter(off="", failing_since__lte=now - settings.WEBHOOK_OFF_AFTER)
    for hook in failing.select_related("membership__user", "agency", "partnership", "data_key"):
        with transaction.atomic():
            if not Webhook.objects.filter(pk=hook.pk, off="").update(off=Webhook.Off.FAILING):
                continue
            keeping.write(hook, "fail", by=Actor(None), now=now)
            address = settings.PORTAL_BASE_URL + reverse("programs:webhook", args=[hook.pk])
            context = {"hook": hook, "host": keeping.host_of(hook), "address": address}
            subject, _empty, text = render_to_string("portal/api/webhook_off.txt", context).strip().partition("\n")
            private_mail.post(
                hook.membership.user.email, subject=subject, body=text.strip() + "\n", lasts=MAIL_LASTS, now=now
            )
        log.warning("The webhook %s was turned off: its address has failed for days.", hook.pk)


def forget(now: datetime) -> int:
    """A step of the worker's sweep: take away messages that are older than a month. Returns how many."""
    over = WebhookMessage.objects.filter(queued_at__lt=now - KEPT_FOR).values_list("pk", flat=True)
    gone, _by_model = WebhookMessage.objects.filter(pk__in=list(over[:500])).delete()
    return gone
