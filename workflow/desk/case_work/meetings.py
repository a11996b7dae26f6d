"""Meetings of a case: listed, planned, one with its agenda, minutes and actions, and its entry for a calendar."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from workflow.desk.access import case_workers, find_case, reads_everything, require_officer
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import READ, frame
from workflow.desk.case_work.agenda import proposed
from workflow.desk.case_work.asking import PAGE_SIZE, asked, opened_file, status_of
from workflow.desk.downloads import download
from workflow.desk.history.words import happened
from workflow.engine import log
from workflow.engine.door import option
from workflow.machines.case.meetings.answer import InvitationAnswer
from workflow.machines.case.meetings.calendar_entry import NAME, TYPE, calendar_entry
from workflow.machines.case.meetings.meeting import Invitation, Meeting, MeetingQuerySet
from workflow.machines.case.meetings.questions import open_invitations
from workflow.parties.roles import Actor

# The steps of one meeting that have a page of their own.
STEPS = ("change_meeting", "cancel_meeting", "set_agenda", "record_attendance", "write_minutes")


@require_safe
@case_workers
def meetings(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """All meetings of the case, the last one first; for a member of a group those to which it is asked."""
    file = meeting_file(actor, reference)
    page = Paginator(_readable(file), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [same(file, one) for one in page.object_list]
    context = {
        **frame(file, "desk:meetings"),
        "ahead": [one for one in reversed(shown) if one.ends_at >= file.now],
        "over": [one for one in shown if one.ends_at < file.now],
        "results": page,
    }
    return render(request, "workflow/desk/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def plan(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """A new meeting, with an agenda made from what is open."""
    file = _office_file(request, actor, reference)
    state = asked(request, file, "plan_meeting", initial={"agenda": proposed(file), "kind": Meeting.Kind.RAPID_REVIEW})
    if state.event is not None:
        messages.success(request, "The meeting was planned.")
        mine = Meeting.objects.filter(case=file.case, planned_by=actor.user).order_by("-planned_at")
        return redirect("desk:meeting", reference, mine[0].pk)
    context = {**frame(file, "desk:meetings"), "state": state, "back_url": reverse("desk:meetings", args=[reference])}
    return render(request, "workflow/desk/meeting_step.html", context, status=state.status)


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def meeting(request: HttpRequest, actor: Actor, reference: str, meeting_id: UUID) -> HttpResponse:
    """When and where, who is asked and who came, agenda, minutes, actions, and a form to add one."""
    file = meeting_file(actor, reference, logged=request.method != "POST")
    found = found_meeting(file, meeting_id)
    context = {**frame(file, "desk:meetings"), "meeting": found, "has_begun": found.has_begun(file.now)}
    context["may_answer"] = open_invitations(file.case, actor, file.now).filter(meeting=found).exists()
    if not context["reads_everything"]:
        if request.method == "POST":
            raise Http404("There is nothing to add here.")
        return render(request, "workflow/desk/meeting.html", context)
    state = asked(request, file, "add_action", about={"meeting": str(found.pk)})
    if state.event is not None:
        messages.success(request, "The action was added to the tasks of the case.")
        return redirect("desk:meeting", reference, meeting_id)
    context |= {
        "state": state,
        "invited": [(one, one.with_whom(file.case), answers) for one, answers in asked_with_answers(file, found)],
        "actions": [same(file, one) for one in found.actions.select_related("person", "done_by")],
        "steps": _steps(file, found),
    }
    return render(request, "workflow/desk/meeting.html", context, status=status_of(state))


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def meeting_step(request: HttpRequest, actor: Actor, reference: str, meeting_id: UUID, name: str) -> HttpResponse:
    """One meeting: moved, cancelled, its agenda, who came, its minutes."""
    if name not in STEPS:
        raise Http404("There is no such step of a meeting.")
    file = _office_file(request, actor, reference)
    found = found_meeting(file, meeting_id)
    initial = {"meeting": str(found.pk), **_stands(file, found)}
    state = asked(request, file, name, about={"meeting": str(found.pk)}, initial=initial)
    back = reverse("desk:meeting", args=[reference, meeting_id])
    if state.event is not None:
        messages.success(request, f"{happened(state.event.kind)}.")
        return redirect(back)
    found.refresh_from_db(fields=["changed_at"])
    about = {"state": state, "meeting": found, "seen": found.mark, "back_url": back}
    context = {**frame(file, "desk:meetings"), **about}
    return render(request, "workflow/desk/meeting_step.html", context, status=state.status)


@require_safe
@case_workers
def calendar(request: HttpRequest, actor: Actor, reference: str, meeting_id: UUID) -> HttpResponseBase:
    """The entry for a calendar, as it went by e-mail."""
    file = meeting_file(actor, reference)
    found = found_meeting(file, meeting_id)
    path = reverse("desk:meeting", args=[reference, meeting_id])
    is_cancelled = found.cancelled_at is not None
    entry = calendar_entry(found, file.case, path=path, now=file.now, is_cancelled=is_cancelled)
    return download(entry.encode(), TYPE, NAME)


def _office_file(request: HttpRequest, actor: Actor, reference: str) -> CaseFile:
    """The case file for who runs the office that leads the case: nobody else plans. Raises PermissionDenied."""
    require_officer(actor, find_case(actor, reference))
    return opened_file(request, actor, reference)


def meeting_file(actor: Actor, reference: str, *, logged: bool = True) -> CaseFile:
    """The case file, also for members of the groups, who learn when and where they meet."""
    case, now = find_case(actor, reference), present.now()
    if logged:
        log.record_reading(case, kind=READ, by=actor, now=now)
    return CaseFile(case, by=actor, now=now)


def _readable(file: CaseFile) -> MeetingQuerySet:
    found: MeetingQuerySet = Meeting.objects.filter(case=file.case)
    return found if reads_everything(file.by, file.case) else found.asks(file.by, file.case)


def found_meeting(file: CaseFile, meeting_id: UUID) -> Meeting:
    """One that this person may know of, with its case and key. Raises Http404."""
    found = _readable(file).select_related("planned_by", "cancelled_by", "minutes_by")
    return same(file, get_object_or_404(found, pk=meeting_id))


def same(file: CaseFile, record: Any) -> Any:
    """The record with the case and the key that were read already."""
    record.case, record.data_key = file.case, file.case.data_key
    return record


def asked_with_answers(file: CaseFile, meeting: Meeting) -> list[tuple[Invitation, list[InvitationAnswer]]]:
    """Who is asked now, each with what was answered: two queries."""
    rows = meeting.invitations.filter(withdrawn_at=None).select_related(*Invitation.NAMED)
    answers = Prefetch("answers", InvitationAnswer.objects.select_related("by"))
    return [(one, [same(file, each) for each in one.answers.all()]) for one in rows.prefetch_related(answers)]


def _steps(file: CaseFile, found: Meeting) -> list[tuple[str, str]]:
    """What this person can do with it now: name and label."""
    if found.cancelled_at is not None:
        return []
    later = {"record_attendance", "write_minutes"}
    wanted = [name for name in STEPS if found.has_begun(file.now) or name not in later]
    options = [option(file.case, name, by=file.by, now=file.now) for name in wanted]
    return [(one.name, LABELS.get(one.name, one.step.label)) for one in options if one.allowed]


LABELS = {"set_agenda": "Write the agenda", "write_minutes": "Write the minutes"}


def _stands(file: CaseFile, found: Meeting) -> dict[str, Any]:
    begins = localtime(found.starts_at)
    with_answers = asked_with_answers(file, found)
    asked_now = [one for one, _answers in with_answers]
    came = [one.pk for one in asked_now if one.attendance == Invitation.Attendance.CAME]
    return {
        "on": begins.date().isoformat(),
        "time": f"{begins:%H:%M}",
        "long": str(found.minutes_long),
        "location": found.place,
        "link": found.link,
        "invited": [one.with_whom(file.case).key for one in asked_now],
        "agenda": found.agenda or proposed(file),
        "came": came,
        "apologies": [one.pk for one, answers in with_answers if _sent_apologies(one, answers)],
        "others_came": found.others_came,
        "minutes": found.minutes or _headings(found),
    }


def _sent_apologies(invitation: Invitation, answers: list[InvitationAnswer]) -> bool:
    """As it was recorded; before that, where everybody who answered sent apologies."""
    if invitation.attendance:
        return invitation.attendance == Invitation.Attendance.APOLOGIES
    return bool(answers) and all(one.answer == InvitationAnswer.Answer.APOLOGIES for one in answers)


def _headings(found: Meeting) -> str:
    """Minutes begin from the agenda: each item with room below."""
    items = [line.strip() for line in (found.agenda or "").splitlines() if line.strip()]
    return "\n\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
