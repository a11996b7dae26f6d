"""The copy sheet: a notification's answers in order, to copy into the national service."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import case_workers, find_case, require_reader
from workflow.desk.case_file.copy_sheet import sections
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import SUBMISSION_READ
from workflow.engine import log
from workflow.parties.roles import Actor


@require_safe
@case_workers
def copy_sheet(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """The notification as it was sent, one answer after the other."""
    case = find_case(actor, reference)
    require_reader(actor, case)
    now = present.now()
    file = CaseFile(case, by=actor, now=now)
    sent = [one.submission_id for one in file.notifications if one.submission_id is not None]
    submission = file.submission(sent[-1]) if sent else None
    if submission is None:
        raise Http404("This case has no notification that was submitted.")
    log.record_reading(case, kind=SUBMISSION_READ, by=actor, now=now, record_id=submission.pk)
    context = {
        "case": case,
        "partnership": case.partnership,
        "sections": sections(submission.version.definition, submission.answers or {}, case.procedure),
        "sent_at": submission.submitted_at,
    }
    return render(request, "workflow/desk/copy_sheet.html", context)
