"""What the identification check found in a report, each find with its places; a second person resolves them (D36)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.desk.access import find_case, find_record, officers, require_officer
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import READ, frame
from workflow.desk.history.words import happened
from workflow.desk.steps.taking import StepState, look, take
from workflow.engine import log
from workflow.machines.case.machine import Case
from workflow.machines.publication.identification.hit import IdentificationHit
from workflow.machines.publication.identification.identifiers import LABELS
from workflow.machines.publication.machine import Publication
from workflow.parties.roles import Actor, Role
from workflow.report_seam import report_desk

STEP = "resolve_hits"
NOT_READ = ("Not read", "The program cannot read it: somebody has to look at it.")
FINDS_A_PAGE, PLACES_A_PAGE, PLACES_IN_THE_LIST = 50, 100, 5
# What each degree means to whoever resolves the finds.
DEGREES = {
    "certain": ("Certain", "It stands in the report as the records have it."),
    "likely": ("Likely", "It stands in another form: a nickname, a part, other letters, another order."),
    "possible": ("Possible", "It may be an ordinary word, somebody else, or a day of many. Only its place tells."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def identification(request: HttpRequest, actor: Actor, reference: str, record_id: UUID) -> HttpResponse:
    """GET shows the finds; POST resolves those that are selected. The opening is logged: it names the family."""
    case = find_case(actor, reference, {Role.OFFICER})
    require_officer(actor, case)
    publication: Any = find_record(case, Publication.KIND, record_id)
    now = present.now()
    if request.method != "POST":
        log.record_reading(case, kind=READ, by=actor, now=now)
        return _page(request, actor, look(publication, STEP, by=actor, now=now), now)
    state = take(publication, STEP, request.POST, by=actor, now=now)
    if state.event is None:
        return _page(request, actor, state, now)
    messages.success(request, f"{happened(state.event.kind)}.")
    return redirect(reverse("desk:identification", args=[reference, record_id]))


def _page(request: HttpRequest, actor: Actor, state: StepState, now: datetime) -> HttpResponse:
    publication: Any = state.record
    found = publication.hits.filter(run=publication.check_run).select_related("resolved_by")
    if request.method != "POST" and (one := request.GET.get("find")):
        return _places(request, actor, state, _named(found, one), now)
    chosen = set(request.POST.getlist("hits"))
    waiting = Paginator(found.filter(resolution=""), FINDS_A_PAGE).get_page(request.GET.get("page"))
    done = Paginator(found.exclude(resolution=""), FINDS_A_PAGE).get_page(request.GET.get("resolved"))
    facts = report_desk().content(publication.review)
    context = {
        **frame(CaseFile(publication.case, by=actor, now=now), "desk:review"),
        "state": state,
        "boxes": [box for box in state.page.boxes if box.name != "hits"],
        "count": waiting.paginator.count + done.paginator.count,
        "waiting": waiting.paginator.count,
        "open": [_find(hit, publication.case, chosen) for hit in waiting],
        "resolved": [_find(hit, publication.case, chosen) for hit in done],
        "results": waiting,
        "resolved_pages": done,
        "preview_url": facts.preview_url if facts else "",
        "files": facts.files if facts else (),
    }
    # Looking is allowed where resolving is not: the reason stands on the page.
    status = state.status if request.method == "POST" else 200
    return render(request, "workflow/desk/identification.html", context, status=status)


def _named(found: Any, identifier: str) -> IdentificationHit:
    """The find of the newest check that the address names."""
    try:
        hit: IdentificationHit = found.get(pk=UUID(identifier))
    except (ValueError, IdentificationHit.DoesNotExist):
        raise Http404("The newest check has no such find.") from None
    return hit


def _places(
    request: HttpRequest, actor: Actor, state: StepState, hit: IdentificationHit, now: datetime
) -> HttpResponse:
    """Every place of one find, page by page."""
    publication: Any = state.record
    shown = _find(hit, publication.case, set())
    page = Paginator(shown["places"], PLACES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(CaseFile(publication.case, by=actor, now=now), "desk:review"),
        "hit": {**shown, "places": list(page), "more": 0},
        "results": page,
        "unlisted": shown["count"] - len(shown["places"]),
        "back": reverse("desk:identification", args=[publication.case.reference, publication.pk]),
    }
    return render(request, "workflow/desk/identification_find.html", context)


def _find(hit: IdentificationHit, case: Case, chosen: set[str]) -> dict[str, Any]:
    """One find as the page shows it: what was found (identifier, written, count, places), and how it was resolved."""
    hit.data_key = case.data_key
    found = {"places": [], "count": 0, "why": "", **(hit.found or {})}
    degree, means = NOT_READ if hit.kind == "unreadable" else DEGREES.get(hit.sure, DEGREES["certain"])
    return {
        **found,
        "listed": found["places"][:PLACES_IN_THE_LIST],
        "more": max(0, found["count"] - PLACES_IN_THE_LIST),
        "pk": hit.pk,
        "label": LABELS.get(hit.kind, hit.kind),
        "sure": hit.sure,
        "degree": degree,
        "means": means,
        "chosen": str(hit.pk) in chosen,
        "resolution": str(hit.get_resolution_display()) if hit.resolution else "",
        "note": hit.note or "",
        "by": str(hit.resolved_by or ""),
        "at": hit.resolved_at,
    }
