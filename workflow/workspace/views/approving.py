"""A lead reads a draft of their agency and approves it or sends it back; and says whether that is wanted at all."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forms import present
from forms.filling import drafts
from forms.filling.journey import Journey
from forms.filling.pages.tasks import context_of
from forms.questions.fields import HIDDEN_CHARACTERS
from forms.questions.summary import summary_rows
from forms.sent_numbers import whole_number
from workflow.desk.access import everybody
from workflow.engine.step import Refused
from workflow.parties.party import Agency
from workflow.parties.roles import Actor, Role
from workflow.workspace import approval

CHANGED = "The draft was changed while you read it. Nothing has been decided. These are the answers as they are now."
MOST_CHARACTERS = 4_000


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def approve(request: HttpRequest, actor: Actor, approval_id: UUID) -> HttpResponse:
    """The answers of the draft as they are now, and what the lead says to them."""
    now = present.now()
    asked = approval.to_approve(actor, now=now).filter(pk=approval_id).first()
    if asked is None:
        raise Http404("There is nothing for you to approve here.")
    draft = drafts.with_circumstances().get(pk=asked.draft_id)
    journey = Journey(draft, today=present.today())
    if request.method != "POST":
        return _page(request, asked, journey)
    revision = whole_number(request.POST.get("revision", ""))
    if revision != journey.revisions.latest:
        return _page(request, asked, journey, errors=[("decision", CHANGED)], status=409)
    note = HIDDEN_CHARACTERS.sub("", request.POST.get("note", "")).replace("\r\n", "\n")
    if len(note) > MOST_CHARACTERS:
        told = f"Shorten your note to {MOST_CHARACTERS:,} characters or fewer. You have entered {len(note):,}"
        return _page(request, asked, journey, errors=[("note", told)], status=422)
    approved = request.POST.get("decision") == "approve"
    try:
        approval.decide(asked.pk, approved=approved, note=note, revision=revision, by=actor, now=now)
    except Refused as refused:
        return _page(request, asked, journey, errors=[("note", refused.reason)], status=422)
    said = "You approved the draft. Whoever wrote it can send it now." if approved else "You sent the draft back."
    messages.success(request, said)
    return redirect("workspace:home")


def _page(
    request: HttpRequest,
    asked: approval.DraftApproval,
    journey: Journey,
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **context_of(journey),
        "asked_by": asked.asked_by,
        "asked_at": asked.asked_at,
        "steps": summary_rows(journey.definition, journey.answers, journey.files, journey.ids),
        "missing": [problem.message for problem in journey.problems()],
        "revision": journey.revisions.latest,
        "note": request.POST.get("note", ""),
        "errors": errors or [],
        # Nothing is changed here, and files are opened by those who write the draft.
        "read_only": True,
        "draft": None,
    }
    return render(request, "workflow/workspace/approve.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def agency(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What a lead decides for their agency."""
    led = [one.agency for one in actor.memberships if one.role == Role.LEAD and one.agency is not None]
    if not led:
        raise Http404("You lead no agency.")
    if request.method == "POST":
        for one in led:
            approval.want_approval(one, request.POST.get(f"agency-{one.pk}") == "yes", by=actor, now=present.now())
        messages.success(request, "Saved.")
        return redirect("workspace:agency")
    context = {"agencies": Agency.objects.filter(pk__in=[one.pk for one in led])}
    return render(request, "workflow/workspace/agency.html", context)
