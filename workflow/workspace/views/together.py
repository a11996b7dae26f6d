"""The page on which a draft is given to others: colleagues, a lead who approves, a link to one step."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms import present
from forms.filling import drafts, step_links
from forms.filling.journey import Journey
from forms.filling.pages.tasks import context_of, opened
from forms.models import Draft, StepLink
from forms.models.submission import writable
from forms.questions.fields import HIDDEN_CHARACTERS
from forms.sent_numbers import whole_number
from workflow.desk.access import everybody
from workflow.engine.step import Refused
from workflow.parties.roles import Actor
from workflow.people.models import User
from workflow.workspace import approval
from workflow.workspace import writing_together as together

SHARE, UNSHARE, HAND_OVER, LINK, REVOKE, ASK = "share", "unshare", "hand-over", "link", "revoke", "ask"
NOBODY = "Choose a colleague."


def own_draft(actor: Actor, draft_id: UUID) -> Draft:
    """A draft that the person writes for an agency and that is open. Raises Http404."""
    now = present.now()
    found = drafts.with_circumstances().filter(writable(actor.user), pk=draft_id, submitted_at=None, expires_at__gt=now)
    draft = found.select_related("owner").first()
    if draft is None or not together.together_url(draft):
        raise Http404("There is no such draft of yours.")
    return draft


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def people(request: HttpRequest, actor: Actor, draft_id: UUID) -> HttpResponse:
    """Who writes the draft, and what its owner may do about that."""
    draft = own_draft(actor, draft_id)
    journey = opened(draft)
    if request.method != "POST":
        return _page(request, actor, journey)
    action = request.POST.get("action", "")
    try:
        if action == LINK:
            return _page(request, actor, journey, link_url=_link(request, actor, journey))
        said = _do(action, request, actor, journey)
    except Refused as refused:
        return _page(request, actor, journey, refusal=refused.reason)
    messages.success(request, said)
    gone = action in (HAND_OVER, UNSHARE) and not Draft.objects.filter(writable(actor.user), pk=draft.pk).exists()
    return redirect("workspace:home") if gone else redirect("workspace:draft_people", draft.pk)


def _do(action: str, request: HttpRequest, actor: Actor, journey: Journey) -> str:
    """Do what the button says; what to tell. Raises Refused."""
    draft, now = journey.draft, present.now()
    if action == ASK:
        approval.ask(draft, journey.revisions.latest, by=actor, now=now)
        return "Your lead is asked to approve this draft. It stands under “What needs you” in their work."
    if action == REVOKE:
        together.revoke(draft, _uuid(request.POST.get("link", "")), by=actor, now=now)
        return "The link does not open anything any more."
    person = _colleague(request, draft)
    if action == UNSHARE:
        together.stop_sharing(draft, person.pk, by=actor, now=now)
        return f"{person} does not write this draft any more."
    if action == HAND_OVER:
        together.hand_over(draft, person, by=actor, now=now)
        return f"The draft is {person}’s now."
    together.share(draft, person, by=actor, now=now)
    return f"{person} can write this draft now. It stands under “Drafts” in their work."


def _colleague(request: HttpRequest, draft: Draft) -> User:
    number = whole_number(request.POST.get("colleague", ""))
    there = [*together.colleagues(draft, present.now()), *(one.user for one in draft.writers.select_related("user"))]
    person = next((one for one in there if one.pk == number), None)
    if person is None:
        raise Refused(NOBODY, "data")
    return person


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _link(request: HttpRequest, actor: Actor, journey: Journey) -> str:
    whom = HIDDEN_CHARACTERS.sub("", request.POST.get("for_whom", ""))
    token = together.open_by_link(journey, request.POST.get("step", ""), whom, by=actor, now=present.now())
    return settings.PORTAL_BASE_URL + reverse("section:step", args=[token])


def _page(
    request: HttpRequest, actor: Actor, journey: Journey, *, refusal: str = "", link_url: str = ""
) -> HttpResponse:
    draft, now = journey.draft, present.now()
    agency = approval.agency_of(draft, actor)
    titles = {step["name"]: step["title"] for step in journey.definition["steps"]}
    links = StepLink.objects.filter(draft=draft).select_related("data_key", "draft", "made_by")
    writers = list(draft.writers.select_related("user").order_by("added_at"))
    context: dict[str, Any] = {
        **context_of(journey),
        "is_owner": draft.owner_id == request.user.pk,
        "writers": writers,
        "colleagues": together.colleagues(draft, now),
        "steps": step_links.steps_to_open(journey),
        "links": [(link, titles.get(link.step, ""), link.is_open(now)) for link in links],
        "link_url": link_url,
        "link_days": step_links.LASTS.days,
        "wants_approval": agency is not None and agency.lead_approves,
        "approval": approval.newest(draft),
        "not_yet": approval.why_not_send(draft, request.user, journey.revisions.latest),
        "waits": approval.WAITS,
        "errors": [("people", refusal)] if refusal else [],
        "for_whom": request.POST.get("for_whom", "") if refusal else "",
        "chosen_step": request.POST.get("step", "") if refusal else "",
    }
    return render(request, "workflow/workspace/draft_people.html", context, status=422 if refusal else 200)
