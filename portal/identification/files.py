"""Reads a file's text, also what nobody sees: its name, metadata, comments, changes, hidden sheets, attachments.

What cannot be read is said, so that a person looks at it: nothing passes because a program could not open it.
"""

import codecs
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from pathlib import PurePosixPath
from typing import Any

from defusedxml.common import DefusedXmlException
from PIL import ExifTags, Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from forms.questions.file_content.texts import BEFORE_HEADERS, text_of
from portal.identification.office_documents import office_texts
from portal.identification.search import Passage

log = logging.getLogger(__name__)
MOST_BYTES = 60_000_000
DEEPEST = 3
MOST_REVISIONS = 8
OFFICE = (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".odp")
PLAIN = (".txt", ".csv", ".html", ".htm", ".xml", ".svg", ".json", ".md", ".rtf")
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".heif", ".avif")
BY_EYE = "By eye"
COULD_NOT = "this file could not be read: open it and look"
PICTURE = "this is a picture: look at what it shows"
TAKEN_AT = "this picture carries the place where it was taken"
UNREADABLE = (PyPdfError, DefusedXmlException, zipfile.BadZipFile, OSError, ValueError, KeyError, TypeError, EOFError)


def passages_of_file(name: str, content: bytes, *, depth: int = 0) -> Iterator[Passage]:
    """Every text of this file, each with where it stands; a passage “By eye” where a person has to look."""
    where = f"File “{name}”"
    yield Passage(f"{where}, its name", PurePosixPath(name).stem)
    ending = PurePosixPath(name).suffix.casefold()
    try:
        if len(content) > MOST_BYTES or depth > DEEPEST:
            raise ValueError("too large or too deep")
        # Read whole before anything of it counts: half a file is not a file that was read.
        yield from list(_read(where, ending, content, depth))
    except (*UNREADABLE, RecursionError):
        # The file's name may identify somebody: it is not logged.
        log.info("A file could not be read for the identification check.")
        yield Passage(BY_EYE, f"{where}: {COULD_NOT}")


def _within(where: str, name: str, content: bytes, depth: int) -> Iterator[Passage]:
    """A file that lies within another."""
    for passage in passages_of_file(name, content, depth=depth + 1):
        yield passage if passage.where == BY_EYE else Passage(f"{where}: {passage.where}", passage.text)


def _read(where: str, ending: str, content: bytes, depth: int) -> Iterator[Passage]:
    if b"%PDF-" in content[:1024] or ending == ".pdf":
        yield from _pdf(where, content, depth)
    elif content[:2] == b"PK" and ending in OFFICE:
        for part, text in office_texts(content):
            yield Passage(f"{where}, {part}", text)
        yield from _packed(where, content, depth)
    elif ending in PICTURES:
        yield from _picture(where, content)
    elif ending in PLAIN:
        yield Passage(where, _plain(content))
    elif ending == ".eml":
        yield from _mail(where, content, depth)
    else:
        yield Passage(BY_EYE, f"{where}: {COULD_NOT}")


def _plain(content: bytes) -> str:
    """As text, in whatever encoding the person's program wrote it."""
    found = text_of(content)
    return content.decode("utf-8", errors="replace") if found is None else found


def _mail(where: str, content: bytes, depth: int) -> Iterator[Passage]:
    """An e-mail: every header as it is meant, every text deciphered, every attachment read as a file of its own."""
    message = message_from_bytes(BEFORE_HEADERS.sub(b"", content, count=1), policy=policy.default)
    for part in message.walk():
        yield Passage(f"{where}, headers", "\n".join(f"{name}: {value}" for name, value in part.items()))
        if part.is_multipart():
            continue
        inside = part.get_payload(decode=True)
        body = inside if isinstance(inside, bytes) else b""
        name = part.get_filename()
        if name is not None or part.get_content_maintype() != "text":
            yield from _within(f"{where}, attached", (name or f"file.{part.get_content_subtype()}"), body, depth)
            continue
        yield Passage(where, body.decode(_charset(part), errors="replace"))


