"""Files of a draft: the same checks as on the page of its step. The answer to the question then names their ids."""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from forms import present, uploads
from forms.filling.opened import compiled_for
from forms.filling.pages.attaching import require_whole
from forms.filling.pages.tasks import changing
from forms.models.submission import Draft
from forms.questions import file_types
from portal.api.once import once
from portal.api.problems import Problem
from portal.api.programs.scopes import DRAFTS
from portal.api.v1.auth import Bearer
from portal.api.v1.drafts import CREATED, KEYED, NO_CONTENT, caller_of, find_draft
from portal.api.v1.parser import require_type
from portal.api.v1.schemas import FileOut

router = Router(tags=["Drafts"], auth=Bearer(DRAFTS))
MULTIPART = "multipart/form-data"
FILE = "file"
UPLOAD: dict[str, Any] = {
    **KEYED,
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": [FILE],
                    "properties": {FILE: {"type": "string", "format": "binary"}},
                }
            }
        },
    },
}


@router.post(
    "/drafts/{uuid:draft_id}/files/{slug:question}",
    response={CREATED: FileOut},
    summary="Add a file to a question",
    description="It is sent with the form once the answer to the question names its id.",
    openapi_extra=UPLOAD,
    url_name="draft_files",
)
def add_file(request: HttpRequest, draft_id: uuid.UUID, question: str) -> HttpResponse:
    caller, now = caller_of(request), present.now()
    draft = find_draft(request, draft_id)
    _step, asked = compiled_for(draft).questions.get(question, (None, None))
    if asked is None or asked["kind"] != "file":
        raise Http404
    upload = _upload(request)
    # Looked at outside the transaction: the scanner takes its time.
    try:
        file = uploads.inspect(upload, file_types.kinds_of(asked))
    except uploads.Rejected as refusal:
        raise _refused(str(refusal)) from None

    def make() -> tuple[int, dict[str, Any]]:
        with changing(draft) as journey:
            try:
                made = uploads.attach(journey.draft, question, file, now=now)
            except uploads.Rejected as refusal:
                raise _refused(str(refusal)) from None
            journey.draft.keep_until(now)
            Draft.objects.filter(pk=draft.pk).update(saved_at=now, expires_at=journey.draft.expires_at)
        return CREATED, {"id": str(made.pk), "question": question, "size": made.size, "state": made.state}

    said = b"\0".join([file.name.encode(), hashlib.sha256(file.content).digest()])
    return once(request, caller.token, make, now=now, body=said)


def _upload(request: HttpRequest) -> "UploadedFile[Any]":
    require_type(request, MULTIPART)
    most = settings.ATTACHMENT_MAX_BYTES + settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise Problem("too-large", f"A file may have {settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)} MB at most.")
    require_whole(request)
    found = request.FILES.getlist(FILE)
    if len(found) != 1 or not isinstance(found[0], UploadedFile):
        raise _refused(f"Send one file in the field “{FILE}”.")
    return found[0]


def _refused(reason: str) -> Problem:
    return Problem("invalid", errors=[{"parameter": FILE, "message": reason}])


@router.delete(
    "/drafts/{uuid:draft_id}/files/{slug:question}/{uuid:file_id}",
    response={NO_CONTENT: None},
    summary="Delete a file",
    description="Of an answer that still names it, the file counts as gone.",
    openapi_extra=KEYED,
    url_name="draft_file",
)
def delete_file(request: HttpRequest, draft_id: uuid.UUID, question: str, file_id: uuid.UUID) -> HttpResponse:
    caller, now = caller_of(request), present.now()
    draft = find_draft(request, draft_id)

    def make() -> tuple[int, None]:
        with changing(draft) as journey:
            found = journey.files.get(str(file_id))
            if found is None or found.question != question:
                raise Http404
            uploads.remove(found)
        return NO_CONTENT, None

    return once(request, caller.token, make, now=now)
