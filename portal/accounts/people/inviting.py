"""Invitations: made, approved by a second person, sent, sent again, withdrawn.

What a link is good for is decided when it is made (deciding); the secret in it stands in the mail alone.
"""

import secrets
from datetime import date, datetime
from typing import Any, NoReturn
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from forms.vault import DataKey
from portal.accounts.people import deciding
from portal.accounts.people.holding import AN_ADMINISTRATOR, HOLDS_IT, role_of
from portal.accounts.people.invitation import Invitation, State, mark_of, open_invitations
from portal.accounts.people.place import Place
from portal.accounts.people.telling import tell
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused, local_date
from workflow.parties.party import Membership
from workflow.parties.roles import Actor, Role
from workflow.people.models import User

MACHINE = "invitation"
NOBODY = Actor(None)
NOT_YOURS_TO_GIVE = "You cannot invite anybody to this role there."
NOT_YOURS_TO_APPROVE = "Another person has to approve this, and it is not yours to approve."
OWN_APPROVAL = "You cannot approve your own invitation. Ask a colleague."
NOT_FOR_YOURSELF = "You cannot give a role to yourself, and nobody approves what is for them. Ask a colleague."
ANSWERED = "Somebody else has answered this meanwhile. Look at it again."
OVER = "This invitation is no longer open."
PROPOSER_GONE = "Whoever proposed this can no longer give this role. Decline it; somebody else can propose it anew."


def invite(
    place: Place,
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    by: Actor,
    now: datetime,
) -> Invitation:
    """Invite somebody. The link goes out at once, or when a second person has approved. Raises Refused."""
    if not deciding.may_appoint(by, place):
        raise Refused(NOT_YOURS_TO_GIVE, "role")
    if by.user is not None and email.lower() == by.user.email.lower():
        raise Refused(NOT_FOR_YOURSELF, "guard", {"email": [NOT_FOR_YOURSELF]})
    waits = deciding.needs_second(by, place)
    return _invite(
        place,
        email=email.lower(),
        names=(first_name.strip(), last_name.strip()),
        days=(first_day, last_day),
        waits=waits,
        by=by,
        now=now,
    )


def invite_first_administrator(*, email: str, name: str, now: datetime) -> Invitation:
    """The portal's first administrator, invited from the server's command line while nobody could approve.

    The invitation's `link` is set on what is returned and stored nowhere. Where an open invitation to that address is
    there, it gets a new link. Raises Refused where the portal has an administrator.
    """
    held = Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at=None)
    if held.exists():
        raise Refused("This portal has an administrator, who invites others on the page “People”.", "state")
    first, _space, last = name.strip().partition(" ")
    with transaction.atomic():
        known = open_invitations().filter(email=email.lower(), role=Role.ADMINISTRATOR).first()
        if known is not None:
            return send_again(known, by=NOBODY, now=now)
        return _invite(
            Place(Role.ADMINISTRATOR),
            email=email.lower(),
            names=(first, last),
            days=(None, None),
            waits=False,
            by=NOBODY,
            now=now,
        )


def propose_from_server(place: Place, *, email: str, name: str, now: datetime) -> Invitation:
    """An invitation that the operator proposes from the server's command line; a person approves it. Raises Refused."""
    first, _space, last = name.strip().partition(" ")
    return _invite(place, email=email.lower(), names=(first, last), days=(None, None), waits=True, by=NOBODY, now=now)


def _invite(
    place: Place,
    *,
    email: str,
    names: tuple[str, str],
    days: tuple[date | None, date | None],
    waits: bool,
    by: Actor,
    now: datetime,
) -> Invitation:
    _look_at_address(place, email)
    if Membership.objects.filter(user__email=email, ended_at=None, **place.fields).exists():
        _refuse_address(HOLDS_IT)
    known = User.objects.filter(email__iexact=email).first()
    if known is not None and deciding.clashes(known, place):
        _refuse_address(AN_ADMINISTRATOR)
    with transaction.atomic():
        if open_invitations().select_for_update().filter(email=email, **place.fields).exists():
            asked = "Somebody has invited this address to this role already. Look under “Invitations”."
            raise Refused(asked, "data", {"email": [asked]})
        made = Invitation(
            data_key=DataKey.objects.make(),
            email=email,
            first_name=names[0],
            last_name=names[1],
            first_day=days[0],
            last_day=days[1],
            invited_by=by.user,
            invited_at=now,
            needs_approval=waits,
            **place.fields,
        )
        made.save(force_insert=True)
        _log(made, "invite", by=by, now=now, email=email, name=made.name, **place.logged)
        if waits:
            _tell_if_known(made)
        else:
            _send(made, now)
    return made


