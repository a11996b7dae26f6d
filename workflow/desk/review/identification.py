"""What the identification check found in a report, each find with its places; a second person resolves them (D36)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
    finds = [_find(hit, publication.case, set(request.POST.getlist("hits"))) for hit in found]
    facts = report_desk().content(publication.review)
    context = {
        **frame(CaseFile(publication.case, by=actor, now=now), "desk:review"),
        "state": state,
        "boxes": [box for box in state.page.boxes if box.name != "hits"],
        "hits": finds,
        "open": [find for find in finds if not find["resolution"]],
        "resolved": [find for find in finds if find["resolution"]],
        "preview_url": facts.preview_url if facts else "",
    }
    # Looking is allowed where resolving is not: the reason stands on the page.
    status = state.status if request.method == "POST" else 200
    return render(request, "workflow/desk/identification.html", context, status=status)


def _find(hit: IdentificationHit, case: Case, chosen: set[str]) -> dict[str, Any]:
    """One find as the page shows it: what was found (identifier, written, count, places), and how it was resolved."""
    hit.data_key = case.data_key
    return {
        **(hit.found or {}),
        "pk": hit.pk,
        "label": LABELS.get(hit.kind, hit.kind),
        "chosen": str(hit.pk) in chosen,
        "resolution": str(hit.get_resolution_display()) if hit.resolution else "",
        "note": hit.note or "",
        "by": str(hit.resolved_by or ""),
        "at": hit.resolved_at,
    }
