"""Accepting an invitation: the link shows who invites to what and changes nothing; accepting makes the membership."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from portal.accounts.people import deciding, holding
from portal.accounts.people.invitation import Invitation, State, marks_of
from portal.accounts.people.inviting import MACHINE
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused, local_date
from workflow.parties.roles import Actor
from workflow.people.models import User

NOT_YET = "This invitation begins on a later day. Open the link again then."
CLOSED = "This account is closed. Ask whoever invited you."
TOO_LATE = "The last day of this role is over. Ask whoever invited you for a new invitation."
NO_LONGER_THEIRS = "Whoever invited you can no longer give this role. Ask somebody there for a new invitation."


@dataclass(frozen=True)
class Opened:
    """An invitation that its link opened, and the account of its address where there is one."""

    invitation: Invitation
    account: User | None


def open_link(secret: str, *, now: datetime) -> Opened | None:
    """What the link opens; None alike where it is unknown, used, withdrawn, replaced or too old."""
    found = Invitation.objects.select_related("partnership", "agency", "invited_by", "data_key")
    invitation = found.filter(secret__in=marks_of(secret)).first()
    if invitation is None or invitation.state(now) != State.SENT:
        return None
    return Opened(invitation, User.objects.filter(email__iexact=invitation.email).first())


def accept(
    secret: str, *, signed_in: User | None, first_name: str, last_name: str, password: str, now: datetime
) -> User:
    """Make the membership, and the account where there is none. Raises Refused.

    `signed_in` has to be the account of the address where there is one. `password` is set where one is given: on new
    accounts, and on those that had none and now need a second factor.
    """
    with transaction.atomic():
        # Under the lock: the same link opened twice makes one membership.
        list(Invitation.objects.select_for_update().filter(secret__in=marks_of(secret)))
        opened = open_link(secret, now=now)
        if opened is None:
            raise Refused("This link no longer works.", "stale")
        invitation, user = opened.invitation, opened.account
        if reason := why_not_accept(invitation, now):
            raise Refused(reason, "state")
        if user is not None and user != signed_in:
            raise Refused("Sign in with the account of this address first.", "role")
        if user is None:
            user = _account(invitation, first_name, last_name)
        if not user.is_active:
            raise Refused(CLOSED, "state")
        if password:
            user.set_password(password)
            user.save(update_fields=["password"])
        because = _because(invitation)
        holding.appoint(
            user, invitation.place, by=Actor(invitation.invited_by), now=now, until=invitation.last_day, because=because
        )
        invitation.accepted_by, invitation.accepted_at, invitation.secret = user, now, None
        invitation.save()
        _log(invitation, user, now)
    return user


def why_not_accept(invitation: Invitation, now: datetime) -> str:
    """Why this good link makes no membership, "" where it does: what it was sent for may have changed since."""
    today, agency = local_date(now), invitation.agency
    if invitation.begins(today) > today:
        return NOT_YET
    if invitation.last_day is not None and invitation.last_day < today:
        return TOO_LATE
    if agency is not None and not agency.allows_address(invitation.email):
        return f"{agency} no longer allows this address. Ask whoever invited you to use your work address there."
    alone = invitation.invited_by if not invitation.needs_approval else None
    if alone is not None and not deciding.may_appoint(Actor.of(alone), invitation.place):
        return NO_LONGER_THEIRS
    return ""


def _account(invitation: Invitation, first_name: str, last_name: str) -> User:
    """A new account; its address was shown to be the person's by the link that came to it."""
    user = User.objects.create_user(invitation.email, first_name=first_name, last_name=last_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _because(invitation: Invitation) -> dict[str, str]:
    said = {"invited_by": str(invitation.invited_by or "at the server")}
    if invitation.needs_approval:
        said["approved_by"] = str(invitation.answered_by or "at the server")
    return said


def _log(invitation: Invitation, user: Any, now: datetime) -> None:
    event = Event(
        data_key=invitation.data_key,
        kind=f"{MACHINE}.accept",
        machine=MACHINE,
        record_id=invitation.pk,
        actor=user,
        at=now,
    )
    log.append([event])
