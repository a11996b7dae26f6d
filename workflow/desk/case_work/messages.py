"""Messages of a case on the desk: the threads, one of them, its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages as told
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present, uploads
from workflow.desk.access import case_workers, find_case, require_reader
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import frame
from workflow.desk.case_work.asking import asked, opened_file, status_of
from workflow.desk.case_work.documents import ANY_TYPE
from workflow.desk.case_work.threads import expected, lines_of, opened, said_in, thread_with, turn_of
from workflow.desk.downloads import download
from workflow.desk.steps.taking import CONFLICT, StepState, take
from workflow.engine import log
from workflow.engine.revision import revision_of
from workflow.machines.case.counterparts.counterpart import Counterpart
from workflow.machines.case.counterparts.finding import counterparts, is_office, spoken_for
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.questions import NO_MESSAGE_YET
from workflow.machines.case.messages.thread import MessageFile, MessageThread
from workflow.parties.roles import Actor

OPENED = "message.open"
GONE = 410


@require_safe
@case_workers
def threads(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """With whom was written, what waits first; and to whom one may write."""
    file = opened_file(request, actor, reference)
    lines = lines_of(file.case, actor)
    known = {line.whom.key for line in lines}
    to = counterparts(file.case) if is_office(file.case, actor) else spoken_for(file.case, actor)
    context = {
        **frame(file, "desk:messages"),
        "lines": lines,
        "others": [one for one in to if one.key not in known],
    }
    return render(request, "workflow/desk/messages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def thread(request: HttpRequest, actor: Actor, reference: str, whom: str) -> HttpResponse:
    """What was written, the newest first, below a form to write. Opening it reads it."""
    file = _file(actor, reference)
    by_office = is_office(file.case, actor)
    other = _counterpart(file, whom)
    found = opened(file.case, other, actor, file.now)
    name = "write_message" if by_office else "write_to_office"
    state = asked(request, file, name, about={"whom": whom}, initial=expected(found, by_office=by_office))
    if state.event is not None:
        told.success(request, "The message was sent.")
        return redirect("desk:message_thread", reference, whom)
    results = said_in(file.case, found, request.GET.get("page"))
    context = {
        **frame(file, "desk:messages"),
        "state": state,
        "whom": other,
        "thread": found,
        "turn": turn_of(found, by_office=by_office),
        "results": results,
        "said": results.object_list,
        "seen": found.mark if found is not None else NO_MESSAGE_YET,
        "by_office": by_office,
        "settle_based_on": revision_of(file.case, "settle_message", actor),
    }
    return render(request, "workflow/desk/message_thread.html", context, status=status_of(state))


@require_POST
@case_workers
def settle(request: HttpRequest, actor: Actor, reference: str, whom: str) -> HttpResponse:
    """The message that waits needs no answer."""
    file = _file(actor, reference)
    found = thread_with(file.case, _counterpart(file, whom))
    tell(request, settled(request, file.case, found, by=actor, now=file.now))
    return redirect("desk:message_thread", reference, whom)


def settled(request: HttpRequest, case: Case, found: MessageThread | None, *, by: Actor, now: Any) -> StepState:
    """Take the step with what its button posts."""
    posted = request.POST.copy()
    posted["thread"] = str(found.pk) if found is not None else ""
    return take(case, "settle_message", posted, by=by, now=now)


def tell(request: HttpRequest, state: StepState) -> None:
    """Say what became of it, on the page that follows."""
    if state.event is not None:
        told.success(request, "Nobody waits for an answer any more.")
        return
    errors = [message for _target, message in state.page.errors]
    told.error(request, state.reason or " ".join(errors))


@require_safe
@case_workers
def message_file(request: HttpRequest, actor: Actor, reference: str, whom: str, file_id: UUID) -> HttpResponseBase:
    """One file, as a download; the opening is logged before."""
    file = _file(actor, reference)
    found = thread_with(file.case, _counterpart(file, whom))
    return sent_file(request, file.case, found, file_id, by=actor, now=file.now)


def sent_file(
    request: HttpRequest, case: Case, found: MessageThread | None, file_id: UUID, *, by: Actor, now: Any
) -> HttpResponseBase:
    """A file of this thread; what waits for its virus check is checked now. Raises Http404."""
    sent: MessageFile = get_object_or_404(MessageFile, message__thread=found, pk=file_id)
    sent.data_key = case.data_key
    try:
        if sent.waits_for_scanner:
            uploads.rescan(sent, now=now)
        if not sent.may_be_opened:
            context = {"case": case, "sent": sent}
            return render(request, "workflow/desk/message_file_waits.html", context, status=CONFLICT)
        content = uploads.content_of(sent)
    except uploads.Lost:
        return render(request, "forms/file_lost.html", {"attachment": sent}, status=GONE)
    log.record_reading(case, kind=OPENED, by=by, now=now, record_id=sent.pk)
    response = download(content, ANY_TYPE, sent.filename)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _file(actor: Actor, reference: str) -> CaseFile:
    """The case file for who reads what was sent; what is opened of it is logged as such."""
    case = find_case(actor, reference)
    require_reader(actor, case)
    return CaseFile(case, by=actor, now=present.now())


def _counterpart(file: CaseFile, key: str) -> Counterpart:
    """Who is named in the address: for the office anybody with whom it may write or wrote, for others who they speak
    for. Raises Http404.
    """
    case, by = file.case, file.by
    if not is_office(case, by):
        found = spoken_for(case, by)
    else:
        found = counterparts(case) + [line.whom for line in lines_of(case, by)]
    other = next((one for one in found if one.key == key), None)
    if other is None:
        raise Http404("There is nobody to write to here.")
    return other