def approve(invitation: Invitation, *, by: Actor, now: datetime, on_server: bool = False) -> Invitation:
    """The second person says yes, and the link goes out. Raises Refused."""
    with transaction.atomic():
        locked = _waiting(invitation, by=by, on_server=on_server)
        proposer = locked.invited_by
        if proposer is not None and not deciding.may_appoint(Actor.of(proposer), locked.place):
            raise Refused(PROPOSER_GONE, "state")
        locked.answered_by, locked.answered_at = by.user, now
        _log(locked, "approve", by=by, now=now, how="at the server" if on_server else "")
        _send(locked, now)
    return locked


def decline(invitation: Invitation, *, by: Actor, now: datetime, reason: str, on_server: bool = False) -> None:
    """The second person says no. Raises Refused."""
    with transaction.atomic():
        locked = _waiting(invitation, by=by, on_server=on_server)
        locked.answered_by, locked.answered_at, locked.declined_because = by.user, now, reason
        locked.save()
        _log(locked, "decline", by=by, now=now, reason=reason)
        if locked.invited_by is not None:
            tell(locked.invited_by.email, "declined", what=f"the invitation of {locked.email}", reason=reason)


def send_again(invitation: Invitation, *, by: Actor, now: datetime) -> Invitation:
    """A new link; the old one opens nothing any more. Raises Refused."""
    with transaction.atomic():
        locked = _locked(invitation)
        if locked.state(now) not in (State.SENT, State.EXPIRED):
            raise Refused(OVER, "state")
        _look_at_address(locked.place, locked.email)
        _log(locked, "send_again", by=by, now=now)
        _send(locked, now)
    return locked


def withdraw(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Nobody can accept it any more. Raises Refused."""
    with transaction.atomic():
        locked = _locked(invitation)
        if not locked.is_open(now):
            raise Refused(OVER, "state")
        locked.withdrawn_by, locked.withdrawn_at, locked.secret = by.user, now, None
        locked.save()
        _log(locked, "withdraw", by=by, now=now)


def may_handle(actor: Actor, invitation: Invitation) -> bool:
    """Whether the person sends it again or withdraws it: whoever could have made it."""
    return deciding.may_appoint(actor, invitation.place)


def why_not_approve(actor: Actor, invitation: Invitation) -> str:
    """Why the person is not the second for this invitation, "" when they are."""
    if actor.user is None:
        return NOT_YOURS_TO_APPROVE
    if invitation.invited_by_id == actor.user.pk:
        return OWN_APPROVAL
    if invitation.email == actor.user.email.lower():
        return NOT_FOR_YOURSELF
    may = deciding.may_approve(actor, invitation.place, Actor.of(invitation.invited_by))
    return "" if may else NOT_YOURS_TO_APPROVE


def _waiting(invitation: Invitation, *, by: Actor, on_server: bool) -> Invitation:
    locked = _locked(invitation)
    if not locked.needs_approval or locked.answered_at is not None or locked.withdrawn_at is not None:
        raise Refused(ANSWERED, "stale")
    if not on_server and (reason := why_not_approve(by, locked)):
        raise Refused(reason, "role")
    return locked


def _locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",))
    found = found.select_related("partnership", "agency", "invited_by", "data_key")
    return found.get(pk=invitation.pk)


def _send(invitation: Invitation, now: datetime) -> None:
    """Make the link and mail it; what is stored tells only whether a link is the one."""
    secret = secrets.token_urlsafe(32)
    invitation.secret = mark_of(secret)
    invitation.sent_at, invitation.expires_at = now, invitation.expiry(now)
    invitation.times_sent += 1
    invitation.save()
    invitation.link = link = settings.PORTAL_BASE_URL + reverse("join", args=[secret])
    begins = invitation.first_day if invitation.begins(local_date(now)) > local_date(now) else None
    tell(invitation.email, "invitation", invitation=invitation, link=link, begins=begins)


def _tell_if_known(invitation: Invitation) -> None:
    """Somebody who has an account learns of every role that is proposed for them."""
    if User.objects.filter(email=invitation.email).exists():
        tell(invitation.email, "proposed", invitation=invitation)


def _look_at_address(place: Place, email: str) -> None:
    """Raises Refused where the agency does not allow addresses of that domain."""
    if place.agency is None or place.agency.allows_address(email):
        return
    allowed = ", ".join(place.agency.domains)
    _refuse_address(f"{place.agency} allows addresses at {allowed} only. Use the person’s work address there.")


def _refuse_address(words: str) -> NoReturn:
    raise Refused(words, "data", {"email": [words]})


def _log(invitation: Invitation, kind: str, *, by: Actor, now: datetime, **said: Any) -> None:
    event = Event(
        data_key=invitation.data_key,
        kind=f"{MACHINE}.{kind}",
        machine=MACHINE,
        record_id=invitation.pk,
        actor=by.user,
        actor_role=role_of(by),
        at=now,
    )
    event.data = said
    log.append([event])


def find(actor: Actor, identifier: UUID) -> Invitation | None:
    """The invitation, where the person sees it."""
    found = Invitation.objects.filter(deciding.places_of(actor), pk=identifier)
    return found.select_related("partnership", "agency", "invited_by", "data_key").first()
