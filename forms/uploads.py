"""Files people send: told apart by content, scanned where a scanner is set, sealed, and only then written to disk.

Nothing is drawn, played or shown here, and no more is unpacked than tells what it is (forms.questions.file_content),
so a bomb or a polyglot has nothing to explode in.
"""

import logging
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext

from forms import handlers, scanner
from forms.definition.shape import USUAL_FILE_KINDS
from forms.models.attachment import Attachment, ScanState, SealedFile
from forms.models.submission import Draft
from forms.questions.file_content.refusals import NotAllowed
from forms.questions.file_types import MEGABYTE, type_of
from forms.vault import VaultError, seal, unseal

log = logging.getLogger(__name__)

NAME_LENGTH = 120
# A file that is being written; what a killed process left of one is swept (forms.stored_files).
PART = ".part"
# Of files that came later, with a question about a sent form or its answer: no question's name has a hyphen.
ALONG = "sent-along"


class Rejected(Exception):
    """A file that is not taken; the message goes by its question."""


class Lost(Exception):
    """A file that was kept is gone from the store, or is not the one that was put there."""


@dataclass(frozen=True)
class Inspected:
    """A file that may be attached: its cleaned name, its true type, its bytes and what the scanner said."""

    name: str
    content_type: str
    content: bytes
    state: str


def storage() -> Storage:
    return storages["attachments"]


def inspect(upload: "UploadedFile[Any]", kinds: Iterable[str] = USUAL_FILE_KINDS) -> Inspected:
    """Check one uploaded file against the kinds that its question takes (`file_types.kinds_of`).

    May wait for the scanner, so not inside a transaction. Raises Rejected.
    """
    name = clean_name(upload.name or "")
    if not upload.size:
        raise Rejected(gettext("“%(name)s” is empty. Choose a file with content") % {"name": name})
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        most = settings.ATTACHMENT_MAX_BYTES // MEGABYTE
        told = gettext("“%(name)s” is larger than %(most)s MB. Choose a smaller file")
        raise Rejected(told % {"name": name, "most": most})
    content = upload.read()
    try:
        content_type = type_of(content, name, kinds)
    except NotAllowed as refusal:
        raise Rejected(f"“{name}” {refusal}") from refusal
    state = scanner.scan(content)
    if state == ScanState.INFECTED:
        told = gettext("“%(name)s” contains a virus. It was not kept: choose another file")
        raise Rejected(told % {"name": name})
    return Inspected(name, content_type, content, state)


def too_many(chosen: Sequence[object]) -> str:
    """Why so many files at once are not even looked at; "" where they are not too many."""
    most = settings.ATTACHMENT_MAX_COUNT
    if len(chosen) <= 2 * most:
        return ""
    told = gettext("You chose %(number)s files, and %(most)s can be added at once. None was kept: choose fewer")
    return told % {"number": len(chosen), "most": most}


def attach(draft: Draft, question: str, file: Inspected, *, now: datetime) -> Attachment:
    """Seal and write the file, then make its row. Raises Rejected when the draft has too many."""
    if question == ALONG and draft.attachments.filter(question=ALONG).count() >= settings.ATTACHMENT_MAX_COUNT:
        told = gettext("%(most)s files were sent along already, and no more are taken. Send “%(name)s” another way")
        raise Rejected(told % {"most": settings.ATTACHMENT_MAX_COUNT, "name": file.name})
    if question != ALONG and draft.attachments.exclude(question=ALONG).count() >= settings.ATTACHMENT_MAX_COUNT:
        told = gettext("You can add %(most)s files to one form. Remove one to add “%(name)s”")
        raise Rejected(told % {"most": settings.ATTACHMENT_MAX_COUNT, "name": file.name})
    attachment = Attachment(data_key=draft.data_key, draft=draft, question=question, added_at=now)
    keep(attachment, file)
    return attachment


def keep(row: SealedFile, file: Inspected) -> None:
    """Seal and write the file, then save the row that is new and knows its key."""
    token = secrets.token_hex(24)
    row.content_type, row.size, row.state = file.content_type, len(file.content), file.state
    row.stored_name, row.filename = f"{token[:2]}/{token}", file.name
    sealed = seal(row.data_key.unwrap(), file.content, row.content_context)
    write_durably(storage(), row.stored_name, sealed)
    row.save(force_insert=True)


def content_of(attachment: SealedFile) -> bytes:
    """The file as it was sent. Raises Lost, which is logged, where it is gone or is not what was sealed."""
    try:
        with storage().open(attachment.stored_name) as file:
            content = unseal(attachment.data_key.unwrap(), file.read(), attachment.content_context)
        if len(content) != attachment.size:
            raise VaultError("It has not as many bytes as were kept.")
    except (OSError, VaultError) as error:
        log.error("The stored file %s of %s cannot be read: %s", attachment.stored_name, attachment, error)
        raise Lost(str(error)) from error
    return content


def remove(attachment: Attachment) -> None:
    """Delete the row, and the file once that is certain: a step that is taken back leaves both."""
    name = attachment.stored_name
    attachment.delete()
    delete_stored([name])


def delete_stored(names: Iterable[str]) -> None:
    """Delete these files when the transaction commits. One that the store does not give up is swept later."""
    gone = list(names)
    transaction.on_commit(lambda: _delete(gone))


def _delete(names: Iterable[str]) -> None:
    for name in names:
        try:
            storage().delete(name)
        except OSError as error:
            log.warning("The stored file %s could not be deleted: %s", name, error)


def rescan(file: SealedFile, *, now: datetime) -> str:
    """Scan a file that was not checked yet, and keep what the scanner said; the state it is in now.

    Where it is infected, that is announced once, whoever else scans it meanwhile. Raises Lost.
    """
    was, said = file.state, scanner.scan(content_of(file))
    if said not in (was, ScanState.NOT_SCANNED):
        with transaction.atomic():
            kept = type(file)._base_manager.filter(pk=file.pk, state=was).update(state=said)
            if kept and said == ScanState.INFECTED:
                handlers.file_infected.send(type(file), file=file, now=now)
        file.state = said
    return file.state


def write_durably(target: Storage, name: str, content: bytes) -> None:
    """Write the whole file or none of it, surviving a power cut: write aside, flush to disk, rename. For nobody but
    its owner to read.
    """
    if not isinstance(target, FileSystemStorage):
        target.save(name, ContentFile(content))
        return
    path = Path(target.path(name))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_suffix(PART)
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def clean_name(name: str) -> str:
    """The file's own name: no path, no characters that hide or reverse text, at most 120 characters with its ending."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(char for char in bare if unicodedata.category(char)[0] != "C")
    shown = re.sub(r"\s+", " ", shown).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not dot:
        return shown[:NAME_LENGTH] or "file"
    ending = ending[:10]
    return f"{stem[: NAME_LENGTH - len(ending) - 1] or 'file'}.{ending}"


def of_draft(draft_id: Any) -> dict[str, Attachment]:
    """The attachments of a draft or submission by identifier, with their key."""
    found = Attachment.objects.filter(draft_id=draft_id).select_related("data_key")
    return {str(attachment.pk): attachment for attachment in found}
