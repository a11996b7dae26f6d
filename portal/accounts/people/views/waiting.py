"""What waits for a second person: invitations and changes of accounts, approved or declined with a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from portal.accounts.people import addresses, changing, deciding, inviting, periods
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.invitation import Invitation, open_invitations
from portal.accounts.people.questions import AnswerForm, ConfirmForm, PeriodsForm
from portal.accounts.people.views.access import keepers
from portal.accounts.people.views.asking import ask
from workflow.parties.roles import Actor


@require_safe
@keepers
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that waits where the person sees it, and of each whether they are the one to answer."""
    now = present.now()
    context = {
        "invitations": [(one, inviting.why_not_approve(actor, one)) for one in waiting_invitations(actor)],
        "addresses": [
            (kind, one.pk, addresses.name_of(one), addresses.address_of(one), addresses.partnership_of(one))
            for kind, one in addresses.waiting_addresses(actor)
        ],
        "periods": [(one, periods.in_words(one)) for one in periods.waiting_periods(actor)],
        "changes": [(one, changing.why_not_approve(actor, one, now)) for one in waiting_changes(actor)],
    }
    return render(request, "portal/people/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def answer_invitation(request: HttpRequest, actor: Actor, invitation_id: UUID) -> HttpResponse:
    """Approve or decline an invitation."""
    found = inviting.find(actor, invitation_id)
    if found is None or not found.needs_approval:
        raise Http404("There is no such invitation here.")
    invitation: Invitation = found

    def take(said: dict[str, Any]) -> str:
        now = present.now()
        if said["answer"] == "yes":
            inviting.approve(invitation, by=actor, now=now)
            return f"You approved it. The link went to {invitation.email}."
        inviting.decline(invitation, by=actor, now=now, reason=said["reason"])
        return "You declined it. Whoever proposed it is told why."

    return ask(
        request,
        AnswerForm,
        take,
        then="people:waiting",
        title=f"{invitation.name or invitation.email}: {invitation.place.title}",
        lead=[
            f"{invitation.invited_by or 'Somebody at the server'} wants to give this role to "
            f"{invitation.name or 'the person'} at {invitation.email}: {invitation.place}.",
            "Approve it only where you know that this person should have it and that the address is theirs.",
        ],
        button="Decide",
        back="people:waiting",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def answer_change(request: HttpRequest, actor: Actor, change_id: UUID) -> HttpResponse:
    """Approve or decline a change of an account."""
    change = get_object_or_404(_changes(actor), pk=change_id)

    def take(said: dict[str, Any]) -> str:
        now = present.now()
        if said["answer"] == "yes":
            changing.approve(change, by=actor, now=now)
            return "You approved it, and it was done. The person is told."
        changing.decline(change, by=actor, now=now, reason=said["reason"])
        return "You declined it. Whoever proposed it is told why."

    return ask(
        request,
        AnswerForm,
        take,
        then="people:waiting",
        title=f"{change.user}: {change.get_kind_display()}",
        lead=[
            f"{change.proposed_by} proposes this for {change.user} ({change.user.email}). Why: {change.reason}",
            *([f"The new address: {change.new_email}"] if change.new_email else []),
            "Speak with the person first, on a way that you know: not by an answer to the mail that asks for it.",
        ],
        button="Decide",
        back="people:waiting",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def answer_address(request: HttpRequest, actor: Actor, kind: str, row_id: int) -> HttpResponse:
    """Confirm where letters go. Answered no, nothing changes: they go on being sent by hand."""
    found = [row for word, row in addresses.waiting_addresses(actor) if (word, row.pk) == (kind, row_id)]
    if not found:
        raise Http404("There is no such address that waits here.")
    row = found[0]

    def take(said: dict[str, Any]) -> str:
        if said["answer"] == "no":
            return "It stays as it is: everything for it is sent by hand. Ask an administrator to correct the address."
        addresses.confirm(row, seen=request.POST.get("based_on", ""), by=actor, now=present.now())
        return f"Letters and copies for {addresses.name_of(row)} go to {addresses.address_of(row)}."

    return ask(
        request,
        ConfirmForm,
        take,
        then="people:waiting",
        title=f"Where letters go: {addresses.name_of(row)}",
        lead=[
            f"The new address: {addresses.address_of(row)}",
            f"{addresses.partnership_of(row)} sends letters there that say what a case is about. Confirm it only where "
            "you know that it is theirs: not by an answer to a mail.",
        ],
        button="Save",
        back="people:waiting",
        based_on=request.POST.get("based_on") or addresses.address_of(row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def answer_periods(request: HttpRequest, actor: Actor, schedule_id: int) -> HttpResponse:
    """Confirm shorter periods, or leave everything as it is."""
    found = [one for one in periods.waiting_periods(actor) if one.pk == schedule_id]
    if not found:
        raise Http404("There is nothing of it that waits here.")
    schedule = found[0]

    def take(said: dict[str, Any]) -> str:
        agrees, seen = said["answer"] == "yes", request.POST.get("based_on", "")
        periods.answer(schedule, agrees=agrees, seen=seen, by=actor, now=present.now())
        return "The shorter periods count from now on." if agrees else "Everything is kept as long as before."

    return ask(
        request,
        PeriodsForm,
        take,
        then="people:waiting",
        title=f"How long {schedule.partnership} keeps its records",
        lead=[
            *periods.in_words(schedule),
            "Proposed by an administrator, who reads no case. No case goes by itself: your office proposes, and a "
            "decision maker approves. What is about no case goes by itself.",
        ],
        button="Save",
        back="people:waiting",
        based_on=request.POST.get("based_on") or periods.mark_of(schedule),
    )


def waiting_invitations(actor: Actor) -> list[Invitation]:
    """Those where the person sees the place, oldest first, with the roles of who invited."""
    found = open_invitations().filter(deciding.places_of(actor), needs_approval=True, answered_at=None)
    found = found.select_related("partnership", "agency", "invited_by")
    rows = list(found.prefetch_related("agency__partnerships").order_by("invited_at"))
    deciding.read_roles(one.invited_by for one in rows if one.invited_by is not None)
    return rows


def waiting_changes(actor: Actor) -> QuerySet[AccountChange]:
    return _changes(actor).filter(answered_at=None).order_by("proposed_at")


def count_for(actor: Actor, now: datetime) -> int:
    """How many wait for this person to answer. Five queries and those of the changes, which are few."""
    invitations = sum(1 for one in waiting_invitations(actor) if not inviting.why_not_approve(actor, one))
    invitations += len(addresses.waiting_addresses(actor)) + len(periods.waiting_periods(actor))
    return invitations + sum(1 for one in waiting_changes(actor) if not changing.why_not_approve(actor, one, now))


def _changes(actor: Actor) -> QuerySet[AccountChange]:
    seen = deciding.seen_people(actor).values("pk")
    return AccountChange.objects.filter(user__in=seen).select_related("user", "proposed_by")
