"""Tokens made, found and revoked. Each of these stands in the log, with a token's name and scopes and never itself."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.api.programs.scopes import TOKEN_ROLES, offered
from portal.api.programs.token import ApiToken
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.parties.party import Membership
from workflow.parties.person_file import PersonFile
from workflow.parties.roles import Actor, Role

MACHINE = "api_token"
# By this beginning, programs that look for secrets in what is about to be published know it.
BEGINNING = "sfp_"
WRITTEN = re.compile(BEGINNING + r"[A-Za-z0-9_-]{43}")
LASTS = {30: "30 days", 90: "90 days", 180: "6 months", 365: "A year"}
# Enough for every system that an agency has, few enough to be looked through.
MOST = 20
# How exactly the time of the last use is kept: a row is not written for each request.
USED_EVERY = timedelta(minutes=1)


def memberships(by: Actor) -> list[Membership]:
    """The roles in which this person may make a token."""
    return [one for one in by.memberships if one.role in TOKEN_ROLES]


def seen_by(by: Actor) -> "QuerySet[ApiToken]":
    """Their own tokens, and those of every agency that they lead."""
    leads = [one.agency_id for one in by.memberships if one.role == Role.LEAD]
    found = ApiToken.objects.filter(Q(membership__user=by.user) | Q(membership__agency__in=leads))
    return found.select_related("membership__user", "membership__agency", "membership__partnership", "revoked_by")


@transaction.atomic
def make(
    membership: Membership,
    *,
    name: str,
    scopes: Sequence[str],
    days: int,
    by: Actor,
    now: datetime,
    identifier: uuid.UUID | None = None,
) -> tuple[ApiToken, str]:
    """The token's row, and the token, which is shown once and kept nowhere. Raises Refused."""
    if membership not in memberships(by) or not scopes or set(scopes) - set(offered(membership.role)):
        raise Refused("You cannot make a token like this in your role.", "role")
    if days not in LASTS:
        raise Refused("Choose how long the token is good for.", "data")
    # Two windows at once cannot make one too many.
    Membership.objects.select_for_update().get(pk=membership.pk)
    if ApiToken.objects.in_force(now).filter(membership=membership).count() >= MOST:
        raise Refused(f"{MOST} tokens are in force. Revoke one that is not used any more.", "guard")
    token = BEGINNING + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        id=identifier or uuid.uuid4(),
        name=name,
        membership=membership,
        scopes=[one for one in offered(membership.role) if one in scopes],
        digest=digest_of(token),
        ending=token[-4:],
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    write(made, "make", by=by, now=now)
    return made, token


@transaction.atomic
def revoke(token: ApiToken, *, by: Actor, now: datetime) -> bool:
    """It opens nothing from now on. Whether it did until now."""
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now, revoked_by=by.user):
        return False
    write(token, "revoke", by=by, now=now)
    return True


def found_by(token: str, *, now: datetime) -> ApiToken | None:
    """The token's row where it opens something now, with the membership that it stands on. One query."""
    if not WRITTEN.fullmatch(token):
        return None
    found = ApiToken.objects.in_force(now).filter(digest=digest_of(token))
    return found.select_related("membership__user", "membership__agency", "membership__partnership").first()


def actor_of(token: ApiToken) -> Actor:
    """Its maker, with the one membership that the token stands on."""
    membership = token.membership
    return Actor.remembered(membership.user, (membership,))


def note_use(token: ApiToken, *, now: datetime) -> None:
    if token.last_used_at is None or abs(now - token.last_used_at) >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def write(token: ApiToken, kind: str, *, by: Actor, now: datetime) -> None:
    """Add to the chained log what was done with it: by whom, and under whose file."""
    file = PersonFile.objects.of(token.membership.user)
    event = Event(
        data_key=file.data_key, kind=f"{MACHINE}.{kind}", machine=MACHINE, record_id=token.pk, actor=by.user, at=now
    )
    event.actor_role = token.membership.role if by.user_id() == token.membership.user_id else str(Role.LEAD)
    said: dict[str, Any] = {"name": token.name, "scopes": token.scopes, "until": token.expires_at.isoformat()}
    event.data = said
    log.append([event])
