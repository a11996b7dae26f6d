"""Inviting somebody, and what became of the invitations."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present
from portal.accounts.people import deciding, inviting
from portal.accounts.people.invitation import Invitation, State
from portal.accounts.people.questions import InviteForm
from portal.accounts.people.role_table import FOR, given_by
from portal.accounts.people.views.access import act, keepers
from portal.accounts.people.views.asking import ask
from workflow.parties.roles import Actor, Role

A_PAGE = 50


@require_safe
@keepers
def choose_role(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What to invite somebody to: each role that the person may give, in words."""
    roles = [(role, FOR[role], given_by(role)) for role in deciding.appointable_roles(actor)]
    return render(request, "portal/people/choose_role.html", {"roles": roles, "email": request.GET.get("email", "")})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def invite_to(request: HttpRequest, actor: Actor, role: str) -> HttpResponse:
    """Whom, where, from when to when."""
    if role not in deciding.appointable_roles(actor):
        raise Http404("This role is not this person's to give.")
    now, chosen = present.now(), Role(role)
    about: dict[str, Any] = {
        "role": chosen,
        "actor": actor,
        "today": present.today(),
        "email": request.GET.get("email", ""),
    }

    def take(said: dict[str, Any]) -> str:
        place = InviteForm(**about).place(said)
        names = {name: said[name] for name in ("first_name", "last_name", "first_day", "last_day")}
        made = inviting.invite(place, email=said["email"], **names, by=actor, now=now)
        if made.needs_approval:
            return "The invitation waits for a second person. The link goes out when they approve."
        return f"The invitation was sent to {made.email}."

    return ask(
        request,
        InviteForm,
        take,
        then="people:invitations",
        about=about,
        title=f"Invite somebody: {chosen.label}",
        lead=[FOR[chosen]],
        button="Invite",
        back="people:choose_role",
    )


@require_safe
@keepers
def invitations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The invitations that the person sees, newest first, with what can be done about each."""
    now = present.now()
    found = Invitation.objects.filter(deciding.places_of(actor))
    found = found.select_related("partnership", "agency", "invited_by", "answered_by", "withdrawn_by")
    found = found.prefetch_related("agency__partnerships")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = []
    for one in page.object_list:
        mine = inviting.may_handle(actor, one)
        again = mine and one.state(now) in (State.SENT, State.EXPIRED)
        rows.append((one, one.state(now), again, mine and one.is_open(now)))
    return render(request, "portal/people/invitations.html", {"results": page, "rows": rows})


@require_POST
@keepers
def send_again(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    found = _handled(actor, invitation_id)
    act(request, partial(inviting.send_again, found, by=actor, now=present.now()), "A new link was sent.")
    return redirect("people:invitations")


@require_POST
@keepers
def withdraw(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    found = _handled(actor, invitation_id)
    act(request, partial(inviting.withdraw, found, by=actor, now=present.now()), "The invitation was withdrawn.")
    return redirect("people:invitations")


def _handled(actor: Actor, invitation_id: UUID) -> Invitation:
    found = inviting.find(actor, invitation_id)
    if found is None or not inviting.may_handle(actor, found):
        raise Http404("There is no such invitation here.")
    return found
