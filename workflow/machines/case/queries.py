"""Which cases a person may know of."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from forms.looked_up import is_there
from workflow.engine.machine import MachineQuerySet
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.involved_area import InvolvedArea
from workflow.parties.assignees import assignees
from workflow.parties.roles import ASSIGNED_ROLES, CASE_ROLES, Actor, Role

# A review that was stopped has no reviewer any more.
STOPPED = "stopped"


class CaseQuerySet(MachineQuerySet):
    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """The cases this person may know of: those they read as case workers, their own part's for agencies.

        A submitter sees what they referred themselves, a lead what their agency referred; both see the cases in which
        their agency was asked for a return, or must notify. Editors, publishers, auditors and administrators see none.
        """
        if actor.user is None:
            return self.none()
        leads = {m.agency_id for m in actor.memberships if m.role == Role.LEAD}
        parts = (self.model._meta.get_field(name).related_model for name in ("returns", "referrals"))
        returns, referrals = (part.objects for part in parts)
        ways = (
            returns.filter(agency__in=actor.agency_ids()),
            referrals.filter(agency__in=leads),
            referrals.filter(submission__owner=actor.user, agency__in=actor.agency_ids()),
        )
        own = models.Q()
        for way in ways:
            own |= models.Q(is_there(way.filter(case=models.OuterRef("pk"))))
        notifies_for = {m.agency.notifies_for_id for m in actor.memberships if m.agency is not None} - {None}
        return self.filter(self._read_by(actor, CASE_ROLES) | models.Q(partnership__in=notifies_for) | own)

    def read_by(self, actor: Actor, roles: Iterable[str] = CASE_ROLES) -> "CaseQuerySet":
        """The cases that this person reads by these roles: `may_read_case` of many, in one query."""
        return self.filter(self._read_by(actor, roles))

    def named_in(self, column: str = "case") -> models.Exists:
        """A condition on rows that name a case: it is one of these. Each row asks for itself, so that a few rows never
        walk over all cases.
        """
        return models.Exists(self.order_by().filter(pk=models.OuterRef(column)))

    def named_or_else_in(self, column: str = "case") -> models.Q:
        """The same for a condition beside an OR."""
        return models.Q(is_there(self.filter(pk=models.OuterRef(column))))

    def led_for(self, actor: Actor, roles: Iterable[str] = CASE_ROLES) -> "CaseQuerySet":
        """Of those they read by these roles, the ones that an area of theirs leads."""
        wanted = set(roles)
        return self.read_by(actor, wanted).filter(partnership__in=actor.partnership_ids(wanted))

    def assigned_to(self, actor: Actor, role: str) -> "CaseQuerySet":
        """The cases on which this person works in this role: assigned by the office, or appointed as the reviewer."""
        areas = actor.partnership_ids({role})
        people = assignees(actor, role) if areas else set()
        if not people:
            return self.none()
        given = models.Q(pk__in=CaseAssignment.objects.filter(user__in=people, role=role, until=None).values("case"))
        if role == Role.REVIEWER:
            reviews = self.model._meta.get_field("reviews").related_model.objects.exclude(state=STOPPED)
            given |= models.Q(pk__in=reviews.filter(reviewer_account__in=people).values("case"))
        return self.filter(reads(areas), given)

    def owned_by(self, actor: Actor) -> "CaseQuerySet":
        """The cases that this officer has, or somebody for whom they stand in."""
        offices = actor.partnership_ids({Role.OFFICER})
        return self.filter(partnership__in=offices, owner__in=assignees(actor, Role.OFFICER) if offices else set())

    def _read_by(self, actor: Actor, roles: Iterable[str]) -> models.Q:
        wanted = set(roles) & CASE_ROLES
        found = reads(actor.partnership_ids(wanted - ASSIGNED_ROLES))
        for role in sorted(wanted & ASSIGNED_ROLES):
            if actor.partnership_ids({role}):
                found |= models.Q(pk__in=self.model.objects.assigned_to(actor, role).values("pk"))
        return found


def assigned_of(case: Any) -> dict[str, set[int]]:
    """Who is assigned to the case, by role. The appointment as its reviewer is an assignment.

    By the case's own names for both: a page that has read them asks no more.
    """
    found: dict[str, set[int]] = {role: set() for role in ASSIGNED_ROLES}
    for given in case.assignments.all():
        if given.until is None:
            found[given.role].add(given.user_id)
    appointed = (review.reviewer_account_id for review in case.reviews.all() if review.state != STOPPED)
    found[Role.REVIEWER].update(account for account in appointed if account is not None)
    return found


def reads(partnerships: Iterable[Any]) -> models.Q:
    """A condition on cases: one of these partnerships leads it, or is involved in it now."""
    areas = list(partnerships)
    involved = InvolvedArea.objects.filter(partnership__in=areas, until=None)
    return models.Q(partnership__in=areas) | models.Q(is_there(involved.filter(case=models.OuterRef("pk"))))
