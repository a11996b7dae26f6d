"""An agency's part of one case, its steps, and the start of its return."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present
from forms.filling.pages.attaching import require_whole
from workflow.desk.access import everybody
from workflow.desk.downloads import download
from workflow.desk.steps.form_links import link_for
from workflow.desk.steps.taking import StepState, look, take
from workflow.engine.door import perform
from workflow.engine.machine import steps_of
from workflow.engine.step import Refused
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.counterparts.finding import own_agencies
from workflow.machines.notification.machine import Notification
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.roles import AGENCY_ROLES, Actor
from workflow.workspace import own
from workflow.workspace.label import labels_of
from workflow.workspace.paper import return_request
from workflow.workspace.parts import asked_of, gather

NOUNS = {
    Referral.KIND: "Your referral",
    Notification.KIND: "Notification",
    AgencyReturn.KIND: "Your agency’s return",
    RecommendationAction.KIND: "Recommendation",
}


@require_safe
@everybody
def case(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """What the person's agency has to do with this case, and nothing else of it."""
    found, records = own.in_case(actor, reference)
    now = present.now()
    parts = gather(records, by=actor, now=now)
    agencies = list(own_agencies(found, actor).order_by("name"))
    context = {
        "case": found,
        "for_agency": True,
        "threads": own.threads(found, agencies, actor),
        "meetings": own.with_answers(own.meetings(found, agencies, now=now), actor, now=now),
        "label": labels_of(request.user, [found.pk]).get(found.pk, ""),
        "referrals": parts[Referral.KIND],
        "notifications": parts[Notification.KIND],
        "returns": parts[AgencyReturn.KIND],
        "recommendations": parts[RecommendationAction.KIND],
    }
    return render(request, "workflow/workspace/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def step(request: HttpRequest, actor: Actor, reference: str, kind: str, record_id: UUID, name: str) -> HttpResponse:
    """A step of one of the agency's own records. A step that is never an agency's does not exist here: 404."""
    now = present.now()
    record = own.find(actor, reference, kind, record_id)
    found = steps_of(type(record)).get(name)
    if found is None or not AGENCY_ROLES & found.roles:
        raise Http404("There is no such step here.")
    if request.method != "POST":
        return _page(request, look(record, name, by=actor, now=now))
    require_whole(request)
    chosen = request.FILES.getlist("files")
    state = take(record, name, request.POST, by=actor, now=now, chosen=chosen)
    if state.event is None:
        return _page(request, state)
    messages.success(
        request, f"{found.reads or 'Done'}. If the support office has to do something now, it has been told."
    )
    return redirect("workspace:case", reference)


def _page(request: HttpRequest, state: StepState) -> HttpResponse:
    title, said = asked_of(state.record, state.option.name)
    context = {
        "state": state,
        "case": state.record.case,
        "title": NOUNS[state.record.KIND],
        "question_title": title,
        "conversation": said,
        "back_url": reverse("workspace:case", args=[state.record.case.reference]),
        "status": own.status_of(state.record),
    }
    return render(request, "workflow/workspace/step.html", context, status=state.status)


@require_safe
@everybody
def request_pdf(request: HttpRequest, actor: Actor, reference: str, record_id: UUID) -> HttpResponseBase:
    """What the agency is asked, on paper. Made when asked for, never stored."""
    record: Any = own.find(actor, reference, AgencyReturn.KIND, record_id)
    content = return_request(record, now=present.now())
    return download(content, "application/pdf", "request.pdf")


@require_POST
@everybody
def start_return(request: HttpRequest, actor: Actor, reference: str, record_id: UUID) -> HttpResponse:
    """Note that the agency has started its return, and lead to its form."""
    record = own.find(actor, reference, AgencyReturn.KIND, record_id)
    link = link_for(record, "agency_return", actor)
    if not link.url:
        messages.error(request, link.why_not)
        return redirect("workspace:case", reference)
    if record.state != AgencyReturn.STARTED:
        try:
            perform(record, "start", by=actor, now=present.now())
        except Refused as refused:
            messages.error(request, refused.reason)
            return redirect("workspace:case", reference)
    return redirect(link.url)
