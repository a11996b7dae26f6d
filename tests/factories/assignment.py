"""Somebody who works on a case: `assigned(case, scrutineer)`."""

from typing import Any

from tests.factories.case import MONDAY
from workflow.models import CaseAssignment
from workflow.parties.roles import ASSIGNED_ROLES, Actor


def assigned(case: Any, somebody: Actor) -> Actor:
    """The person, assigned to the case in each role of theirs in which one is; they keep nothing read before."""
    for role in sorted({one.role for one in somebody.memberships} & ASSIGNED_ROLES):
        CaseAssignment.objects.get_or_create(
            case=case, user=somebody.user, role=role, until=None, defaults={"since": MONDAY}
        )
    case.__dict__.pop("assigned", None)
    return somebody
