"""Handing a person's work over to another, for good or from a day to a day."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from forms import present
from portal.accounts.people import deciding, handing_over
from portal.accounts.people.place import Place
from portal.accounts.people.questions import CoverForm, ToWhomForm
from portal.accounts.people.revision import newest
from portal.accounts.people.views.access import act, find_membership, find_person, keepers, require_fresh
from portal.accounts.people.views.asking import ask
from workflow.parties.cover import Cover
from workflow.parties.party import Membership
from workflow.parties.roles import AGENCY_ROLES, ASSIGNED_ROLES, Actor


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def hand_over(request: HttpRequest, actor: Actor, person_id: int, membership_id: int) -> HttpResponse:
    """Everything that comes with a role passes to somebody else."""
    person = find_person(actor, person_id)
    membership, now = find_membership(actor, person, membership_id), present.now()

    def take(said: dict[str, Any]) -> str:
        require_fresh(person, request.POST.get("based_on", ""))
        moved = handing_over.hand_over(membership, said["to"], by=actor, now=now)
        what = ", ".join(moved) or "nothing, for there was nothing open"
        return f"Handed over to {said['to']}: {what}."

    title = f"Hand over the work of {person}: {Place.of(membership)}"
    lead = [
        "Everything that is open passes to the other, for good. Both are told. The role itself stays until you end it.",
        *_shared(membership),
    ]
    return ask(
        request,
        ToWhomForm,
        take,
        then=lambda: redirect("people:person", person.pk),
        about={"people": handing_over.candidates(membership, now)},
        title=title,
        lead=lead,
        button="Hand over",
        back="people:person",
        back_to=person.pk,
        based_on=request.POST.get("based_on") or newest(person),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def cover(request: HttpRequest, actor: Actor, person_id: int, membership_id: int) -> HttpResponse:
    """Somebody stands in while the person is away."""
    person = find_person(actor, person_id)
    membership, now = find_membership(actor, person, membership_id), present.now()

    def take(said: dict[str, Any]) -> str:
        require_fresh(person, request.POST.get("based_on", ""))
        days = (said["first_day"], said["last_day"])
        handing_over.stand_in(membership, said["to"], *days, by=actor, now=now)
        return f"{said['to']} stands in. It ends by itself."

    return ask(
        request,
        CoverForm,
        take,
        then=lambda: redirect("people:person", person.pk),
        about={"people": handing_over.candidates(membership, now)},
        title=f"Somebody stands in for {person}: {Place.of(membership)}",
        lead=[
            "On these days the other reads and does what is assigned to this person in this role. Both are told.",
            *_shared(membership),
        ],
        button="Save",
        back="people:person",
        back_to=person.pk,
        based_on=request.POST.get("based_on") or newest(person),
    )


def _shared(membership: Membership) -> list[str]:
    """Where colleagues in a role have the same work in front of them, there is nothing to be passed."""
    if membership.role in AGENCY_ROLES | ASSIGNED_ROLES:
        return []
    return ["Nothing is assigned to one person alone in this role: colleagues see and do the same already."]


@require_POST
@keepers
def end_cover(request: HttpRequest, actor: Actor, person_id: int, cover_id: int) -> HttpResponse:
    """The person is back early."""
    person = find_person(actor, person_id)
    found = Cover.objects.filter(pk=cover_id, away=person).first()
    held = person.memberships.filter(deciding.places_of(actor)).select_related("agency", "partnership")
    of_that_role = [one for one in held if found is not None and one.role == found.role]
    if found is None or not any(deciding.may_end(actor, one) for one in of_that_role):
        raise Http404("There is nobody standing in here.")
    act(request, partial(handing_over.end_cover, found, by=actor, now=present.now()), "Standing in has ended.")
    return redirect("people:person", person.pk)
