"""Who decides about whom: the rules of who appoints, who approves, who ends, and whom one sees at all.

The rule behind them: no single account, whatever its role, can come to read a case that it may not, nor become
somebody who may. So a second person approves every role that reads cases of a partnership, publishes, edits, audits or
administers, and each change of an address or a second factor.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from forms import present
from portal.accounts.people.place import Place
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, Actor, Role
from workflow.people.models import EVERYBODYS_ADDRESS, User

# Who of a partnership approves what an administrator began there.
APPROVERS_THERE = frozenset({Role.OFFICER, Role.DECISION_MAKER})
# Whoever administers says which agency works for whom and which pages are whose: with one of these roles they could
# bring cases before themselves.
NOT_WITH_ADMINISTRATOR = CASE_ROLES | AGENCY_ROLES


def is_administrator(actor: Actor) -> bool:
    return actor.holds({Role.ADMINISTRATOR})


def own_agencies(actor: Actor) -> set[int]:
    """The agencies that this person leads."""
    return {m.agency_id for m in actor.memberships if m.role == Role.LEAD and m.agency_id is not None}


def may_appoint(actor: Actor, place: Place) -> bool:
    """Whether the person may invite somebody to this role there."""
    if place.role not in AGENCY_ROLES:
        return is_administrator(actor)
    if place.agency is None:
        return False
    if place.role == Role.SUBMITTER and place.agency.pk in own_agencies(actor):
        return True
    return bool(_areas_of(place.agency) & actor.partnership_ids({Role.OFFICER}))


def needs_second(actor: Actor, place: Place) -> bool:
    """Whether another person has to approve it.

    An agency's people read what the agency sent to every partnership it works with. Where an officer of one of them
    invites, somebody from outside that office says yes.
    """
    if place.role not in AGENCY_ROLES:
        return True
    if place.agency is None or (place.role == Role.SUBMITTER and place.agency.pk in own_agencies(actor)):
        return False
    return not _areas_of(place.agency) <= actor.partnership_ids({Role.OFFICER})


def clashes(user: User, place: Place) -> bool:
    """Whether the person would be an administrator and work on cases or for an agency."""
    held = set(Membership.objects.filter(user=user, ended_at=None).values_list("role", flat=True))
    if place.role == Role.ADMINISTRATOR:
        return not held.isdisjoint(NOT_WITH_ADMINISTRATOR)
    return place.role in NOT_WITH_ADMINISTRATOR and Role.ADMINISTRATOR in held


def may_approve(actor: Actor, place: Place, proposer: Actor) -> bool:
    """Whether the person is one who may be the second for this role there. That they are another is asked apart."""
    if is_administrator(actor):
        return True
    if place.agency is not None:
        areas = _areas_of(place.agency)
        # Of an agency that works for others too, somebody outside the office that proposed it.
        outside = areas - proposer.partnership_ids({Role.OFFICER})
        return bool((outside or areas) & actor.partnership_ids({Role.OFFICER}))
    return place.partnership is not None and actor.holds(APPROVERS_THERE, partnership_id=place.partnership.pk)


def may_end(actor: Actor, membership: Membership) -> bool:
    """Whoever could give it may end it; an administrator ends any: taking away is never the dangerous way."""
    return is_administrator(actor) or may_appoint(actor, Place.of(membership))


def may_change(actor: Actor, memberships: list[Membership]) -> bool:
    """Whether the person may propose another address or a new second factor for somebody with these memberships.

    All of them count: whoever becomes that account has every one.
    """
    return is_administrator(actor) or (bool(memberships) and all(may_end(actor, one) for one in memberships))


def may_approve_change(actor: Actor, memberships: list[Membership], proposer: Actor) -> bool:
    """Whether the person may be the second for such a change."""
    return is_administrator(actor) or (
        bool(memberships) and all(may_approve(actor, Place.of(one), proposer) for one in memberships)
    )


def places_of(actor: Actor) -> Q:
    """Which memberships or invitations the person sees: of their agency, their partnership and its agencies, or all."""
    if is_administrator(actor):
        return Q()
    areas = actor.partnership_ids(APPROVERS_THERE)
    return Q(partnership__in=areas) | Q(agency__in=Agency.objects.filter(agencies_of(actor)).values("pk"))


def agencies_of(actor: Actor) -> Q:
    """The agencies whose people the person sees."""
    if is_administrator(actor):
        return Q()
    # By a query of its own: a way through the table between would list an agency once for each partnership.
    served = Agency.partnerships.through.objects.filter(partnership__in=actor.partnership_ids({Role.OFFICER}))
    return Q(pk__in=own_agencies(actor)) | Q(pk__in=served.values("agency"))


def seen_people(actor: Actor) -> QuerySet[User]:
    """Whoever holds or held a role that the person sees; administrators see those without any role too."""
    if is_administrator(actor):
        return User.objects.exclude(email=EVERYBODYS_ADDRESS)
    return User.objects.filter(pk__in=Membership.objects.filter(places_of(actor)).values("user"))


def appointable_agencies(actor: Actor) -> list[Agency]:
    """The agencies to which the person may invite somebody."""
    served = Agency.partnerships.through.objects.filter(partnership__in=actor.partnership_ids({Role.OFFICER}))
    wanted = Q(pk__in=own_agencies(actor)) | Q(pk__in=served.values("agency"))
    return list(Agency.objects.filter(wanted).prefetch_related("partnerships"))


def appointable_roles(actor: Actor) -> list[Role]:
    """The roles to which the person may invite somebody somewhere."""
    roles: list[Role] = []
    if own_agencies(actor) or actor.partnership_ids({Role.OFFICER}):
        roles.append(Role.SUBMITTER)
    if actor.partnership_ids({Role.OFFICER}):
        roles.append(Role.LEAD)
    if is_administrator(actor):
        roles += [role for role in Role if role not in AGENCY_ROLES]
    return roles


def read_roles(users: Iterable[User]) -> None:
    """Read for many what `Actor.of` reads for each: one query."""
    people, held = list(users), defaultdict(list)
    found = Membership.objects.filter(user__in={one.pk for one in people}).select_related("agency", "partnership")
    for membership in found.in_force(present.today()):
        held[membership.user_id].append(membership)
    for one in people:
        Actor.remembered(one, tuple(held[one.pk]))


def _areas_of(agency: Agency) -> set[int]:
    return {one.pk for one in agency.partnerships.all()}


def partnerships_for(actor: Actor) -> list[Partnership]:
    """The partnerships whose people the person sees."""
    if is_administrator(actor):
        return list(Partnership.objects.all())
    return list(Partnership.objects.filter(pk__in=actor.partnership_ids(APPROVERS_THERE)))
