"""Moving a case to another version of the procedure: choose it, see what changes, decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forms import present
from workflow.desk.access import case_workers, officers_case
from workflow.desk.case_file.pages import READ
from workflow.desk.history.words import happened
from workflow.desk.steps.taking import look, take
from workflow.engine import log
from workflow.engine.step import local_date
from workflow.machines.case.change_of_version import preview, versions_for
from workflow.parties.roles import Actor
from workflow.procedures.version import ProcedureVersion

STEP = "move_procedure"


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def procedure(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """GET without a version lists them, with one shows what changes; POST moves the case."""
    case, now = officers_case(actor, reference), present.now()
    if request.method == "POST":
        state = take(case, STEP, request.POST, by=actor, now=now)
        if state.event is not None:
            messages.success(request, f"{happened(state.event.kind)}.")
            return redirect("desk:case", reference)
    else:
        log.record_reading(case, kind=READ, by=actor, now=now)
        state = look(case, STEP, by=actor, now=now)
    versions = list(versions_for(case, local_date(now)).select_related("partnership"))
    chosen = _chosen(request, versions)
    context: dict[str, Any] = {
        "case": case,
        "state": state,
        "versions": versions,
        "chosen": chosen,
        "plan": preview(case, chosen, now=now) if chosen is not None else None,
        "reason_box": _reason_box(state.page),
    }
    return render(request, "workflow/desk/procedure.html", context, status=state.status)


def _chosen(request: HttpRequest, versions: list[ProcedureVersion]) -> ProcedureVersion | None:
    asked = (request.POST if request.method == "POST" else request.GET).get("version", "")
    return next((one for one in versions if str(one.pk) == asked), None)


def _reason_box(page: Any) -> Any:
    return next((box for box in page.boxes if box.name == "reason"), None)
