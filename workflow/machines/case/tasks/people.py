"""Who may be given a task of a case."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from workflow.machines.case.tasks.task import TASK_ROLES
from workflow.parties.party import Membership
from workflow.parties.roles import ASSIGNED_ROLES


def may_be_given(case: Any, today: date) -> QuerySet[Any]:
    """The officers and decision makers of the partnership that leads the case, and who is assigned to it."""
    held = Membership.objects.in_force(today).filter(partnership=case.partnership_id, user__is_active=True)
    fits = Q(role__in=TASK_ROLES - ASSIGNED_ROLES)
    for role in ASSIGNED_ROLES:
        fits |= Q(role=role, user__in=case.assigned[role])
    people = get_user_model().objects.filter(pk__in=held.filter(fits).order_by().values("user"))
    return people.order_by("last_name", "first_name", "pk")
