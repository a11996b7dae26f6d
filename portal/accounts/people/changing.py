"""Changes of an account that take two people: another e-mail address, a new second step where the old one is lost.

Each could make one person another. So nobody does it alone, the person is told when it is proposed and when it is done
(at the old address and the new), and it stands in the chained log.
"""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from portal.accounts.people import deciding
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.holding import write
from portal.accounts.people.invitation import LINK_LIVES, mark_of, marks_of
from portal.accounts.people.inviting import ANSWERED, NOT_FOR_YOURSELF, NOT_YOURS_TO_APPROVE
from portal.accounts.people.telling import tell
from portal.accounts.sessions.model import end_sessions
from workflow.engine.step import Refused, local_date
from workflow.parties.party import Membership
from workflow.parties.roles import Actor
from workflow.people.models import User

NOT_YOURS_TO_CHANGE = "This person’s account is not yours to change. Ask an administrator."
OWN_CHANGE = "You cannot approve what you proposed yourself. Ask a colleague."
TAKEN = "Another account has this address."
PROPOSER_GONE = "Whoever proposed this can no longer do so. Decline it; somebody else can propose it anew."
WAITS = "Such a change waits for approval already. Look under “Waiting for approval”."


def running(user: User, now: datetime) -> list[Membership]:
    """The roles that the person holds today."""
    found = Membership.objects.filter(user=user, ended_at=None).select_related("partnership", "agency")
    return [one for one in found if one.until is None or one.until >= local_date(now)]


def why_not_propose(actor: Actor, user: User, now: datetime) -> str:
    if actor.user == user:
        return NOT_FOR_YOURSELF
    return "" if deciding.may_change(actor, running(user, now)) else NOT_YOURS_TO_CHANGE


def propose(
    user: User, kind: AccountChange.Kind, *, reason: str, new_email: str = "", by: Actor, now: datetime
) -> AccountChange:
    """The first of the two. Raises Refused."""
    if refusal := why_not_propose(by, user, now):
        raise Refused(refusal, "role")
    if kind == AccountChange.Kind.ADDRESS:
        _look_at_address(user, new_email, now)
    change = AccountChange(
        user=user,
        kind=kind,
        new_email=new_email.lower(),
        reason=reason,
        proposed_by=by.user,
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            change.save(force_insert=True)
            write(user, f"propose_{kind}", by=by, now=now, reason=reason, new_address=change.new_email)
            tell(user.email, "change_proposed", change=change)
    except IntegrityError as error:
        raise Refused(WAITS, "stale") from error
    return change


def why_not_approve(actor: Actor, change: AccountChange, now: datetime) -> str:
    """Why the person is not the second for this change, "" when they are."""
    if actor.user is None:
        return NOT_YOURS_TO_APPROVE
    if change.proposed_by_id == actor.user.pk:
        return OWN_CHANGE
    if change.user_id == actor.user.pk:
        return NOT_FOR_YOURSELF
    may = deciding.may_approve_change(actor, running(change.user, now), Actor.of(change.proposed_by))
    return "" if may else NOT_YOURS_TO_APPROVE


def approve(change: AccountChange, *, by: Actor, now: datetime, on_server: bool = False) -> AccountChange:
    """The second person says yes, and it is done. Raises Refused."""
    with transaction.atomic():
        locked = _waiting(change, by=by, now=now, on_server=on_server)
        if why_not_propose(Actor.of(locked.proposed_by), locked.user, now):
            raise Refused(PROPOSER_GONE, "state")
        locked.answered_by, locked.answered_at = by.user, now
        if locked.kind == AccountChange.Kind.ADDRESS:
            _change_address(locked, now)
        else:
            _forget_second_factor(locked, now)
        locked.save()
        end_sessions(locked.user)
        how = "at the server" if on_server else ""
        said = {"proposed_by": str(locked.proposed_by), "how": how}
        if locked.kind == AccountChange.Kind.ADDRESS:
            said["address"] = locked.new_email
        write(locked.user, f"approve_{locked.kind}", by=by, now=now, **said)
    return locked


def decline(change: AccountChange, *, by: Actor, now: datetime, reason: str, on_server: bool = False) -> None:
    """The second person says no. Raises Refused."""
    with transaction.atomic():
        locked = _waiting(change, by=by, now=now, on_server=on_server)
        locked.answered_by, locked.answered_at, locked.declined_because = by.user, now, reason
        locked.save()
        write(locked.user, f"decline_{locked.kind}", by=by, now=now, reason=reason)
        what = f"{locked.get_kind_display().lower()} for {locked.user}"
        tell(locked.proposed_by.email, "declined", what=what, reason=reason)


def open_reset(secret: str, *, now: datetime) -> AccountChange | None:
    """The approved reset that this link belongs to; None alike where it is unknown, used or too old."""
    found = AccountChange.objects.filter(secret__in=marks_of(secret), used_at=None, expires_at__gt=now)
    return found.select_related("user").first()


def must_use_link(user: User) -> bool:
    """Whether a second step was taken away by two people and none is set up since: then the password alone, which
    may be known to others, does not suffice to set one up.
    """
    return _resets(user).exists()


def use_link(user: User, now: datetime) -> None:
    """The person has set up the new second step: the link has done its work."""
    _resets(user).update(used_at=now, secret=None)


def _resets(user: User) -> "QuerySet[AccountChange]":
    approved = AccountChange.objects.filter(user=user, answered_at__isnull=False, declined_because="", used_at=None)
    return approved.exclude(kind=AccountChange.Kind.ADDRESS)


def _waiting(change: AccountChange, *, by: Actor, now: datetime, on_server: bool) -> AccountChange:
    found = AccountChange.objects.select_for_update(of=("self",)).select_related("user", "proposed_by")
    locked = found.get(pk=change.pk)
    if locked.answered_at is not None:
        raise Refused(ANSWERED, "stale")
    if not on_server and (reason := why_not_approve(by, locked, now)):
        raise Refused(reason, "role")
    return locked


def _look_at_address(user: User, email: str, now: datetime) -> None:
    words = ""
    if User.objects.filter(email__iexact=email).exists():
        words = TAKEN
    for one in running(user, now):
        if one.agency is not None and not one.agency.allows_address(email):
            words = f"{one.agency} allows addresses at {', '.join(one.agency.domains)} only."
    if words:
        raise Refused(words, "data", {"email": [words]})


def _change_address(change: AccountChange, now: datetime) -> None:
    user, old = change.user, change.user.email
    _look_at_address(user, change.new_email, now)
    user.email = change.new_email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=change.new_email, verified=True, primary=True)
    for address in (old, change.new_email):
        tell(address, "address_changed", change=change, old=old)


def _forget_second_factor(change: AccountChange, now: datetime) -> None:
    Authenticator.objects.filter(user=change.user).delete()
    # A link to reset the password that was asked for before goes by this: it opens nothing any more.
    change.user.last_login = now
    change.user.save(update_fields=["last_login"])
    # Of several links only the newest opens anything.
    _resets(change.user).update(secret=None)
    secret = secrets.token_urlsafe(32)
    change.secret, change.expires_at = mark_of(secret), now + LINK_LIVES
    link = settings.PORTAL_BASE_URL + reverse("join_again", args=[secret])
    tell(change.user.email, "second_step_reset", change=change, link=link)
