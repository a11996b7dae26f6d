"""Packages (ZIP): Word, Excel, PowerPoint, OpenDocument and plain ones. Every part, every text and attribute of it.

Parts that are listed nowhere any more, what stands between parts, and comments of the package are read as well.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from portal.identification.reading import plain, workbooks, xml
from portal.identification.reading.letters import open_words
from portal.identification.reading.told import Bounds, Look, Reading, Text, TooMuch
from portal.identification.reading.whole import COULD_NOT, NOT_WHOLE, inside

MOST_PARTS = 5_000
MOST_PART = 100_000_000
XML = (".xml", ".rels", ".vml", ".opf", ".ncx")
MACROS = "it holds macros: open it and look"
LOCKED = "a part of it is locked with a password: open it and look"
LOCAL = b"PK\x03\x04"
TELLING = {
    "document": "its text",
    "content": "its text",
    "comments": "a comment",
    "commentsExtended": "a comment",
    "threadedComment": "a comment",
    "core": "metadata",
    "app": "metadata",
    "custom": "metadata",
    "header": "a header",
    "footer": "a footer",
    "footnotes": "a footnote",
    "endnotes": "an endnote",
    "meta": "metadata",
    "people": "a comment’s author",
    "person": "a comment’s author",
    "notesSlide": "notes of a slide",
    "slide": "a slide",
    "item": "data kept in it",
    "settings": "its settings",
    "styles": "its styles",
}


def read_package(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    listed: set[int] = set()
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        yield Look("", NOT_WHOLE)
        yield from _unlisted(content, listed, bounds, depth)
        return
    with package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS:
            raise TooMuch("there are more parts in it than can be read")
        yield Text("notes of the package", "\n".join([open_words(package.comment), *_notes(parts)]))
        for part in parts:
            bounds.pause()
            listed.add(part.header_offset)
            if not part.is_dir():
                yield from _part(package, part, bounds, depth)
        if "xl/workbook.xml" in package.namelist():
            yield from workbooks.read_sheets(content, bounds)
        if any(PurePosixPath(part.filename).name == "vbaProject.bin" or "Basic/" in part.filename for part in parts):
            yield Look("", MACROS)
    yield from _unlisted(content, listed, bounds, depth)


def _notes(parts: list[zipfile.ZipInfo]) -> Iterator[str]:
    for part in parts:
        yield part.filename
        yield open_words(part.comment)
        yield open_words(part.extra)


def _part(package: zipfile.ZipFile, part: zipfile.ZipInfo, bounds: Bounds, depth: int) -> Reading:
    where = _named(part.filename)
    if part.flag_bits & 1:
        yield Look(where, LOCKED)
        return
    try:
        with package.open(part) as opened:
            content = opened.read(MOST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        yield Look(where, COULD_NOT)
        return
    bounds.unpack(len(content))
    if len(content) > MOST_PART:
        raise TooMuch("it unpacks to more than can be read")
    yield from _content(where, part.filename, content, bounds, depth)


def _content(where: str, filename: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    if not filename.endswith(XML) or not content.strip():
        yield from inside("in it", filename, content, bounds, depth)
        return
    try:
        root, whole = xml.parsed(content)
    except ValueError:
        yield Text(where, plain.text_or_refuse(content))
        yield Look(where, NOT_WHOLE)
        return
    if xml.has_entities(root):
        yield Look(where, COULD_NOT)
    yield Text(where, "\n".join(xml.texts_of(root, bounds)))
    if not whole:
        yield Text(where, plain.text_or_refuse(content))
        yield Look(where, NOT_WHOLE)


def _named(filename: str) -> str:
    base = PurePosixPath(filename).name.partition(".")[0].rstrip("0123456789")
    told = TELLING.get(base)
    return f"{told} (part {filename})" if told else f"part {filename}"


def _unlisted(content: bytes, listed: set[int], bounds: Bounds, depth: int) -> Reading:
    """Parts that the package's list does not name: a damaged package, or one that was written over."""
    for number, match in enumerate(re.finditer(re.escape(LOCAL), content)):
        bounds.pause()
        if match.start() in listed or number > MOST_PARTS:
            continue
        found = _unpacked(content, match.start(), bounds)
        if found is not None:
            filename, part = found
            yield from _content(f"part {filename}, listed nowhere", filename, part, bounds, depth)
    first = min(listed, default=0)
    if first:
        yield Text("before its first part", open_words(content[:first]))
    end = content.rfind(b"PK\x05\x06")
    yield Text("behind its last part", open_words(content[end + 22 :] if end >= 0 else content))


def _unpacked(content: bytes, start: int, bounds: Bounds) -> tuple[str, bytes] | None:
    try:
        method, size, name_size, extra_size = struct.unpack_from("<8xH8xL4xHH", content, start)
    except struct.error:
        return None
    begin = start + 30 + name_size + extra_size
    filename = content[start + 30 : start + 30 + name_size].decode("utf-8", "replace")
    if method == zipfile.ZIP_STORED:
        part = content[begin : begin + size]
    elif method == zipfile.ZIP_DEFLATED:
        try:
            part = zlib.decompressobj(-15).decompress(content[begin:], MOST_PART)
        except zlib.error:
            return None
    else:
        return None
    bounds.unpack(len(part))
    return filename, part
