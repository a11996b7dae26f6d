"""Who opens the pages about people. Whom somebody does not see does not exist for them: 404."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest

from portal.accounts.people import deciding
from portal.accounts.people.revision import newest
from workflow.desk.access import for_roles
from workflow.engine.step import Refused
from workflow.parties.party import Membership
from workflow.parties.roles import PEOPLE_ROLES, Actor
from workflow.people.models import User

NOT_YOURS = (
    "These pages are for those who give roles to others: leads of an agency, the support office, decision makers and "
    "administrators."
)
CHANGED = "Somebody else changed this while you were looking at it. Nothing was done. Look at it again."
keepers = for_roles(PEOPLE_ROLES, NOT_YOURS)


def find_person(actor: Actor, person_id: int) -> User:
    """The person, where the other sees them. Raises Http404."""
    found = deciding.seen_people(actor).filter(pk=person_id).first()
    if found is None:
        raise Http404("There is no such person here.")
    return found


def find_membership(actor: Actor, person: User, membership_id: int) -> Membership:
    """One role of the person, where the other sees it and may end it. Raises Http404."""
    seen = Membership.objects.filter(deciding.places_of(actor), user=person, pk=membership_id)
    found = seen.select_related("partnership", "agency", "user").first()
    if found is None or not deciding.may_end(actor, found):
        raise Http404("There is no such role here.")
    return found


def require_fresh(person: User, based_on: str) -> None:
    """Raises Refused where somebody changed something about the person since the page was drawn."""
    if based_on != str(newest(person)):
        raise Refused(CHANGED, "stale")


def act(request: HttpRequest, what: Callable[[], Any], done: str) -> None:
    """Do what a button says, and tell what came of it on the next page."""
    try:
        what()
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, done)
