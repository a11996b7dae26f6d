"""Documents of a case outside its forms: listed, put in, opened, a newer version, taken out."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forms import present, uploads
from workflow.desk.access import case_workers, find_case, require_reader
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import frame
from workflow.desk.case_work.asking import PAGE_SIZE, asked, is_office, opened_file, status_of
from workflow.desk.downloads import download
from workflow.desk.history.words import happened
from workflow.desk.steps.taking import CONFLICT
from workflow.engine import log
from workflow.engine.event import Event
from workflow.machines.case.documents.document import (
    CaseDocument,
    CaseDocumentQuerySet,
    DocumentVersion,
    newest_versions,
)
from workflow.parties.roles import Actor

STEPS = ("change_document", "withdraw_document")
OPENED = "document.open"
OPENINGS_SHOWN = 50
GONE = 410
# No browser shows it as something: it is saved.
ANY_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class DocumentRow:
    """A document with the version that is shown of it."""

    document: CaseDocument
    newest: DocumentVersion


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def documents(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """What is there, the newest first, and a form to add one."""
    file = opened_file(request, actor, reference)
    state = asked(request, file, "keep_document")
    if state.event is not None:
        messages.success(request, "The document was added.")
        return redirect("desk:documents", reference)
    found = readable_documents(file)
    page = Paginator(found.filter(withdrawn_at=None), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **frame(file, "desk:documents"),
        "state": state,
        "rows": _rows(file, page.object_list),
        "results": page,
        "withdrawn": _same_key(file, found.exclude(withdrawn_at=None)) if is_office(file) else [],
    }
    return render(request, "workflow/desk/documents.html", context, status=status_of(state))


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def document(request: HttpRequest, actor: Actor, reference: str, document_id: UUID) -> HttpResponse:
    """Its versions, who opened which and when, and a form for a newer one."""
    file = opened_file(request, actor, reference)
    found = _document(file, document_id)
    state = asked(request, file, "replace_document", about={"document": str(found.pk)})
    if state.event is not None:
        messages.success(request, f"{happened(state.event.kind)}.")
        return redirect("desk:document", reference, document_id)
    found.refresh_from_db(fields=["changed_at"])
    versions = _same_key(file, found.versions.select_related("by").order_by("-number"))
    numbers = {version.pk: version.number for version in versions}
    context = {
        **frame(file, "desk:documents"),
        "state": state,
        "document": found,
        "seen": found.mark,
        "versions": versions,
        "openings": _openings(file, numbers) if is_office(file) else [],
    }
    return render(request, "workflow/desk/document.html", context, status=status_of(state))


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def document_step(request: HttpRequest, actor: Actor, reference: str, document_id: UUID, name: str) -> HttpResponse:
    """Other words or readers for a document, or taking it out."""
    if name not in STEPS:
        raise Http404("There is no such step of a document.")
    file = opened_file(request, actor, reference)
    found = _document(file, document_id)
    stands = {"titled": found.title, "kind": found.kind, "readers": found.readers}
    state = asked(request, file, name, about={"document": str(found.pk)}, initial=stands)
    if state.event is not None:
        messages.success(request, f"{happened(state.event.kind)}.")
        return redirect("desk:documents", reference)
    found.refresh_from_db(fields=["changed_at"])
    context = {**frame(file, "desk:documents"), "state": state, "document": found, "seen": found.mark}
    return render(request, "workflow/desk/document_step.html", context, status=state.status)


@require_safe
@case_workers
def document_file(
    request: HttpRequest, actor: Actor, reference: str, document_id: UUID, number: int
) -> HttpResponseBase:
    """One version, as a download; the opening is logged before. What waits for its virus check is checked now."""
    case = find_case(actor, reference)
    require_reader(actor, case)
    file = CaseFile(case, by=actor, now=present.now())
    found = _document(file, document_id)
    version: DocumentVersion = get_object_or_404(found.versions, number=number)
    version.data_key = case.data_key
    context = {"case": case, "document": found, "version": version}
    try:
        if version.waits_for_scanner:
            uploads.rescan(version, now=file.now)
        if not version.may_be_opened:
            return render(request, "workflow/desk/document_waits.html", context, status=CONFLICT)
        content = uploads.content_of(version)
    except uploads.Lost:
        return render(request, "forms/file_lost.html", {"attachment": version}, status=GONE)
    log.record_reading(case, kind=OPENED, by=actor, now=file.now, record_id=version.pk)
    response = download(content, ANY_TYPE, version.filename)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def readable_documents(file: CaseFile) -> CaseDocumentQuerySet:
    """All documents of the case that this person may read, those that were taken out among them."""
    found: CaseDocumentQuerySet = CaseDocument.objects.filter(case=file.case)
    return found.readable_by(file.by, file.case.partnership_id)


def _document(file: CaseFile, document_id: UUID) -> CaseDocument:
    """One that this person may read; what was taken out is the office's. Raises Http404."""
    found: CaseDocument = get_object_or_404(
        readable_documents(file).select_related("by", "withdrawn_by"), pk=document_id
    )
    if found.withdrawn_at is not None and not is_office(file):
        raise Http404("This document was taken out.")
    found.data_key = file.case.data_key
    return found


def _rows(file: CaseFile, shown: Any) -> list[DocumentRow]:
    """Each with its newest version: one query for all."""
    found = _same_key(file, shown)
    newest = newest_versions(CaseDocument.objects.filter(pk__in=[one.pk for one in found])).select_related("by")
    by_document = {version.document_id: version for version in _same_key(file, newest)}
    return [DocumentRow(one, by_document[one.pk]) for one in found]


def _same_key(file: CaseFile, records: QuerySet[Any]) -> list[Any]:
    found = list(records)
    for one in found:
        one.data_key = file.case.data_key
    return found


def _openings(file: CaseFile, numbers: dict[UUID, int]) -> list[tuple[Event, int]]:
    """Who opened which version, the last one first."""
    events = Event.objects.filter(case=file.case, kind=OPENED, record_id__in=numbers).select_related("actor")
    newest = events.order_by("-position")[:OPENINGS_SHOWN]
    return [(event, numbers[event.record_id]) for event in newest if event.record_id is not None]
