"""Opening an attachment: the right is checked, the opening announced, the content never shown in the page."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from forms import handlers, present, uploads
from forms.filling.pages.access import may_read, person, signed_in
from forms.filling.pages.own_words import own_words
from forms.models.attachment import Attachment
from forms.models.submission import Draft, Submission, is_theirs, writable

GONE = 410


@signed_in
def download(request: HttpRequest, draft_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """The file, as a download. While it waits for its virus check, a page that says so."""
    found = Attachment.objects.select_related("data_key", "draft__page")
    attachment = found.filter(pk=attachment_id, draft_id=draft_id).first()
    if attachment is None or not _may_open(attachment.draft, request):
        raise Http404
    if not attachment.may_be_opened:
        context = {"page": attachment.draft.page, "attachment": attachment, "waits": attachment.waits_for_scanner}
        with own_words(_language(attachment.draft, request)):
            return render(request, "forms/quarantined.html", context, status=409)
    try:
        content = uploads.content_of(attachment)
    except uploads.Lost:
        with own_words(_language(attachment.draft, request)):
            return render(request, "forms/file_lost.html", {"attachment": attachment}, status=GONE)
    if attachment.draft.trial is None:
        handlers.attachment_opened.send(Attachment, attachment=attachment, user=person(request), now=present.now())
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=attachment.filename) or "attachment"
    )
    return response


def _language(draft: Draft, request: HttpRequest) -> str:
    """In which its owner fills it in; others read the portal's first."""
    return draft.language if draft.owner_id == person(request).pk else ""


def _may_open(draft: Draft, request: HttpRequest) -> bool:
    if is_theirs(draft, person(request)) or Draft.objects.filter(writable(person(request)), pk=draft.pk).exists():
        return True
    submission = Submission.objects.select_related("page", "version", "data_key").filter(pk=draft.pk).first()
    return submission is not None and may_read(submission, person(request))
