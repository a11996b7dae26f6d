"""What an officer does with a notice: send again, set aside, correct; and the register as a file."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms import present
from forms.reading.exports import csv_file
from workflow import notices
from workflow.desk.access import case_workers, officers_case
from workflow.desk.downloads import download
from workflow.desk.notices import register
from workflow.engine import log
from workflow.engine.fields import ProseField
from workflow.machines.case.machine import Case
from workflow.notices import correcting as notice_steps
from workflow.notices.notice import Notice
from workflow.parties.roles import Actor

CONFLICT, UNPROCESSABLE = 409, 422
REGISTER_EXPORTED = "register.export"


class CorrectionForm(forms.Form):
    correction = ProseField(
        label="What holds instead?",
        help_text="This stands in the letter only, never in an e-mail. Write what was wrong and what is right.",
        missing="Enter what holds instead.",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "govuk-textarea"}),
    )


Act = Callable[..., object]


def _ask(request: HttpRequest, notice: Notice, form: forms.Form, template: str, act: Act, done: str) -> HttpResponse:
    """Ask before it is done to the notice; what was typed stays where it is refused."""
    case: Any = notice.case
    reason, status = "", 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                act(notice, **form.cleaned_data)
            except notices.NoticeRefused as refused:
                reason, status = refused.reason, CONFLICT
            else:
                messages.success(request, done)
                return redirect("desk:notices", case.reference)
    context = {"case": case, "notice": notice, "form": form, "reason": reason}
    # Asked of the row, not of the seal.
    context["has_letter"] = notice.__dict__.get("letter") is not None
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def correct_notice(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponse:
    """Tell the same recipient that what they were told no longer holds."""
    notice = _officers_notice(actor, reference, notice_id)
    form = CorrectionForm(request.POST or None, label_suffix="")
    act = partial(notice_steps.correct, by=request.user, now=present.now())
    done = "The correction is among the notices, for the same recipient."
    return _ask(request, notice, form, "workflow/desk/correct_notice.html", act, done)


def _do(request: HttpRequest, notice: Notice, act: Act, done: str) -> HttpResponse:
    """Do it to the notice, or say why not, and go back to the register."""
    case: Any = notice.case
    try:
        act(notice)
    except notices.NoticeRefused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, done)
    return redirect("desk:notices", case.reference)


@require_POST
@case_workers
def send_again(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponse:
    """Put a notice that failed back into the outbox."""
    notice = _officers_notice(actor, reference, notice_id)
    again = partial(notices.send_again, now=present.now(), by=request.user)
    return _do(request, notice, again, "The notice is waiting to be sent again.")


@require_POST
@case_workers
def set_aside(request: HttpRequest, actor: Actor, reference: str, notice_id: UUID) -> HttpResponse:
    """A notice that waits for a person is not to be sent after all."""
    notice = _officers_notice(actor, reference, notice_id)
    aside = partial(notice_steps.set_aside, by=request.user, now=present.now())
    return _do(request, notice, aside, "The notice will not be sent. It stays in the register.")


@require_safe
@case_workers
def register_csv(request: HttpRequest, actor: Actor, reference: str) -> HttpResponseBase:
    """The register as a file, without facts of the case. Taking it is logged."""
    case = officers_case(actor, reference)
    now = present.now()
    asked = register.RegisterFilter(request.GET)
    found = asked.narrow(register.all_of(case), notices.topics(case.procedure))
    log.record_reading(case, kind=REGISTER_EXPORTED, by=actor, now=now)
    content = register.csv_of(case, register.rows(case, found, now=now))
    return download(content, csv_file.TYPE, "register.csv")


def _officers_notice(actor: Actor, reference: str, notice_id: UUID) -> Notice:
    return notice_of(officers_case(actor, reference), notice_id)


def notice_of(case: Case, notice_id: UUID) -> Notice:
    """A notice of this case, which comes with it. Raises Http404."""
    notice = get_object_or_404(Notice.objects.select_related("sealed_copy"), pk=notice_id, case=case)
    notice.case = case
    return notice
