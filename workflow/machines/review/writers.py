"""Whose report a person writes or comments: the office those of its area, a reviewer their own."""

from django.db.models import Q, QuerySet

from workflow.machines.review.machine import Review
from workflow.parties.assignees import assignees
from workflow.parties.roles import Actor, Role


def written_by(actor: Actor) -> QuerySet[Review]:
    """The reviews whose draft this person may open and change.

    Of a reviewer those that appointed them and were not stopped, and those of cases that are assigned to them.
    """
    office = Q(case__partnership__in=actor.partnership_ids({Role.OFFICER}))
    areas = actor.partnership_ids({Role.REVIEWER})
    if not areas:
        return Review.objects.filter(office)
    people = assignees(actor, Role.REVIEWER)
    now = {"user__in": people, "role": Role.REVIEWER, "until": None}
    assigned = Q(**{f"case__assignments__{name}": value for name, value in now.items()})
    appointed = Q(reviewer_account__in=people) & ~Q(state=Review.STOPPED)
    own = Review.objects.filter(assigned | appointed, case__partnership__in=areas)
    return Review.objects.filter(office | Q(pk__in=own.values("pk")))
