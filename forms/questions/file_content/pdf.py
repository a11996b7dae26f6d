"""PDF: found where readers look for it, opened without a password where a reader could open it so."""

import io
import re

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from forms.questions.file_content.refusals import CUT_OFF, DAMAGED, LOCKED, OTHER_LOCK, NotAllowed

# Readers look for the header in so many bytes: printers, mail programs and web servers put lines before it.
HEADER_WITHIN = 1024
HEADER = re.compile(rb"%PDF-\d")
# Of a file that could also be run, or shown by a browser, the first bytes say more than a header further on.
NEVER_BEFORE = re.compile(rb"\A(MZ|\x7fELF|#!|PK\x03\x04)|<\s*(!doctype|html|script|svg|\?php)", re.IGNORECASE)
LINEARIZED = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d{1,12})\b", re.DOTALL)
# Line ends at the foot of a file are lost on some ways.
MAY_LACK = 64
UNREADABLE = (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)


def begins_at(content: bytes) -> int | None:
    """Where the PDF begins; None where this is not one."""
    found = HEADER.search(content[: HEADER_WITHIN + 7])
    if found is None or found.start() > HEADER_WITHIN or NEVER_BEFORE.search(content[: found.start()]):
        return None
    return found.start()


def check(content: bytes, start: int) -> None:
    """Raises NotAllowed where it was cut off, is damaged, or asks for a password before it can be read."""
    if b"%%EOF" not in content and b"startxref" not in content:
        raise NotAllowed(CUT_OFF)
    told = LINEARIZED.search(content[start : start + 2048])
    if told is not None and int(told.group(1)) > len(content) + MAY_LACK:
        raise NotAllowed(CUT_OFF)
    if b"/Encrypt" in content:
        _check_lock(content[start:])


def _check_lock(content: bytes) -> None:
    """A password of the owner's forbids changing and printing; the file opens all the same."""
    try:
        reader = PdfReader(io.BytesIO(content))
        opens = not reader.is_encrypted or bool(reader.decrypt(""))
    except (NotImplementedError, DependencyError) as error:
        raise NotAllowed(OTHER_LOCK) from error
    except UNREADABLE as error:
        raise NotAllowed(DAMAGED) from error
    if not opens:
        raise NotAllowed(LOCKED)
