"""One file, whatever it is: its name, its texts, everything that lies in it, and what a person has to look at."""

import gzip
import io
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath

from portal.identification.reading import kinds
from portal.identification.reading.letters import also, distinct, open_words
from portal.identification.reading.told import DEEPEST, MOST_BYTES, Bounds, Look, Reading, Text, Told, TooMuch, within

log = logging.getLogger(__name__)
COULD_NOT = "this file could not be read: open it and look"
NOT_WHOLE = "this file is damaged or was read only in part: open it and look"
OTHER_KIND = "this file is not what its name says: open it and look"
TOO_LARGE = "this file is too large to be read: open it and look"
TOO_DEEP = "this file lies too deep in other files to be read: open it and look"
Reader = Callable[[str, bytes, Bounds, int], Reading]


def read(name: str, content: bytes, bounds: Bounds | None = None, depth: int = 0) -> Reading:
    """Everything that can be read of the file, and what cannot. Never raises on what the file holds."""
    bounds = bounds or Bounds()
    yield Text("its name", _spaced(name))
    try:
        bounds.open_file()
        if depth > DEEPEST:
            raise TooMuch(TOO_DEEP)
        if len(content) > MOST_BYTES:
            raise TooMuch(TOO_LARGE)
        yield from _bounded(_read(name, content, bounds, depth), bounds)
    except TooMuch as error:
        why = str(error)
        yield Look("", why if "open it" in why else f"{why}: open it and look")
    except MemoryError:
        yield Look("", TOO_LARGE)
    # Whatever a reader stumbles over in a file that somebody made: the check goes on, and says so.
    except Exception:
        # The file's name may identify somebody: it is not logged, nor is what the error says.
        log.info("A file could not be read for the identification check.")
        yield Look("", COULD_NOT)


def _bounded(reading: Reading, bounds: Bounds) -> Reading:
    for told in reading:
        bounds.pause()
        if isinstance(told, Look):
            yield told
        elif text := told.text.strip():
            bounds.tell(len(text))
            yield told
            if more := "\n".join(distinct(also(text))):
                yield Text(f"{told.where}, in another writing" if told.where else "in another writing", more)


def inside(where: str, name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    """A file that lies in another."""
    said = f"{where} “{name}”" if name else where
    for told in read(name, content, bounds, depth + 1):
        yield within(said, told)


def _spaced(name: str) -> str:
    path = PurePosixPath(name)
    return "\n".join([*path.parts[:-1], path.stem])


def _read(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    kind = kinds.kind_of(content, name)
    if kind != kinds.UNKNOWN and kinds.belies_its_name(name, kind):
        yield Look("", OTHER_KIND)
    reader = _reader(kind)
    if reader is None:
        yield from _unknown(name, content, bounds, depth)
    else:
        yield from _guarded(reader(name, content, bounds, depth), content)


def _guarded(reading: Reading, content: bytes) -> Reading:
    """What a reader tells until it stumbles; then the words that lie open, and a word to a person."""
    try:
        yield from reading
    except (TooMuch, MemoryError):
        raise
    # Whatever a reader stumbles over in a file that somebody made: the check goes on, and says so.
    except Exception:
        log.info("A file was read only in part for the identification check.")
        yield Text("as far as it can be read", open_words(content))
        yield Look("", COULD_NOT)


# By name: heavy libraries are loaded for the files that need them; each reader hands what lies within back to `inside`.
ROOM = "portal.identification.reading"
READERS = {
    kinds.PDF: "pdf.document.read_pdf",
    kinds.OOXML: "packages.read_package",
    kinds.ODF: "packages.read_package",
    kinds.ZIP: "packages.read_package",
    kinds.OLE: "compound.read_compound",
    kinds.PICTURE: "pictures.read_picture",
    kinds.MAIL: "mail.read_mail",
    kinds.RTF: "rtf.read_rtf",
    kinds.GZIP: "whole._gzip",
    kinds.HTML: "plain.read_html",
    kinds.SVG: "plain.read_svg",
    kinds.XML: "plain.read_xml",
    kinds.JSON: "plain.read_json",
    kinds.TEXT: "plain.read_text",
}


def _reader(kind: str) -> Reader | None:
    if kind not in READERS:
        return None
    module, _dot, name = f"{ROOM}.{READERS[kind]}".rpartition(".")
    found: Reader = getattr(import_module(module), name)
    return found


def _unknown(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    """Of a kind that is not known: the words that lie open in it help, a person decides."""
    yield Text("words in it", open_words(content))
    yield Look("", COULD_NOT)


def _gzip(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    with gzip.open(io.BytesIO(content)) as packed:
        unpacked = packed.read(MOST_BYTES + 1)
    bounds.unpack(len(unpacked))
    yield Text("its head", open_words(content[:1024]))
    yield from inside("in it", PurePosixPath(name).stem, unpacked, bounds, depth)


def told_of(name: str, content: bytes) -> list[Told]:
    """All at once."""
    return list(read(name, content))
