"""One person: their roles, what can be done about them, and what was."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from portal.accounts.people import changing, deciding, holding
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.place import Place
from portal.accounts.people.questions import AddressForm, LastDayForm, NewStepForm, ReasonForm
from portal.accounts.people.revision import history, newest
from portal.accounts.people.views.access import find_membership, find_person, keepers, require_fresh
from portal.accounts.people.views.asking import ask
from workflow.parties.cover import Cover
from workflow.parties.party import Membership
from workflow.parties.roles import Actor, Role
from workflow.people.models import User


@require_safe
@keepers
def person(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """The roles that the other sees, running first, and the history where they see every role of the person."""
    found, now = find_person(actor, person_id), present.now()
    roles = _seen(actor, found)
    sees_all = len(roles) == Membership.objects.filter(user=found).count()
    covers = Cover.objects.filter(away=found, ended_at=None, last_day__gte=present.today())
    context = {
        "person": found,
        "running": [(Place.of(one), one, deciding.may_end(actor, one)) for one in roles if one.ended_at is None],
        "ended": [(Place.of(one), one) for one in roles if one.ended_at is not None],
        "history": list(history(found)) if sees_all else None,
        "may_change": not changing.why_not_propose(actor, found, now),
        "may_invite": bool(deciding.appointable_roles(actor)),
        "covers": [(one, Role(one.role).label) for one in covers.select_related("standing_in")],
    }
    return render(request, "portal/people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def end_role(request: HttpRequest, actor: Actor, person_id: int, membership_id: int) -> HttpResponse:
    """End one role, at once."""
    found = find_person(actor, person_id)
    membership = find_membership(actor, found, membership_id)

    def take(said: dict[str, Any]) -> str:
        require_fresh(found, request.POST.get("based_on", ""))
        holding.end(membership, by=actor, now=present.now(), reason=said["reason"])
        return f"The role has ended: {Place.of(membership)}."

    title = f"End this role of {found}: {Place.of(membership)}"
    lead = ["It ends at once: the person is signed out and told. It can be given again by a new invitation."]
    return _asked(request, found, ReasonForm, take, title=title, lead=lead, button="End the role")


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def has_left(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """End every running role that is the other's to end."""
    found = find_person(actor, person_id)
    running = [one for one in _seen(actor, found) if one.ended_at is None and deciding.may_end(actor, one)]
    if not running:
        raise Http404("This person has no role here that could be ended.")

    def take(said: dict[str, Any]) -> str:
        require_fresh(found, request.POST.get("based_on", ""))
        holding.end_all(found, running, by=actor, now=present.now(), reason=said["reason"])
        return f"{found} has no role here any more."

    lead = ["These roles end at once:", *(str(Place.of(one)) for one in running)]
    return _asked(request, found, ReasonForm, take, title=f"{found} has left", lead=lead, button="End all these roles")


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def last_day(request: HttpRequest, actor: Actor, person_id: int, membership_id: int) -> HttpResponse:
    """Plan when a role ends."""
    found = find_person(actor, person_id)
    membership = find_membership(actor, found, membership_id)

    def take(said: dict[str, Any]) -> str:
        require_fresh(found, request.POST.get("based_on", ""))
        holding.set_last_day(membership, said["day"], by=actor, now=present.now())
        return "The last day was set." if said["day"] else "The role has no planned last day any more."

    title, about = f"Last day of {found}: {Place.of(membership)}", {"day": membership.until}
    return _asked(request, found, LastDayForm, take, title=title, lead=[], button="Save", about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def another_address(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """Propose another e-mail address."""
    found = _changeable(actor, person_id)

    def take(said: dict[str, Any]) -> str:
        require_fresh(found, request.POST.get("based_on", ""))
        kind, told = AccountChange.Kind.ADDRESS, {"new_email": said["email"], "reason": said["reason"]}
        changing.propose(found, kind, **told, by=actor, now=present.now())
        return "The new address waits for a second person. It holds when they approve."

    lead = [f"The address now: {found.email}", "The person is told at both addresses, and signs in anew."]
    return _asked(request, found, AddressForm, take, title=f"Another address for {found}", lead=lead, button="Propose")


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def new_second_step(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """Propose that somebody who lost the second step to sign in sets up a new one."""
    found = _changeable(actor, person_id)

    def take(said: dict[str, Any]) -> str:
        require_fresh(found, request.POST.get("based_on", ""))
        kind = AccountChange.Kind(said["kind"])
        changing.propose(found, kind, reason=said["reason"], by=actor, now=present.now())
        return "This waits for a second person. The person gets a link when they approve."

    lead = ["Speak with the person first, on a way that you know. The person is told, signed out, and gets a link."]
    title = f"A new second step for {found}"
    return _asked(request, found, NewStepForm, take, title=title, lead=lead, button="Propose")


def _asked(request: HttpRequest, found: User, form: Any, take: Any, **shown: Any) -> HttpResponse:
    return ask(
        request,
        form,
        take,
        then=lambda: redirect("people:person", found.pk),
        back="people:person",
        back_to=found.pk,
        based_on=request.POST.get("based_on") or newest(found),
        **shown,
    )


def _changeable(actor: Actor, person_id: int) -> User:
    found = find_person(actor, person_id)
    if changing.why_not_propose(actor, found, present.now()):
        raise Http404("This account is not this person's to change.")
    return found


def _seen(actor: Actor, found: User) -> list[Membership]:
    seen = Membership.objects.filter(deciding.places_of(actor), user=found)
    return list(seen.select_related("partnership", "agency").prefetch_related("agency__partnerships"))
