"""PDF: found where readers look for it, opened without a password where a reader could open it so, and without anything
that runs, starts a program or brings other files along.

Its names are read outside of its streams and inside those that hold objects; where a lock or a packing that only a
reader knows is in the way, every object is read.
"""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from forms.questions.file_content.bounds import MOST_PART, Budget
from forms.questions.file_content.refusals import (
    CUT_OFF,
    DAMAGED,
    EMBEDDED,
    LAUNCH,
    LOCKED,
    OTHER_LOCK,
    SCRIPT,
    UNPACKED,
    NotAllowed,
)

# Readers look for the header in so many bytes: printers, mail programs and web servers put lines before it.
HEADER_WITHIN = 1024
HEADER = re.compile(rb"%PDF-\d")
# Of a file that could also be run, or shown by a browser, the first bytes say more than a header further on.
NEVER_BEFORE = re.compile(rb"\A(MZ|\x7fELF|#!|PK\x03\x04)|<\s*(!doctype|html|script|svg|\?php)", re.IGNORECASE)
LINEARIZED = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d{1,12})\b", re.DOTALL)
# Line ends at the foot of a file are lost on some ways.
MAY_LACK = 64
UNREADABLE = (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
STREAM, END_OF_STREAM = re.compile(rb"\bstream\r?\n"), b"endstream"
NAME = re.compile(rb"/([^\x00\s()<>\[\]{}/%]{1,80})")
# Each letter of a name may be written by its number.
NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
NEVER = {
    **dict.fromkeys((b"JS", b"JavaScript", b"XFA", b"Rendition"), SCRIPT),
    **dict.fromkeys((b"Launch", b"ImportData"), LAUNCH),
    **dict.fromkeys((b"EmbeddedFile", b"EmbeddedFiles", b"EF", b"RichMedia", b"GoToE", b"FileAttachment"), EMBEDDED),
}


def begins_at(content: bytes) -> int | None:
    """Where the PDF begins; None where this is not one."""
    found = HEADER.search(content[: HEADER_WITHIN + 7])
    if found is None or found.start() > HEADER_WITHIN or NEVER_BEFORE.search(content[: found.start()]):
        return None
    return found.start()


def check(content: bytes, start: int, budget: Budget) -> None:
    """Raises NotAllowed where it was cut off, is damaged, asks for a password before it can be read, or does more than
    show pages.
    """
    if b"%%EOF" not in content and b"startxref" not in content:
        raise NotAllowed(CUT_OFF)
    told = LINEARIZED.search(content[start : start + 2048])
    if told is not None and int(told.group(1)) > len(content) + MAY_LACK:
        raise NotAllowed(CUT_OFF)
    check_still(content[start:], budget)


def check_still(content: bytes, budget: Budget) -> None:
    """Raises NotAllowed where it asks for a password, or does more than show pages."""
    hidden = False
    names = _Names()
    for part, is_whole in _open_parts(content, budget):
        hidden |= not is_whole
        names.check(part)
    if hidden or names.tells_of_lock:
        _check_objects(content, budget, is_locked=names.tells_of_lock)


class _Names:
    """The names of a PDF as they come."""

    tells_of_lock = False

    def check(self, part: bytes) -> None:
        for name in set(NAME.findall(part)):
            plain = NUMBERED.sub(lambda found: bytes([int(found.group(1), 16)]), name)
            if plain in NEVER:
                raise NotAllowed(NEVER[plain])
            self.tells_of_lock |= plain == b"Encrypt"


def _open_parts(content: bytes, budget: Budget) -> Iterator[tuple[bytes, bool]]:
    """What stands outside of streams, and inside those that hold objects; and whether all of it could be read."""
    at = 0
    while (found := STREAM.search(content, at)) is not None:
        budget.part_of_many()
        end = content.find(END_OF_STREAM, found.end())
        if end < 0:
            break
        before, at = content[at : found.start()], end + len(END_OF_STREAM)
        yield before, True
        # The dictionary of a stream stands right before it.
        if _holds_objects(before[before.rfind(b"obj") :]):
            inflated = _inflated(content[found.end() : end], budget)
            yield inflated or b"", inflated is not None
    yield content[at:], True


def _holds_objects(dictionary: bytes) -> bool:
    return any(
        NUMBERED.sub(lambda found: bytes([int(found.group(1), 16)]), name) == b"ObjStm"
        for name in NAME.findall(dictionary)
    )


def _inflated(packed: bytes, budget: Budget) -> bytes | None:
    """None where it is packed in another way, or locked."""
    inflating = zlib.decompressobj()
    try:
        plain = inflating.decompress(packed, MOST_PART)
    except zlib.error:
        return None
    if inflating.unconsumed_tail:
        raise NotAllowed(UNPACKED)
    budget.take(len(plain))
    return plain


def _check_objects(content: bytes, budget: Budget, *, is_locked: bool) -> None:
    """Every object, as a reader reads it. A password of the owner's forbids changing and printing; the file opens all
    the same.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotAllowed(LOCKED)
        if is_locked and not reader.is_encrypted and _tells_of_lock(reader):
            raise NotAllowed(DAMAGED)
        for number, generation in _numbers(reader):
            budget.part_of_many()
            _check_object(reader.get_object(IndirectObject(number, generation, reader)), budget)
    except (NotImplementedError, DependencyError) as error:
        raise NotAllowed(OTHER_LOCK) from error
    except UNREADABLE as error:
        raise NotAllowed(DAMAGED) from error


def _tells_of_lock(reader: PdfReader) -> bool:
    return any(name.lower() == "/encrypt" for name in reader.trailer)


def _numbers(reader: PdfReader) -> Iterator[tuple[int, int]]:
    yield from ((number, generation) for generation, found in reader.xref.items() for number in found)
    yield from ((number, 0) for number in reader.xref_objStm)


def _check_object(found: Any, budget: Budget) -> None:
    stack = [found]
    while stack:
        budget.part_of_many()
        one = stack.pop()
        if isinstance(one, NameObject):
            _refuse(one)
        elif isinstance(one, DictionaryObject):
            for name in one:
                _refuse(name)
            stack += [value for value in one.values() if not isinstance(value, IndirectObject)]
        elif isinstance(one, ArrayObject):
            stack += [value for value in one if not isinstance(value, IndirectObject)]


def _refuse(name: str) -> None:
    reason = NEVER.get(name[1:].encode("latin-1", "replace"))
    if reason is not None:
        raise NotAllowed(reason)
