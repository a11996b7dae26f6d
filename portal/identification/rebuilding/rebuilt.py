"""What would be published of an uploaded file, or why nothing would be."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from portal.identification.reading import kinds
from portal.identification.reading.told import MOST_BYTES

ROOM = "portal.identification.rebuilding"
log = logging.getLogger(__name__)
OTHER_KIND = "files of this kind are not published. Make a PDF of it and upload that"
DAMAGED = "it is damaged. Make the PDF or the picture anew and upload that"
TOO_LARGE = "it is larger than can be made anew. Make it smaller and upload that"
Clean = Callable[[str], bool]


@dataclass(frozen=True)
class Rebuilt:
    """A file made here. `dropped`: what is not in it, in words of ours that name nothing of the file."""

    name: str
    content: bytes
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class NotPublishable:
    """Why nothing is published of a file, and what to do."""

    why: str


class CannotBe(Exception):
    """Raised while a file is made anew; its text is NotPublishable.why."""


def rebuild(name: str, content: bytes, *, clean: Clean) -> Rebuilt | NotPublishable:
    """`clean(text)`: whether a text that is not drawn (alternative text, a link's address) may stay. Never raises."""
    try:
        if len(content) > MOST_BYTES:
            raise CannotBe(TOO_LARGE)
        return _rebuild(name, content, clean)
    except CannotBe as refused:
        return NotPublishable(str(refused))
    except MemoryError:
        return NotPublishable(TOO_LARGE)
    # Whatever a damaged file does to qpdf or Pillow: it is not published.
    except Exception:
        # The file's name may identify somebody: it is not logged, nor is what the error says.
        log.info("A file could not be made anew for publication.")
        return NotPublishable(DAMAGED)


def _rebuild(name: str, content: bytes, clean: Clean) -> Rebuilt:
    kind = kinds.kind_of(content, name)
    if kind == kinds.PDF:
        return _maker("pdf.document.rebuild_pdf")(_named(name, ".pdf"), content, clean)
    if kind == kinds.PICTURE:
        return _maker("pictures.rebuild_picture")(name, content)
    if kind in (kinds.OOXML, kinds.ODF, kinds.OLE, kinds.RTF):
        paper = _maker("office.as_pdf")(name, content)
        made = _maker("pdf.document.rebuild_pdf")(_named(name, ".pdf"), paper, clean)
        return Rebuilt(
            made.name, made.content, ("it was made a PDF: what a page does not show is not in it", *made.dropped)
        )
    if kind == kinds.TEXT and PurePosixPath(name).suffix.casefold() in (".txt", ".csv", ".tsv", ".md"):
        return _text(name, content)
    raise CannotBe(OTHER_KIND)


def _maker(path: str) -> Callable[..., Any]:
    """By name: heavy libraries are loaded for the files that need them."""
    module, _dot, name = f"{ROOM}.{path}".rpartition(".")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _named(name: str, ending: str) -> str:
    return PurePosixPath(name).with_suffix(ending).name


def _text(name: str, content: bytes) -> Rebuilt:
    """The letters of a text alone, in UTF-8: no signs that nobody sees."""
    text = kinds.decoded(content) or ""
    kept = "".join(one for one in text if one.isprintable() or one in "\r\n\t")
    dropped = () if kept == text else ("signs that are not shown",)
    return Rebuilt(PurePosixPath(name).name, kept.encode(), dropped)
