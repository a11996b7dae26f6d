"""Whom somebody without a role can turn to, by name: the leads of the agencies they worked for, and the offices."""

from datetime import date
from typing import Any

from django.db.models import Q

from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Role


def whom_to_ask(user: Any, *, today: date) -> dict[str, Any]:
    """`leads`: memberships with their person and agency. `offices`: partnerships, empty where none is known to be
    theirs. Three queries.
    """
    held = list(Membership.objects.filter(user=user).values_list("agency_id", "partnership_id"))
    agencies = {agency for agency, _ in held if agency}
    partnerships = {partnership for _, partnership in held if partnership}
    if not (agencies or partnerships):
        return {"leads": [], "offices": []}
    found = Membership.objects.in_force(today).filter(role=Role.LEAD, agency__in=agencies, user__is_active=True)
    leads = found.select_related("user", "agency").order_by("agency__name", "user__last_name", "user__first_name")
    offices = Partnership.objects.filter(Q(pk__in=partnerships) | Q(agencies__in=agencies)).distinct()
    return {"leads": list(leads), "offices": list(offices)}
