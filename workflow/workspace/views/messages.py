"""An agency's messages with the support office about one case: its own thread, and no other."""

from uuid import UUID

from django.contrib import messages as told
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present
from forms.filling.pages.attaching import require_whole
from workflow.desk.access import everybody
from workflow.desk.case_work.messages import sent_file, settled, tell
from workflow.desk.case_work.threads import expected, opened, said_in, thread_with, turn_of
from workflow.desk.converters import identifier
from workflow.desk.steps.taking import look, take
from workflow.engine.revision import revision_of
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.counterparts.counterpart import AGENCY, Counterpart
from workflow.machines.case.counterparts.finding import own_agencies
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.questions import NO_MESSAGE_YET
from workflow.machines.referral.machine import Referral
from workflow.parties.roles import Actor
from workflow.workspace import own
from workflow.workspace.telling_more import beginning

STEP = "write_to_office"


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def thread(request: HttpRequest, actor: Actor, reference: str, agency_id: int) -> HttpResponse:
    """What was written, the newest first, below a form to write. Opening it reads it."""
    case, whom = _own(actor, reference, agency_id)
    now = present.now()
    found = opened(case, whom, actor, now)
    if request.method == "POST":
        require_whole(request)
        posted = request.POST.copy()
        posted["whom"] = whom.key
        state = take(case, STEP, posted, by=actor, now=now, chosen=request.FILES.getlist("files"))
    else:
        initial = expected(found, by_office=False) | _begun(request, actor, reference, agency_id)
        state = look(case, STEP, by=actor, now=now, initial=initial)
    if state.event is not None:
        told.success(request, "The message was sent. The support office is told by e-mail.")
        return redirect("workspace:messages", reference, agency_id)
    results = said_in(case, found, request.GET.get("page"), for_agency=True)
    context = {
        "case": case,
        "state": state,
        "whom": whom,
        "for_agency": True,
        "turn": turn_of(found, by_office=False),
        "results": results,
        "said": results.object_list,
        "seen": found.mark if found is not None else NO_MESSAGE_YET,
        "settle_url": reverse("workspace:message_settled", args=[reference, agency_id]),
        "settle_based_on": revision_of(case, "settle_message", actor),
    }
    return render(request, "workflow/workspace/messages.html", context, status=state.status)


@require_POST
@everybody
def settle(request: HttpRequest, actor: Actor, reference: str, agency_id: int) -> HttpResponse:
    """The message that waits for the agency needs no answer."""
    case, whom = _own(actor, reference, agency_id)
    tell(request, settled(request, case, thread_with(case, whom), by=actor, now=present.now()))
    return redirect("workspace:messages", reference, agency_id)


@require_safe
@everybody
def message_file(request: HttpRequest, actor: Actor, reference: str, agency_id: int, file_id: UUID) -> HttpResponseBase:
    """One file, as a download; the opening is logged before."""
    case, whom = _own(actor, reference, agency_id)
    return sent_file(request, case, thread_with(case, whom), file_id, by=actor, now=present.now())


def _begun(request: HttpRequest, actor: Actor, reference: str, agency_id: int) -> dict[str, str]:
    """What the box says where one comes from a referral or return of the agency's."""
    about = identifier(request.GET.get("about", ""))
    if about is None:
        return {}
    _case, records = own.in_case(actor, reference)
    mine = [*records[Referral.KIND], *records[AgencyReturn.KIND]]
    record = next((one for one in mine if one.pk == about and one.agency_id == agency_id), None)
    if record is None:
        return {}
    return {"message": beginning(record, request.GET.get("ask", "")), "needs_answer": "yes"}


def _own(actor: Actor, reference: str, agency_id: int) -> tuple[Case, Counterpart]:
    """The case and the agency as the counterpart of the office. Raises Http404, CaseErased."""
    case, _records = own.in_case(actor, reference)
    agency = own_agencies(case, actor).filter(pk=agency_id).first()
    if agency is None:
        raise Http404("There is nothing of yours here.")
    return case, Counterpart(AGENCY, str(agency.pk), agency.name)
