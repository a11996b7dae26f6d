"""A recipient's sealed copy on the desk: where it stands, each opening, a code to tell by telephone, taking it back."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from workflow import notices
from workflow.desk.access import case_workers, officers_case
from workflow.desk.downloads import PDF_TYPE, download
from workflow.engine import log
from workflow.machines.case.machine import Case
from workflow.notices.sealed import opening, revoking
from workflow.notices.sealed.links import CODE_LASTS, code_of
from workflow.notices.sealed_copy import SealedCopy
from workflow.parties.roles import Actor

COPY_READ, CODE_SHOWN = "sealed_copy.read", "sealed_copy.show_code"
# What an officer can do with it, by the name of the button.
DOINGS = ("code", "renew", "revoke")


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def sealed_copy(request: HttpRequest, actor: Actor, reference: str, copy_id: UUID) -> HttpResponse:
    """Where the copy stands; posting does one of three things."""
    case, copy = _find(actor, reference, copy_id)
    now, code = present.now(), ""
    if request.method == "POST":
        doing = next((name for name in DOINGS if name in request.POST), "")
        try:
            code = _do(doing, copy, actor, now)
        except (notices.NoticeRefused, opening.NotOpened) as refused:
            messages.error(request, refused.reason)
            return redirect("desk:sealed_copy", reference, copy.pk)
        if not code:
            done = {"renew": "A new link is on its way. The old one is dead.", "revoke": "The copy is revoked."}
            messages.success(request, done.get(doing, "Nothing was done."))
            return redirect("desk:sealed_copy", reference, copy.pk)
    context = {
        "case": case,
        "copy": copy,
        "status": copy.status(now),
        "can_be_opened": copy.can_be_opened(now),
        "openings": opening.openings_of(case).get(copy.pk, []),
        "code": code,
        "code_minutes": int(CODE_LASTS.total_seconds() // 60),
    }
    return render(request, "workflow/desk/sealed_copy.html", context)


def _do(doing: str, copy: SealedCopy, actor: Actor, now: datetime) -> str:
    """Do what the button says. Returns the code to tell by telephone, shown this once, else ""."""
    if doing == "code":
        fresh = opening.new_code(copy, now=now)
        log.record_reading(copy.case, kind=CODE_SHOWN, by=actor, now=now, record_id=copy.pk)
        return code_of(fresh)
    if doing == "renew":
        revoking.renew(copy, by=actor.user, now=now)
    elif doing == "revoke":
        revoking.revoke([copy], by=actor.user, now=now)
    return ""


@require_safe
@case_workers
def document(request: HttpRequest, actor: Actor, reference: str, copy_id: UUID) -> HttpResponseBase:
    """The document as it was frozen, for an officer: to look at, or to send by the office's own secure route."""
    case, copy = _find(actor, reference, copy_id)
    now = present.now()
    log.record_reading(case, kind=COPY_READ, by=actor, now=now, record_id=copy.pk)
    found = opening.document_of(copy, now=now)
    return download(found.content, PDF_TYPE, found.name)


def _find(actor: Actor, reference: str, copy_id: UUID) -> tuple[Case, SealedCopy]:
    case = officers_case(actor, reference)
    copies = SealedCopy.objects.select_related("report__data_key", "revoked_by")
    copy = get_object_or_404(copies, pk=copy_id, case=case)
    copy.case = case
    return case, copy
