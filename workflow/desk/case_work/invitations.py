"""Answering an invitation, on the desk and in the workspace; and what was answered, for the office."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms.filling.pages.attaching import require_whole
from workflow.desk.access import case_workers
from workflow.desk.case_file.pages import frame
from workflow.desk.case_work.meetings import found_meeting, meeting_file
from workflow.desk.steps.taking import StepState, look, take
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.answer import InvitationAnswer
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.machines.case.meetings.questions import open_invitations
from workflow.parties.roles import Actor

STEP = "answer_invitation"
ANSWERED = "Your answer was kept. The support office reads it."


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def answer(request: HttpRequest, actor: Actor, reference: str, meeting_id: UUID) -> HttpResponse:
    """Somebody on the desk says whether they take part, or who comes in their place."""
    file = meeting_file(actor, reference, logged=request.method != "POST")
    found = found_meeting(file, meeting_id)
    back = reverse("desk:meeting", args=[reference, meeting_id])
    state = answered(request, file.case, found, by=actor, now=file.now)
    if state.event is not None:
        messages.success(request, ANSWERED)
        return redirect(back)
    context = {**frame(file, "desk:meetings"), "state": state, "meeting": found, "back_url": back}
    return render(request, "workflow/desk/meeting_step.html", context, status=state.status)


def answered(request: HttpRequest, case: Case, meeting: Meeting, *, by: Actor, now: Any) -> StepState:
    """The step with what this person answered before; taken where it was posted. Raises Http404 for others."""
    invitation = invitation_of(case, meeting, by=by, now=now)
    if invitation is None:
        raise Http404("There is no invitation here that you can answer.")
    if request.method == "POST":
        require_whole(request)
        posted = request.POST.copy()
        posted["invitation"] = str(invitation.pk)
        return take(case, STEP, posted, by=by, now=now)
    before = own_answer(case, meeting, by)
    said = {"answer": before.answer, "instead": before.instead} if before is not None else {}
    return look(case, STEP, by=by, now=now, initial=said)


def invitation_of(case: Case, meeting: Meeting, *, by: Actor, now: Any) -> Invitation | None:
    """The invitation to this meeting that the person may answer now."""
    found: Invitation | None = open_invitations(case, by, now).filter(meeting=meeting).order_by("pk").first()
    return found


def own_answer(case: Case, meeting: Meeting, by: Actor) -> InvitationAnswer | None:
    """What this person answered last."""
    found = InvitationAnswer.objects.filter(invitation__meeting=meeting, by=by.user).order_by("-at").first()
    if found is not None:
        found.data_key = case.data_key
    return found
