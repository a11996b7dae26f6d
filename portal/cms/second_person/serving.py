"""What anybody gets at a document's address: the file that was made here. The upload is for who works in the CMS."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from wagtail.documents import get_document_model

from portal.cms.second_person.stopping import examine_document
from portal.identification import making
from portal.identification.public_files import PublicFile

CMS = "wagtailadmin.access_admin"


def before_serving(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Hook before_serve_document. None lets Wagtail serve the upload."""
    works_here = request.user.has_perm(CMS)
    if works_here and "made" not in request.GET:
        return None
    found = PublicFile.objects.filter(document=document).first() or examine_document(document)
    public = making.public_documents(get_document_model().objects.filter(pk=document.pk)).exists()
    content = making.made_content(found) if public or works_here else None
    if content is None:
        raise Http404("There is no such document.")
    response = HttpResponse(content, content_type="application/octet-stream")
    if found.name.casefold().endswith(".pdf"):
        response.headers["Content-Type"] = "application/pdf"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    return response
