"""The page of one step, for every machine alike."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms import present
from forms.filling.pages.attaching import require_whole
from workflow.desk.access import (
    NOT_THE_DESK,
    PUBLICATION_ROLES,
    find_case,
    find_record,
    for_roles,
    reads_everything,
    roles_for,
)
from workflow.desk.case_file.file import title_of
from workflow.desk.history.timeline import timeline
from workflow.desk.history.words import happened
from workflow.desk.review import identification
from workflow.desk.steps.taking import StepState, look, take
from workflow.engine.machine import Machine, steps_of
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor, may_read_case

# Where a machine's record is shown in the case file; of the others the overview.
TABS = {
    "agency_return": "desk:returns",
    "extension": "desk:deadlines",
    "rapid_review": "desk:decision",
    "rapid_review_audit": "desk:decision",
    "review": "desk:review",
    "publication": "desk:review",
    "recommendation": "desk:review",
    "recommendation_action": "desk:review",
    "publication_hold": "desk:review",
    "parallel_process": "desk:people",
}
ON_FILE = "desk:people"
# Where what stands beside the moves of the case itself is shown.
BESIDE = {
    "owner": "desk:case",
    "tasks": "desk:tasks",
    "notes": "desk:notes",
    "documents": "desk:documents",
    "messages": "desk:messages",
    "meetings": "desk:meetings",
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(PUBLICATION_ROLES, NOT_THE_DESK)
def step(request: HttpRequest, actor: Actor, reference: str, kind: str, record_id: UUID, name: str) -> HttpResponse:
    """GET shows what the step asks and what follows; POST takes it, or says why not with everything typed kept."""
    case = find_case(actor, reference, roles_for(kind))
    record = find_record(case, kind, record_id)
    now = present.now()
    if name == identification.STEP:
        # Finds are resolved where each is shown with its places.
        return redirect("desk:identification", reference, record_id)
    if request.method != "POST":
        return _page(request, actor, look(record, name, by=actor, now=now))
    require_whole(request)
    chosen = request.FILES.getlist("files")
    state = take(record, name, request.POST, by=actor, now=now, chosen=chosen)
    if state.event is None:
        return _page(request, actor, state)
    messages.success(request, f"{happened(state.event.kind)}.")
    return redirect(_back(actor, record, name))


def _page(request: HttpRequest, actor: Actor, state: StepState) -> HttpResponse:
    case: Case = state.record.case
    # A publisher, who sees no case, is told who took which step, not what was written with it.
    events = [state.meanwhile] if state.meanwhile is not None and may_read_case(case, actor) else []
    context = {
        "state": state,
        "meanwhile": timeline(case, events, {}, reads_everything=reads_everything(actor, case)) if events else [],
        "case": state.record.case,
        "title": title_of(state.record),
        "back_url": _back(actor, state.record, state.option.name),
    }
    return render(request, "workflow/desk/step.html", context, status=state.status)


def _back(actor: Actor, record: Machine, name: str) -> str:
    """The case, at the place of the record; for a publisher, who sees no case, the publications."""
    if not may_read_case(record.case, actor):
        return reverse("desk:publications")
    beside = steps_of(type(record))[name].beside
    recorded = beside or name == "record_parallel_process"
    tab = BESIDE.get(beside) or (ON_FILE if recorded else TABS.get(record.KIND, "desk:case"))
    return reverse(tab, args=[record.case.reference])
