"""The page on which somebody chooses what goes into the papers of a meeting, and takes them."""

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms.models import Submission
from forms.reading.sent import opened
from workflow.desk.access import case_workers
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import SUBMISSION_READ, frame
from workflow.desk.case_work.asking import opened_file
from workflow.desk.case_work.meetings import found_meeting, same
from workflow.desk.case_work.papers import NAME, papers_of
from workflow.desk.downloads import PDF_TYPE, download
from workflow.engine import log
from workflow.engine.event import Event
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.parties.roles import Actor

TAKEN = "meeting.papers"


@require_safe
@case_workers
def papers(request: HttpRequest, actor: Actor, reference: str, meeting_id: UUID) -> HttpResponseBase:
    """Which forms go in is chosen first; taking them is logged, and the reading of each form in them."""
    file = opened_file(request, actor, reference)
    meeting = found_meeting(file, meeting_id)
    if "take" not in request.GET:
        context = {**frame(file, "desk:meetings"), "meeting": meeting, "submissions": file.submissions}
        return render(request, "workflow/desk/meeting_papers.html", context)
    wanted = set(request.GET.getlist("form"))
    chosen = [one for one in file.submissions if str(one.pk) in wanted]
    _put_on_record(file, meeting, chosen)
    asked = meeting.invitations.filter(withdrawn_at=None).select_related(*Invitation.NAMED)
    content = papers_of(
        meeting,
        invited=[(one, one.with_whom(file.case)) for one in asked],
        actions=[same(file, one) for one in meeting.actions.select_related("person")],
        sent=[opened(one) for one in chosen],
        now=file.now,
    )
    return download(content, PDF_TYPE, NAME)


def _put_on_record(file: CaseFile, meeting: Meeting, chosen: list[Submission]) -> None:
    read = [(TAKEN, meeting.pk), *((SUBMISSION_READ, one.pk) for one in chosen)]
    log.append([Event(case=file.case, kind=kind, record_id=pk, actor=file.by.user, at=file.now) for kind, pk in read])
