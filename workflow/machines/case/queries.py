"""Which cases a person may know of."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from workflow.engine.machine import MachineQuerySet
from workflow.machines.case.involved_area import InvolvedArea
from workflow.parties.roles import CASE_ROLES, Actor, Role


class CaseQuerySet(MachineQuerySet):
    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """The cases this person may know of: those of the area for case workers, their own part's for agencies.

        A submitter sees what they referred themselves, a lead what their agency referred; both see the cases in which
        their agency was asked for a return, or must notify. Editors, publishers, auditors and administrators see none.
        """
        if actor.user is None:
            return self.none()
        leads = {m.agency_id for m in actor.memberships if m.role == Role.LEAD}
        own = models.Q(returns__agency__in=actor.agency_ids()) | models.Q(referrals__agency__in=leads)
        if actor.agency_ids():
            own |= models.Q(referrals__submission__owner=actor.user, referrals__agency__in=actor.agency_ids())
        notifies_for = {m.agency.notifies_for_id for m in actor.memberships if m.agency is not None} - {None}
        area = actor.partnership_ids(CASE_ROLES)
        # Subqueries, so that a case found by two ways is one row.
        found = reads(area) | models.Q(partnership__in=notifies_for)
        return self.filter(found | models.Q(pk__in=self.model.objects.filter(own).values("pk")))

    def in_areas(self, partnerships: Iterable[Any]) -> "CaseQuerySet":
        """The cases that these partnerships lead or read along (D26)."""
        return self.filter(reads(partnerships))


def reads(partnerships: Iterable[Any]) -> models.Q:
    """A condition on cases: one of these partnerships leads it, or is involved in it now."""
    areas = list(partnerships)
    involved = InvolvedArea.objects.filter(partnership__in=areas, until=None)
    return models.Q(partnership__in=areas) | models.Q(pk__in=involved.values("case"))
