"""Makes, keeps and hands out the public file of a document (D36)."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Exists, OuterRef, QuerySet

from portal.identification.apart import ReaderApart
from portal.identification.public_files import AgreedContent, PublicFile
from portal.identification.rebuilding.rebuilt import NotPublishable, Rebuilt

Clean = Callable[[str], bool]
NO_FILE = "The file is not in the store any more. Upload it again."


def content_of(document: Any) -> bytes:
    """What was uploaded, as it lies in the store now. Raises OSError where it is gone."""
    with document.file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def make(document: Any, *, clean: Clean, now: datetime, reader: ReaderApart) -> PublicFile:
    """The public file of the document as it lies in the store now, made anew."""
    found = PublicFile.objects.filter(document=document).first() or PublicFile(document=document)
    made: Rebuilt | NotPublishable
    try:
        content = content_of(document)
    except OSError:
        found.original, made = "", NotPublishable(NO_FILE)
    else:
        found.original = hashlib.sha256(content).hexdigest()
        made = reader.rebuild(PurePosixPath(document.filename).name, content, clean=clean)
    found.made_at = now
    if isinstance(made, NotPublishable):
        found.name, found.digest, found.dropped, found.refused = "", "", [], made.why
        _put(found, None)
        return found
    digest = hashlib.sha256(made.content).hexdigest()
    is_same = found.digest == digest and bool(found.file)
    found.name, found.digest, found.dropped, found.refused = made.name, digest, list(made.dropped), ""
    _put(found, found.file if is_same else ContentFile(made.content, f"{digest[:20]}{PurePosixPath(made.name).suffix}"))
    return found


def _put(found: PublicFile, file: Any) -> None:
    if file is None:
        found.file = ""
    elif file is not found.file:
        # Under a name that names nobody.
        found.file.save(file.name, file, save=False)
    found.save()


def made_content(found: PublicFile) -> bytes | None:
    """The public file's bytes; None where there is none, or where it is not the one that was made."""
    if not found.file:
        return None
    try:
        with found.file.open("rb") as opened:
            content: bytes = opened.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == found.digest else None


def is_whole(document: Any) -> bool:
    """Whether upload and public file lie in the store as they were when the public file was made."""
    found = PublicFile.objects.filter(document=document).first()
    if found is None:
        return False
    try:
        same = hashlib.sha256(content_of(document)).hexdigest() == found.original
    except OSError:
        return False
    return same and (not found.file or made_content(found) is not None)


def public_documents(documents: QuerySet[Any]) -> QuerySet[Any]:
    """Those of which the public gets a file: made here, and agreed to where it names somebody of a case."""
    waiting = AgreedContent.objects.filter(
        kind=AgreedContent.Kind.DOCUMENT,
        object_id=OuterRef("pk"),
        digest=OuterRef("public_file__digest"),
        agreed_at=None,
    )
    made = documents.filter(public_file__isnull=False).exclude(public_file__digest="")
    return made.exclude(Exists(waiting) & ~_cleared())


def public_pictures(pictures: QuerySet[Any]) -> QuerySet[Any]:
    """Those whose words name nobody of a case, or were agreed to."""
    waiting = AgreedContent.objects.filter(kind=AgreedContent.Kind.IMAGE, object_id=OuterRef("pk"), agreed_at=None)
    return pictures.exclude(Exists(waiting))


def _cleared() -> Any:
    same = PublicFile.objects.filter(document=OuterRef("pk"), cleared_digest=OuterRef("public_file__digest"))
    return Exists(same)
