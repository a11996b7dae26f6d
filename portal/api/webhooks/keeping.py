"""Webhooks set up, changed and taken away. Each of these stands in the log, with the host and never the secret."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from forms.vault import DataKey
from portal.api.programs.standing import stands_on
from portal.api.webhooks import addresses, signing
from portal.api.webhooks.hook import Webhook
from portal.api.webhooks.message import WebhookMessage
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.notices.wake import wake_once
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.person_file import PersonFile
from workflow.parties.roles import Actor, Role

MACHINE = "webhook"
WEBHOOK_ROLES = frozenset({Role.LEAD, Role.ADMINISTRATOR})
MOST = 10
# For so long the old secret signs too, after a new one was made.
BOTH_SECRETS = timedelta(days=1)


def memberships(by: Actor) -> list[Membership]:
    """The roles in which this person may set one up."""
    return [one for one in by.memberships if one.role in WEBHOOK_ROLES]


def places(by: Actor) -> dict[str, tuple[Membership, Agency | None, Partnership | None]]:
    """What they may set one up for: the agencies they lead, the partnerships they administer."""
    found: dict[str, tuple[Membership, Agency | None, Partnership | None]] = {}
    for one in memberships(by):
        if one.role == Role.LEAD:
            found[f"agency:{one.agency_id}"] = (one, one.agency, None)
        else:
            areas = [one.partnership] if one.partnership is not None else Partnership.objects.all()
            found |= {f"partnership:{area.pk}": (one, None, area) for area in areas}
    return found


def seen_by(by: Actor) -> "QuerySet[Webhook]":
    """Those of every agency that they lead and every partnership that they administer."""
    leads = [one.agency_id for one in by.memberships if one.role == Role.LEAD]
    held = [one for one in by.memberships if one.role == Role.ADMINISTRATOR]
    areas = Q(partnership__in=[one.partnership_id for one in held if one.partnership_id is not None])
    if any(one.partnership_id is None for one in held):
        areas = Q(partnership__isnull=False)
    found = Webhook.objects.filter(Q(agency__in=leads) | areas)
    return found.select_related("agency", "partnership", "membership__user", "data_key")


def telling(now: datetime) -> "QuerySet[Webhook]":
    """Those that are told something now."""
    return telling_on(localtime(now).date())


def telling_on(today: date) -> "QuerySet[Webhook]":
    """The same of a day."""
    return Webhook.objects.filter(stands_on(today), off="")


@transaction.atomic
def make(identifier: uuid.UUID, place: str, url: str, *, by: Actor, now: datetime) -> tuple[Webhook, str]:
    """The webhook, and its secret, which is shown once. Raises Refused, and addresses.Refused."""
    found = places(by).get(place)
    if found is None:
        raise Refused("You cannot set up a webhook for this.", "role")
    membership, agency, partnership = found
    Membership.objects.select_for_update().get(pk=membership.pk)
    if Webhook.objects.filter(agency=agency, partnership=partnership).count() >= MOST:
        raise Refused(f"There are {MOST} webhooks. Take one away that is not needed any more.", "guard")
    secret = signing.new_secret()
    made = Webhook(id=identifier, data_key=DataKey.objects.make(), membership=membership, made_at=now)
    made.agency, made.partnership, made.url, made.secret = agency, partnership, url, secret
    made.save(force_insert=True)
    write(made, "make", by=by, now=now)
    return made, secret


@transaction.atomic
def rotate(hook: Webhook, *, by: Actor, now: datetime) -> str:
    """A new secret, shown once. The one there was signs beside it for a day."""
    row = _locked(hook)
    secret = signing.new_secret()
    row.earlier_secret, row.earlier_until, row.secret = row.secret, now + BOTH_SECRETS, secret
    row.save(update_fields=["earlier_secret", "earlier_until", "secret"])
    write(row, "rotate", by=by, now=now)
    return secret


@transaction.atomic
def turn(hook: Webhook, *, on: bool, by: Actor, now: datetime) -> None:
    """Off: nothing more is queued or sent. On again: from now on, with what still waits."""
    row = _locked(hook)
    row.off, row.failing_since = ("" if on else Webhook.Off.BY_A_PERSON), None
    row.save(update_fields=["off", "failing_since"])
    write(row, "turn_on" if on else "turn_off", by=by, now=now)


@transaction.atomic
def remove(hook: Webhook, *, by: Actor, now: datetime) -> None:
    """With its messages and its key."""
    row = _locked(hook)
    write(row, "remove", by=by, now=now)
    key = row.data_key
    row.delete()
    key.delete()


@transaction.atomic
def send_again(message: WebhookMessage, *, by: Actor, now: datetime) -> bool:
    """Once more from the beginning, under the same identifier. Whether it was not on its way already."""
    at_rest = [WebhookMessage.State.DELIVERED, WebhookMessage.State.FAILED]
    again = {"state": WebhookMessage.State.QUEUED, "attempts": 0, "not_before": now, "claimed_at": None}
    if not WebhookMessage.objects.filter(pk=message.pk, state__in=at_rest).update(**again, queued_at=now):
        return False
    write(message.webhook, "send_again", by=by, now=now)
    wake_once()
    return True


def secrets_of(hook: Webhook, *, now: datetime) -> list[str]:
    """The secrets that sign now, the newest first."""
    both = hook.earlier_until is not None and hook.earlier_until > now
    return [str(hook.secret), *([str(hook.earlier_secret)] if both else [])]


def check_address(url: str) -> None:
    """Raises addresses.Refused."""
    addresses.target_of(url)


def host_of(hook: Webhook) -> str:
    return urlsplit(hook.url).hostname or ""


def write(hook: Webhook, kind: str, *, by: Actor, now: datetime) -> None:
    """Add to the chained log what was done with it, under the file of whoever set it up: its own key goes with it."""
    file = PersonFile.objects.of(hook.membership.user)
    event = Event(
        data_key=file.data_key, kind=f"{MACHINE}.{kind}", machine=MACHINE, record_id=hook.pk, actor=by.user, at=now
    )
    event.actor_role = hook.membership.role if by.user is not None else ""
    said: dict[str, Any] = {"host": host_of(hook), "of": hook.of_whom}
    event.data = said
    log.append([event])


def _locked(hook: Webhook) -> Webhook:
    return (
        Webhook.objects.select_for_update(of=("self",)).select_related("data_key", "membership__user").get(pk=hook.pk)
    )
