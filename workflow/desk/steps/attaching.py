"""Files that come with a step: looked at first, then kept in the transaction of the step, or not kept at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from forms import uploads
from forms.models.attachment import SealedFile
from forms.models.submission import Draft
from workflow.engine.machine import Machine
from workflow.machines.case.documents.document import DocumentVersion
from workflow.machines.case.documents.document import keep_file as keep_document
from workflow.machines.case.messages.thread import MessageFile
from workflow.machines.case.messages.thread import keep_file as keep_message_file
from workflow.parties.roles import Actor

# How the files of a case are kept, by what its step makes of them; those of other records lie beside their form.
OF_A_CASE: dict[Any, Callable[..., SealedFile]] = {DocumentVersion: keep_document, MessageFile: keep_message_file}


def inspected(chosen: Sequence["UploadedFile[Any]"]) -> tuple[list[uploads.Inspected], list[str]]:
    """The files that may be kept and the refusals. May wait for the scanner, so not inside a transaction."""
    files, refusals = [], []
    if refusal := uploads.too_many(chosen):
        return [], [refusal]
    for one in chosen:
        try:
            files.append(uploads.inspect(one))
        except uploads.Rejected as refusal:
            refusals.append(str(refusal))
    return files, refusals


@contextmanager
def kept(
    record: Machine, files: Sequence[uploads.Inspected], model: Any, *, by: Actor, now: datetime
) -> Iterator[list[str]]:
    """The identifiers of the files, kept while the step is taken as what it makes of them: a document of a case, a file
    of a message; of another record beside the form that was sent for it.

    Whoever may read that form may open them. Raises uploads.Rejected; what is refused inside leaves none behind.
    """
    if not files:
        yield []
        return
    made: list[SealedFile] = []
    try:
        with transaction.atomic():
            keep = _keeper(record, model, by=by, now=now)
            for file in files:
                made.append(keep(file))
            yield [str(one.pk) for one in made]
    except BaseException:
        for one in made:
            uploads.storage().delete(one.stored_name)
        raise


def _keeper(record: Machine, model: Any, *, by: Actor, now: datetime) -> Callable[[uploads.Inspected], SealedFile]:
    if model in OF_A_CASE:
        return partial(OF_A_CASE[model], record, by=by.user, now=now)
    # The draft's row stays after sending, and a submission's files hang on it.
    sent: Any = record
    draft = Draft.objects.select_related("data_key").get(pk=sent.submission_id)
    return partial(uploads.attach, draft, uploads.ALONG, now=now)
