"""The one door for memberships: given, ended, their last day set. Nothing else in the portal writes one.

Each is one transaction: the row, which is the person's place in the CMS group as well, the chained log, and the end of
their sessions where they have to sign in anew. The mail that tells them goes out after the commit.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.cms_groups import ensure_groups
from portal.accounts.people import deciding
from portal.accounts.people.leaving import leave_cases, leave_tasks
from portal.accounts.people.place import Place
from portal.accounts.people.telling import tell
from portal.accounts.sessions.model import end_sessions
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.settling import settle
from workflow.engine.step import Refused, local_date
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.parties.party import Membership
from workflow.parties.person_file import PersonFile
from workflow.parties.roles import AGENCY_ROLES, Actor, Role
from workflow.people.models import User

MACHINE = "person"
LAST_ADMINISTRATOR = (
    "This is the last administrator without a last day. Without one nobody could give roles. Invite another first."
)
HOLDS_IT = "This person holds this role there already."
ENDED_ALREADY = "This role has ended already."
AN_ADMINISTRATOR = (
    "Nobody is an administrator and works on cases or for an agency as well. Invite somebody else, or end the other "
    "role first."
)


def appoint(
    user: User,
    place: Place,
    *,
    by: Actor,
    now: datetime,
    until: date | None = None,
    since: datetime | None = None,
    because: Mapping[str, str] | None = None,
) -> Membership:
    """Give the person the role there. `because` is kept with it in the log: the invitation, who approved.

    Whether it may be given was decided before (deciding, inviting). Raises Refused where the person holds it.
    """
    membership = Membership(user=user, since=since or now, until=until, **place.fields)
    membership.clean()
    try:
        with transaction.atomic():
            # Under the lock: of two roles that are accepted at once, the second sees the first.
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            if deciding.clashes(user, place):
                raise Refused(AN_ADMINISTRATOR, "guard")
            if place.role not in AGENCY_ROLES:
                # The first in a role finds its CMS group made.
                ensure_groups(place.partnership)
            membership.save()
            _settle_cases(membership, now)
            if place.role not in AGENCY_ROLES:
                # From now on a second factor is needed, and it has to be asked for.
                end_sessions(user)
            said = {**place.logged, **_last_day(until), **_identified(membership), **(because or {})}
            write(user, "appoint", by=by, now=now, address=user.email, **said)
    except IntegrityError as error:
        raise Refused(HOLDS_IT, "data") from error
    return membership


def end(membership: Membership, *, by: Actor, now: datetime, reason: str) -> None:
    """End the role at once: no right, no CMS group and no session is left of it. Raises Refused."""
    with transaction.atomic():
        held = _locked(membership)
        _keep_an_administrator(held)
        held.ended_at = now
        held.save()
        _settle_cases(held, now)
        end_sessions(held.user)
        leave_cases(held, now=now)
        leave_tasks(held, now=now)
        place = Place.of(held)
        write(held.user, "end", by=by, now=now, **place.logged, membership=held.pk, reason=reason)
        tell(held.user.email, "ended", place=place)
    membership.ended_at, membership.cms_group_id = held.ended_at, None


def end_all(user: User, memberships: Iterable[Membership], *, by: Actor, now: datetime, reason: str) -> None:
    """The person has left: end these roles, all or none. Raises Refused."""
    with transaction.atomic():
        for membership in memberships:
            end(membership, by=by, now=now, reason=reason)


def set_last_day(membership: Membership, day: date | None, *, by: Actor, now: datetime) -> None:
    """Plan when the role ends, or that it does not. Raises Refused."""
    if day is not None and day < local_date(now):
        raise Refused("The last day must be today or in the future.", "data", {"day": ["Enter today or a later day."]})
    with transaction.atomic():
        held = _locked(membership)
        if day is not None:
            _keep_an_administrator(held)
        held.until = day
        held.save()
        place = Place.of(held)
        write(held.user, "set_last_day", by=by, now=now, **place.logged, **_last_day(day), membership=held.pk)
        tell(held.user.email, "last_day", place=place, day=day)
    membership.until = day


def end_past(now: datetime) -> int:
    """A step of the worker's sweep: end what is past its last day. Returns how many."""
    over = Membership.objects.filter(ended_at=None, until__lt=local_date(now)).order_by("pk")
    ended = 0
    for membership in over:
        try:
            end(membership, by=Actor(None), now=now, reason="The last day is over.")
        except Refused:
            # Another ended it just now.
            continue
        ended += 1
    return ended


def write(user: User, kind: str, *, by: Actor, now: datetime, **said: Any) -> None:
    """Add to the chained log what was done about this person."""
    file = PersonFile.objects.of(user)
    event = Event(
        data_key=file.data_key, kind=f"{MACHINE}.{kind}", machine=MACHINE, record_id=file.pk, actor=by.user, at=now
    )
    event.actor_role = role_of(by)
    event.data = said
    log.append([event])


def role_of(by: Actor) -> str:
    """In which role somebody acts on people: the one that lets them."""
    held = by.membership({Role.ADMINISTRATOR, Role.OFFICER, Role.DECISION_MAKER}) or by.membership({Role.LEAD})
    return str(held.role) if held is not None else ""


def _settle_cases(membership: Membership, now: datetime) -> None:
    """Whether somebody advises in a case depends on who still holds the role (D13)."""
    if membership.role == Role.SCRUTINEER:
        given = CaseAssignment.objects.filter(user=membership.user, role=membership.role, until=None)
        settle(given.values_list("case", flat=True), now)


def _locked(membership: Membership) -> Membership:
    """The row under a lock, of administrators all of them: two who end each other at once are looked at in turn."""
    if membership.role == Role.ADMINISTRATOR:
        list(Membership.objects.select_for_update().filter(role=Role.ADMINISTRATOR, ended_at=None).order_by("pk"))
    found = Membership.objects.select_for_update(of=("self",)).select_related("user", "partnership", "agency")
    held = found.get(pk=membership.pk)
    if held.ended_at is not None:
        raise Refused(ENDED_ALREADY, "stale")
    return held


def _keep_an_administrator(held: Membership) -> None:
    if held.role != Role.ADMINISTRATOR or held.until is not None:
        return
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at=None, until=None, user__is_active=True)
    if not others.exclude(pk=held.pk).exists():
        raise Refused(LAST_ADMINISTRATOR, "guard")


def _identified(membership: Membership) -> dict[str, Any]:
    """By which the check of the record (recorded) knows which row was meant, and what it said."""
    return {
        "membership": membership.pk,
        "partnership": membership.partnership_id,
        "agency": membership.agency_id,
        "seat": membership.seat,
        "group": membership.group,
        "since": membership.since.astimezone(UTC).isoformat(),
    }


def _last_day(day: date | None) -> dict[str, str]:
    return {"last_day": day.isoformat() if day else ""}
