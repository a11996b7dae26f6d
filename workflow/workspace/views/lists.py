"""All of a person's cases, drafts and sent forms: searched, page by page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import everybody
from workflow.desk.paging import window
from workflow.parties.roles import Actor, Role
from workflow.workspace import cases, home
from workflow.workspace.sent import sent, ways, whole

LONGEST_SEARCH = 100


def _search(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


@require_safe
@everybody
def all_cases(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every case in which the person's agency has a part."""
    search, show = _search(request), request.GET.get("show", "")
    found = cases.cases(actor, search=search, show=show)
    results = window(request, found, cases.A_PAGE)
    context = {
        "results": results,
        "rows": cases.rows(actor, results),
        "search": search,
        "waiting": show == cases.WAITING,
    }
    return render(request, "workflow/workspace/cases.html", context)


@require_safe
@everybody
def all_drafts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every draft that the person can go on with."""
    found = home.drafts(actor, now=present.now()).order_by("-saved_at", "-pk")
    results = window(request, found, cases.A_PAGE)
    context = {"results": results, "drafts": home.draft_lines(actor, results)}
    return render(request, "workflow/workspace/drafts.html", context)


@require_safe
@everybody
def all_sent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the person sent, and for a lead what their agency's people sent."""
    search = _search(request)
    found = sent(actor, search=search)
    results = window(request, found, cases.A_PAGE, whole=whole, ways=ways(actor))
    context = {"results": results, "sent": results, "search": search, "is_lead": actor.holds({Role.LEAD})}
    return render(request, "workflow/workspace/sent.html", context)
