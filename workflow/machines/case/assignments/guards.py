"""Whom a case can be assigned to, whose assignment can end, and whether its scrutineer is missing (D13, D16)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.parties.party import Membership
from workflow.parties.roles import ASSIGNED_ROLES, Actor, Role, Seat

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case


def assignable_in(partnership_id: int) -> dict[str, set[int]]:
    """Who holds the roles that are assigned, by role: one query."""
    held = Membership.objects.filter(partnership=partnership_id, role__in=ASSIGNED_ROLES, ended_at=None)
    found: dict[str, set[int]] = {role: set() for role in ASSIGNED_ROLES}
    for role, user_id in held.filter(user__is_active=True).order_by().values_list("role", "user_id"):
        found[role].add(user_id)
    return found


def vacant_seats(partnership_id: int) -> list[str]:
    """The seats that nobody holds now: one query."""
    held = Membership.objects.filter(
        partnership=partnership_id, role=Role.DECISION_MAKER, ended_at=None, user__is_active=True
    )
    taken = set(held.values_list("seat", flat=True))
    return [seat for seat in Seat.values if seat not in taken]


def left_to_assign(case: "Case", role: Role) -> set[int]:
    """Of the people with this role those who are not assigned."""
    return case.assignable[role] - case.assigned[role]


def running(case: "Case") -> list[CaseAssignment]:
    """The assignments that can be ended here: an appointment ends where the review says that its reviewer left.

    By the case's own name for them: read once a page.
    """
    return [one for one in case.assignments.all() if one.until is None]


def a_scrutineer_is_left(case: "Case", by: Actor, now: datetime) -> str | None:
    """Somebody can be chosen."""
    return _is_left(case, Role.SCRUTINEER)


def a_reviewer_is_left(case: "Case", by: Actor, now: datetime) -> str | None:
    """Somebody can be chosen."""
    return _is_left(case, Role.REVIEWER)


def _is_left(case: "Case", role: Role) -> str | None:
    if left_to_assign(case, role):
        return None
    noun = role.label.lower()
    if case.assigned[role]:
        return f"Every {noun} of {case.partnership} is assigned to this case."
    return f"{case.partnership} has no {noun} with an account. An administrator adds people."


def somebody_is_assigned(case: "Case", by: Actor, now: datetime) -> str | None:
    """There is an assignment to end."""
    if running(case):
        return None
    if case.assigned[Role.REVIEWER]:
        return "The reviewer was appointed by the review. Record there that the reviewer has left, or name another."
    return "Nobody is assigned to this case."


def scrutineer_is_missing(case: "Case", today: date | None = None) -> bool:
    """Whether the partners wait for advice and nobody who can give it is assigned (D13, D16)."""
    asked = any(rapid_review.awaits_advice(today) for rapid_review in case.rapid_reviews.all())
    return asked and not case.assigned[Role.SCRUTINEER] & case.assignable[Role.SCRUTINEER]
