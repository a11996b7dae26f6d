"""Files of a step as they arrive: with the whole page, or one by one while the page stays open."""

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from forms import present, uploads
from forms.definition.shape import Question, Step
from forms.filling.aside import Typed
from forms.filling.journey import Journey
from forms.filling.opened import compiled_for
from forms.models.submission import Draft
from forms.questions import file_types
from forms.questions.chronology import tables
from forms.questions.chronology.taking import Sheet

Refusal = tuple[str, str | ValidationError]
# Behind a chronology's name: the file whose rows become its events. It is read and never kept.
SHEET = "-sheet"


def inspected(request: HttpRequest, draft: Draft) -> tuple[list[tuple[str, uploads.Inspected]], list[Refusal]]:
    """The files that may be attached and the refusals, by question. Before any transaction: scanning takes time.

    Each is judged by the kinds that its question takes; what comes for no question of this form is not looked at.

    Raises BadRequest where the connection was cut before everything had arrived.
    """
    require_whole(request)
    files: list[tuple[str, uploads.Inspected]] = []
    refusals: list[Refusal] = []
    for field in request.FILES:
        name = field.removesuffix("-upload")
        _step, question = compiled_for(draft).questions.get(name, (None, None))
        if question is None or question["kind"] != "file":
            continue
        taken, refused = inspected_of(request, field, question)
        files += [(name, file) for file in taken]
        refusals += [(name, reason) for reason in refused]
    return files, refusals


def inspected_of(request: HttpRequest, field: str, question: Question) -> tuple[list[uploads.Inspected], list[str]]:
    """The same of one field, whose files are for this question."""
    kinds = file_types.kinds_of(question)
    files, refusals = [], []
    chosen = request.FILES.getlist(field)
    if refusal := uploads.too_many(chosen):
        return [], [refusal]
    for upload in chosen:
        if isinstance(upload, UploadedFile):
            try:
                files.append(uploads.inspect(upload, kinds))
            except uploads.Rejected as refusal:
                refusals.append(str(refusal))
    return files, refusals


def sheets_in(request: HttpRequest) -> dict[str, Sheet]:
    """The spreadsheets that came with the page, by question. Before any transaction: reading one takes time."""
    require_whole(request)
    found = {}
    for field, upload in request.FILES.items():
        if field.endswith(SHEET) and isinstance(upload, UploadedFile):
            found[field.removesuffix(SHEET)] = _sheet(upload)
    return found


def _sheet(upload: "UploadedFile[Any]") -> Sheet:
    name = uploads.clean_name(upload.name or "")
    if (upload.size or 0) > tables.MOST_BYTES:
        return Sheet(name, refusal=str(tables.TOO_LARGE))
    try:
        return Sheet(name, tables.of_file(name, upload.read()))
    except tables.NotATable as refusal:
        return Sheet(name, refusal=str(refusal))


def require_whole(request: HttpRequest) -> None:
    """Raises BadRequest where the connection was cut before everything had arrived."""
    if not _arrived_whole(request):
        raise BadRequest(gettext("The connection was cut before everything had arrived. Nothing of it was kept."))


def _arrived_whole(request: HttpRequest) -> bool:
    """A cut connection ends the body early, and Django goes by what came: fields behind the cut would count as empty.

    Django says nowhere how much came; the stream that it read counts it.
    """
    request.POST  # noqa: B018 - reads the body
    came = getattr(getattr(request, "_stream", None), "_pos", None)
    return came is None or came >= int(request.META.get("CONTENT_LENGTH") or 0)


def attach(journey: Journey, step: Step, data: Typed, files: list[tuple[str, uploads.Inspected]]) -> list[Refusal]:
    """Keep the files and name them in the form data of their questions; what was refused after all."""
    takers = {question["name"]: question for question in step["questions"] if question["kind"] == "file"}
    refusals: list[Refusal] = []
    for question, file in files:
        if question not in takers:
            continue
        try:
            attachment = uploads.attach(journey.draft, question, file, now=present.now())
        except uploads.Rejected as refusal:
            refusals.append((question, str(refusal)))
            continue
        data.setdefault(question, []).append(str(attachment.pk))
        journey.files[str(attachment.pk)] = attachment
    return refusals


def detach(journey: Journey, data: Typed, identifier: str) -> None:
    """Delete a file of this draft, and its name in the form data."""
    attachment = journey.files.pop(identifier, None)
    if attachment is None:
        return
    for values in data.values():
        if identifier in values:
            values.remove(identifier)
    uploads.remove(attachment)
