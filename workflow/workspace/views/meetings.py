"""A meeting to which an agency is asked: answering the invitation, and the entry for a calendar."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from workflow.desk.access import everybody
from workflow.desk.case_work.invitations import ANSWERED, answered
from workflow.desk.downloads import download
from workflow.machines.case.counterparts.finding import own_agencies
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.calendar_entry import NAME, TYPE, calendar_entry
from workflow.machines.case.meetings.meeting import Meeting
from workflow.parties.roles import Actor
from workflow.workspace import own


@require_safe
@everybody
def calendar(request: HttpRequest, actor: Actor, reference: str, meeting_id: UUID) -> HttpResponseBase:
    """The entry, as it went by e-mail."""
    now = present.now()
    case, found = _own(actor, reference, meeting_id)
    path = reverse("workspace:case", args=[reference])
    is_cancelled = found.cancelled_at is not None
    entry = calendar_entry(found, case, path=path, now=now, is_cancelled=is_cancelled)
    return download(entry.encode(), TYPE, NAME)


@require_http_methods(["GET", "HEAD", "POST"])
@everybody
def answer(request: HttpRequest, actor: Actor, reference: str, meeting_id: UUID) -> HttpResponse:
    """Somebody of the agency says whether they take part, or who comes in their place."""
    case, found = _own(actor, reference, meeting_id)
    state = answered(request, case, found, by=actor, now=present.now())
    back = reverse("workspace:case", args=[reference])
    if state.event is not None:
        messages.success(request, ANSWERED)
        return redirect(back)
    context = {"case": case, "state": state, "meeting": found, "back_url": back}
    return render(request, "workflow/workspace/meeting_answer.html", context, status=state.status)


def _own(actor: Actor, reference: str, meeting_id: UUID) -> tuple[Case, Meeting]:
    """The case, and the meeting to which an agency of the person is asked. Raises Http404, CaseErased."""
    case, _records = own.in_case(actor, reference)
    asked = own.meetings(case, list(own_agencies(case, actor)), now=present.now())
    found = next((one for one in asked if one.pk == meeting_id), None)
    if found is None:
        raise Http404("There is no such meeting here.")
    return case, found