def _charset(part: Message) -> str:
    """The encoding that a part names, where there is such a one."""
    try:
        return codecs.lookup(part.get_content_charset("utf-8")).name
    except LookupError:
        return "utf-8"


def _packed(where: str, content: bytes, depth: int) -> Iterator[Passage]:
    """Pictures and files that lie within an office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for info in package.infolist():
            ending = PurePosixPath(info.filename).suffix.casefold()
            inner = "media/" in info.filename or "embeddings/" in info.filename or "Pictures/" in info.filename
            if inner and not info.is_dir() and ending not in (".xml", ".rels") and info.file_size < MOST_BYTES:
                yield from _within(f"{where}, in it", info.filename, package.read(info), depth)


def _pdf(where: str, content: bytes, depth: int) -> Iterator[Passage]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("encrypted")
    texts = list(_pages(reader))
    for number, text in enumerate(texts, 1):
        yield Passage(f"{where}, page {number}", text)
    if not any(text.strip() for text in texts):
        yield Passage(BY_EYE, f"{where}: {COULD_NOT}")
    yield Passage(f"{where}, metadata", "\n".join(_metadata(reader)))
    yield Passage(f"{where}, notes and fields", "\n".join(_notes(reader)))
    for name, contents in reader.attachments.items():
        for one in contents:
            yield from _within(f"{where}, attached", name, one, depth)
    yield from _earlier(where, content)


def _pages(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        yield page.extract_text() or ""


def _metadata(reader: PdfReader) -> Iterator[str]:
    yield from (f"{key} {value}" for key, value in (reader.metadata or {}).items())
    root: Any = reader.trailer.get("/Root")
    raw = root.get_object().get("/Metadata") if root is not None else None
    if raw is not None:
        yield raw.get_object().get_data().decode("utf-8", errors="replace")
    for entry in _flat(reader.outline):
        yield str(getattr(entry, "title", "") or "")


def _flat(outline: Any) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def _notes(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for reference in page.get("/Annots") or []:
            note = reference.get_object()
            action = note.get("/A")
            uri = action.get_object().get("/URI") if action is not None else None
            values = [note.get(key) for key in ("/Contents", "/T", "/Subj", "/TU", "/V", "/NM")]
            yield from (str(value) for value in [*values, uri] if value)
    for field in (reader.get_fields() or {}).values():
        yield f"{field.name} {field.value or ''}"


def _earlier(where: str, content: bytes) -> Iterator[Passage]:
    """What stood in the file before it was changed: a PDF that was saved again may still hold it."""
    ends = [match.start() for match in re.finditer(rb"%%EOF", content)]
    for number, end in enumerate(ends[:-1][:MOST_REVISIONS], 1):
        try:
            reader = PdfReader(io.BytesIO(content[: end + 5]))
            text = "\n".join([*_pages(reader), *_metadata(reader)])
        except UNREADABLE:
            continue
        yield Passage(f"{where}, an earlier version {number} within it", text)


def _picture(where: str, content: bytes) -> Iterator[Passage]:
    yield Passage(BY_EYE, f"{where}: {PICTURE}")
    with Image.open(io.BytesIO(content)) as picture:
        exif = picture.getexif()
        texts = [_as_text(value) for value in picture.info.values()]
        for directory in (None, ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
            values = exif if directory is None else exif.get_ifd(directory)
            texts += [_as_text(value) for value in dict(values).values()]
        placed = bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
    yield Passage(f"{where}, metadata", "\n".join(filter(None, texts)))
    if placed:
        yield Passage(BY_EYE, f"{where}: {TAKEN_AT}")


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        # Windows writes its own fields in two bytes a letter.
        wide = value.decode("utf-16-le", errors="ignore") if len(value) % 2 == 0 else ""
        return f"{value.decode('utf-8', errors='ignore')}\n{wide}".replace("\0", "")
    if isinstance(value, tuple | list):
        return " ".join(_as_text(one) for one in value)
    return str(value)
