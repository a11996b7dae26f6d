"""Forms on the desk: which there are, what was sent with each, two of them side by side, and taking them as a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from forms import handlers, present
from forms.filling.pages.access import may_read
from forms.models import Submission
from forms.models.form_page import FormPage
from forms.reading.comparison import compare as compared
from forms.reading.exports.records import Source
from forms.reading.sent import SentForm, opened
from forms.versions.agreement import handed_in_to
from workflow.desk.access import CaseErased, areas, case_workers, officers, only_area
from workflow.desk.converters import identifier
from workflow.desk.downloads import asked_before, download
from workflow.desk.paging import window
from workflow.desk.sent_forms.export import Export
from workflow.desk.sent_forms.exporting import FORMATS, ExportForm, record
from workflow.desk.sent_forms.listing import PAGE_SIZE, pages_in, rows_of, sent_with
from workflow.desk.sent_forms.senders import agencies_of
from workflow.machines.case.machine import Case
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role

EXPORTS_SHOWN = 10
CHOOSE_TWO = "Choose two forms to compare."


@require_safe
@officers
def forms(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The forms of the person's partnerships with their numbers."""
    partnerships = areas(actor, {Role.OFFICER})
    found = [(page, _partnership_of(page, partnerships)) for page in pages_in(partnerships, now=present.now())]
    context = {
        "pages": found,
        "to_agree": handed_in_to(request.user),
        "partnership": only_area(actor, {Role.OFFICER}),
        "several": len(partnerships) > 1,
    }
    return render(request, "workflow/desk/forms.html", context)


@require_safe
@officers
def submissions(request: HttpRequest, actor: Actor, page_id: int) -> HttpResponse:
    """What was sent with one form, newest first."""
    page, partnership = _find(actor, page_id, now=present.now())
    held_only = request.GET.get("show") == "held"
    results = window(request, sent_with(page, held_only=held_only), PAGE_SIZE)
    context = {
        "form_page": page,
        "partnership": partnership,
        "held_only": held_only,
        "results": results,
        "rows": rows_of(list(results.object_list)),
    }
    return render(request, "workflow/desk/form_submissions.html", context)


def _find(actor: Actor, page_id: int, *, now: datetime) -> tuple[Any, Partnership]:
    """A form of one of the officer's partnerships. Raises Http404."""
    partnerships = areas(actor, {Role.OFFICER})
    page = get_object_or_404(pages_in(partnerships, now=now), pk=page_id)
    return page, _partnership_of(page, partnerships)


def _partnership_of(page: FormPage, partnerships: list[Partnership]) -> Partnership:
    """The one of these below whose home page, nearest above it, the form lies."""
    fitting = [one for one in partnerships if one.has_page(page)]
    return max(fitting, key=lambda one: len(one.home.path) if one.home else 0)


# Comparing


@require_safe
@case_workers
def compare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Two submissions side by side, for who may read both. The reading of both is logged."""
    wanted = [found for text in request.GET.getlist("one") if (found := identifier(text)) is not None]
    if len(set(wanted)) != 2:
        messages.error(request, CHOOSE_TWO)
        return redirect(_list_url(request, actor))
    first, second = (_read(request, submission_id) for submission_id in wanted)
    agencies = agencies_of([first.submission, second.submission])
    context = {
        "comparison": compared(first, second),
        "sides": [(one, agencies[one.submission.pk]) for one in (first, second)],
        "partnership": only_area(actor),
        "only_differences": "differences" in request.GET,
        "address": f"?{urlencode([('one', str(one)) for one in wanted])}",
        "back_url": _list_url(request, actor),
    }
    return render(request, "workflow/desk/compare.html", context)


def _read(request: HttpRequest, submission_id: UUID) -> SentForm:
    found = Submission.objects.select_related("page", "version", "data_key", "owner")
    submission = get_object_or_404(found, pk=submission_id)
    if not may_read(submission, request.user):
        raise Http404("There is no such form here.")
    if submission.data_key.destroyed_at is not None and (
        case := Case.objects.filter(data_key=submission.data_key).first()
    ):
        raise CaseErased(case)
    if submission.owner_id != request.user.pk:
        handlers.submission_read.send(Submission, submission=submission, user=request.user, now=present.now())
    return opened(submission)


def _list_url(request: HttpRequest, actor: Actor) -> str:
    """Back to the list they were chosen from; for those who have no such list, the queue."""
    page = request.GET.get("form", "")
    if not actor.holds({Role.OFFICER}):
        return reverse("desk:queue")
    return reverse("desk:form_submissions", args=[int(page)]) if _is_number(page) else reverse("desk:forms")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


# Exporting


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def export(request: HttpRequest, actor: Actor, page_id: int) -> HttpResponseBase:
    """Ask why, which file and which period; log it; send the file. Only for who has just shown that it is them."""
    now = present.now()
    page, partnership = _find(actor, page_id, now=now)

    def find(asked: dict[str, Any]) -> Source | None:
        source = Source(page, now, agencies_of, asked["first_day"], asked["last_day"])
        return source if source.submissions.exists() else None

    def send(asked: dict[str, Any], source: Source) -> HttpResponseBase:
        about = {"partnership": partnership, "title": page.title, "kind": asked["kind"], "reason": asked["reason"]}
        marking = record(source, by=actor, now=now, **about)
        file = FORMATS[Export.Kind(asked["kind"])]
        return download(file.stream(source, marking), file.TYPE, f"forms-{now:%Y-%m-%d}.{asked['kind']}")

    earlier = Export.objects.filter(page=page).select_related("by").defer("reason")[:EXPORTS_SHOWN]
    context = {"form_page": page, "partnership": partnership, "earlier": earlier}
    nothing = "No form was sent in this period. Choose another, or leave the days empty"
    return asked_before(
        request, "workflow/desk/export.html", context, ExportForm, find=find, nothing=nothing, send=send
    )
