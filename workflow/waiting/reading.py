"""What waits for a person, read from the table: the queue's “mine”, the counts and the workspace ask here."""

from datetime import date

from django.db.models import Q, QuerySet

from workflow.machines.case.machine import Case
from workflow.parties.assignees import assignees_in_all_roles
from workflow.parties.roles import AGENCY_ROLES, ASSIGNED_ROLES, Actor, Role
from workflow.waiting.waiting import Waiting


def held_now(today: date) -> "QuerySet[Waiting]":
    """What waits on that day: a limit waits for the office from the day after it."""
    return Waiting.objects.filter(Q(from_day=None) | Q(from_day__lte=today))


def told_to(actor: Actor, *, today: date) -> "QuerySet[Waiting]":
    """What waits on that day and this person may know of, whoever has to do it: somebody else's task is the office's
    matter. For the cases that they read.
    """
    anothers = Q(what=Waiting.What.TASK) & ~Q(partnership__in=actor.partnership_ids({Role.OFFICER}))
    return held_now(today).filter(~anothers | for_actor(actor))


def rows_for(actor: Actor, *, today: date) -> "QuerySet[Waiting]":
    """The rows that wait for this person, soonest first."""
    return held_now(today).filter(for_actor(actor))


def for_actor(actor: Actor) -> Q:
    """A condition on rows: by role, seat, group and agency of the person, or by name."""
    if actor.user is None:
        return Q(pk__in=[])
    found = Q(person__in=assignees_in_all_roles(actor))
    for membership in actor.memberships:
        if membership.role in AGENCY_ROLES:
            found |= Q(agency=membership.agency_id)
            if membership.agency is not None and membership.agency.notifies_for_id is not None:
                found |= Q(authority=True, partnership=membership.agency.notifies_for_id)
        elif membership.partnership_id is not None:
            found |= _by_role(actor, membership.role, membership.partnership_id)
    return found


def _by_role(actor: Actor, role: str, partnership_id: int) -> Q:
    """A row with a seat or a group waits for who has that one; a scrutineer and a reviewer have their turn in the
    cases that they are assigned to.
    """
    found = Q(role=role, partnership=partnership_id)
    if role in ASSIGNED_ROLES:
        return found & Q(case__in=Case.objects.assigned_to(actor, role).values("pk"))
    if role == Role.DECISION_MAKER:
        return found & Q(seat__in=["", actor.seat(partnership_id)])
    if role == Role.GROUP:
        return found & Q(group__in=["", *actor.groups(partnership_id)])
    return found
