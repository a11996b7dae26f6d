"""What lies in the bytes of a PDF and in no list of its objects: comments, deleted objects, what follows its end."""

import hashlib
import re
import zlib
from collections.abc import Iterator

import pikepdf

from portal.identification.reading.letters import open_words
from portal.identification.reading.pdf import lines
from portal.identification.reading.pdf.machine import Machine
from portal.identification.reading.pdf.objects import Seen, readings_of
from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import inside

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
LITERAL = re.compile(rb"\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)", re.DOTALL)
HEXED = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
NAME = re.compile(rb"/([^\s/<>\[\](){}%]{3,})")
COMMENT = re.compile(rb"%(?!PDF-|%EOF)([^\r\n]{3,})")
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r": b"", b"\r\n": b""}
OTHER_PARTS = rb"xref|startxref|trailer"
BETWEEN = re.compile(
    rb"(?:endobj|%%EOF)\s*(?!" + OTHER_PARTS + rb")([^\d\s%][^<>]{3,4000}?)\s*(?=\d+ \d+ obj|" + OTHER_PARTS + rb")"
)
MOST_STREAMS = 20_000
MOST_UNPACKED = 20_000_000
LETTERS_LOST = "an earlier state of a page is in it whose letters cannot be read: open it and look"


def read_raw(content: bytes, seen: Seen, bounds: Bounds, depth: int) -> Reading:
    """Only what was not told already."""
    found: list[str] = []
    lost = False
    between, end = [], 0
    for number, match in enumerate(STREAM.finditer(content)):
        bounds.pause()
        if number > MOST_STREAMS:
            break
        between.append(content[end : match.start()])
        end = match.end()
        data = match.group(1)
        if _known(data, seen):
            continue
        unpacked = _unpacked(data, bounds)
        if b"Tj" in unpacked or b"TJ" in unpacked:
            texts, readable = _drawn(unpacked, bounds)
            found += texts
            lost |= not readable
        elif unpacked[:4] in (
            b"PK\x03\x04",
            b"%PDF",
            b"\xff\xd8\xff\xe0",
            b"\xff\xd8\xff\xe1",
            b"\x89PNG",
            b"\xd0\xcf\x11\xe0",
        ):
            yield from inside("a file that nothing in it names", "", unpacked, bounds, depth)
        else:
            found += _strings(unpacked) if b"(" in unpacked and b"obj" not in unpacked[:3] else []
            found.append(open_words(unpacked))
    between.append(content[end:])
    for piece in between:
        bounds.pause()
        found += _strings(piece)
    begins, ends = content.find(b"%PDF-"), content.rfind(b"%%EOF")
    found += [open_words(content[: max(0, begins)]), open_words(content[ends + 5 :] if ends >= 0 else b"")]
    found += [open_words(match.group(1)) for piece in between for match in BETWEEN.finditer(piece)]
    yield Text("what nothing in it names", "\n".join(one for one in found if seen.new(one)))
    if lost:
        yield Look("", LETTERS_LOST)


def _known(data: bytes, seen: Seen) -> bool:
    """Line ends before the word that ends a stream belong to it or not: programs differ."""
    return any(hashlib.sha256(data + end).digest() in seen.streams for end in (b"", b"\n", b"\r", b"\r\n"))


def _unpacked(data: bytes, bounds: Bounds) -> bytes:
    try:
        found = zlib.decompressobj().decompress(data, MOST_UNPACKED)
    except zlib.error:
        return data
    bounds.unpack(len(found))
    return found


def _drawn(content: bytes, bounds: Bounds) -> tuple[list[str], bool]:
    """The letters of a page that is no page any more; whether they are letters: its fonts are gone."""
    pdf = pikepdf.new()
    drawn = Machine(bounds).run(pdf.make_stream(content), pikepdf.Dictionary(), {})
    texts = [*lines.texts_of(drawn.glyphs), *drawn.actual]
    letters = "".join(texts)
    strange = sum(1 for one in letters if not one.isprintable() and one not in "\r\n\t ")
    return texts, strange * 10 <= len(letters)


def _strings(piece: bytes) -> Iterator[str]:
    for match in LITERAL.finditer(piece):
        yield from readings_of(ESCAPE.sub(_escaped, match.group(1)))
    for match in HEXED.finditer(piece):
        figures = b"".join(match.group(1).split())
        yield from readings_of(bytes.fromhex((figures + b"0" * (len(figures) % 2)).decode()))
    for match in COMMENT.finditer(piece):
        yield open_words(match.group(1))
    for match in NAME.finditer(piece):
        if b"#" in match.group(1):
            yield re.sub(
                rb"#([0-9A-Fa-f]{2})", lambda one: bytes.fromhex(one.group(1).decode()), match.group(1)
            ).decode("utf-8", "replace")


def _escaped(match: re.Match[bytes]) -> bytes:
    sign = match.group(1)
    if sign[:1].isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return PLAIN.get(sign, sign)
