"""Every object of a PDF that is not drawn on a page: strings in any encoding, names, streams, files packed into it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from portal.identification.reading import pictures, xml
from portal.identification.reading.kinds import decoded
from portal.identification.reading.letters import distinct, open_words
from portal.identification.reading.pdf import lines
from portal.identification.reading.pdf.machine import Machine
from portal.identification.reading.pdf.names import of_key, plain
from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import COULD_NOT, inside
from portal.identification.reading.xml import is_font

NOT_SHOWN = "a picture in it is shown on no page: open it and look"
RECORDING = "a film or a recording is in it: look and listen"
SCRIPTS = "a script in it may write what cannot be read here: open it and look"
LABELS = {
    "/Contents": "a note",
    "/RC": "a note",
    "/Subj": "a note",
    "/T": "a field or a note",
    "/TU": "a field",
    "/TM": "a field",
    "/V": "what a field holds",
    "/DV": "what a field held first",
    "/Opt": "a field’s choices",
    "/Alt": "alternative text",
    "/ActualText": "actual text",
    "/E": "alternative text",
    "/URI": "a link",
    "/F": "a link or a file’s name",
    "/UF": "a file’s name",
    "/Desc": "a file’s description",
    "/JS": "a script",
    "/Names": "a name in it",
    "/Dest": "a name in it",
    "/D": "a name in it",
    "/Title": "a title or a bookmark",
}
FONT_KEYS = {"/BaseFont", "/FontName", "/FontFamily"}
# Names of the format that are names of people too.
OWN_NAMES = {"Art", "Mark", "Star", "Rose", "Page", "Link", "Note", "Normal", "Hope", "Part"}
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
PICTURE_FILTERS = ("/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode")
IN_A_MAP = re.compile(rb"%(?!!PS|%)[^\r\n]*|%%(?:Title|Author)[^\r\n]*|\([^()]*\)|/[A-Za-z]*[#_ -][^\s/<>]*")
MOST_STRING = 200_000
MOST_OBJECTS = 400_000
MOST_IMAGE_WORDS = 300_000


@dataclass
class Seen:
    """What was told already, and which streams were read: of earlier versions only what is new is told."""

    texts: set[str] = field(default_factory=set)
    streams: set[bytes] = field(default_factory=set)
    contents: set[bytes] = field(default_factory=set)

    def new(self, text: str) -> bool:
        bare = "".join(text.split())
        if not bare or bare in self.texts:
            return False
        self.texts.add(bare)
        return True


def read_objects(pdf: Any, drawn: set[tuple[int, int]], seen: Seen, bounds: Bounds, depth: int) -> Reading:
    """`drawn`: contents, forms and pictures of the pages, which are read there."""
    told: dict[str, list[str]] = {}
    names: list[str] = []
    info = pdf.trailer.get("/Info")
    facts = info.objgen if isinstance(info, pikepdf.Dictionary) else (0, 0)
    notes = dict(_notes(pdf, bounds))
    streams: list[Any] = []
    for number, obj in enumerate([*_objects(pdf), pdf.trailer]):
        if number % 500 == 0:
            bounds.pause()
        where = "metadata" if facts != (0, 0) and obj.objgen == facts else notes.get(obj.objgen, "")
        for key, text in _strings(obj, names):
            if seen.new(text):
                label = LABELS.get(key, "a part that is not shown")
                told.setdefault(where if where == "metadata" else f"{where}{label}", []).append(text)
        if isinstance(obj, pikepdf.Stream) and not isinstance(obj, pikepdf.Dictionary):
            streams.append(obj)
    for where, texts in told.items():
        yield Text(where, "\n".join(texts))
    yield Text("names in it", "\n".join(one for one in distinct(names) if seen.new(one)))
    if "JavaScript" in names:
        yield Look("", SCRIPTS)
    for stream in streams:
        bounds.pause()
        yield from _stream(stream, drawn, seen, bounds, depth)


def _objects(pdf: Any) -> Iterator[Any]:
    for number, obj in enumerate(pdf.objects):
        if number > MOST_OBJECTS:
            return
        if isinstance(obj, pikepdf.Object):
            yield obj


def _notes(pdf: Any, bounds: Bounds) -> Iterator[tuple[tuple[int, int], str]]:
    """On which page a note or a link lies."""
    for number, page in enumerate(pdf.pages, 1):
        bounds.pause()
        annotations = page.obj.get("/Annots")
        for one in list(annotations)[:5000] if isinstance(annotations, pikepdf.Array) else []:
            if isinstance(one, pikepdf.Dictionary) and one.is_indirect:
                yield one.objgen, f"page {number}, "


def _strings(obj: Any, names: list[str]) -> Iterator[tuple[str, str]]:
    """Each string in one object, with the key that it stands under; names go into their list."""
    stack: list[tuple[str, Any]] = [("", obj)]
    first = True
    while stack:
        key, one = stack.pop()
        if isinstance(one, pikepdf.String):
            data = bytes(one)
            # The file's own number: letters by chance.
            if key != "/ID" or data.isascii():
                yield from ((key, text) for text in readings_of(data))
        elif isinstance(one, pikepdf.Name):
            _note_name(key, plain(one)[1:], names)
        elif isinstance(one, pikepdf.Array):
            if first or not one.is_indirect:
                # As many as come: an array may hold millions.
                stack += [
                    (key, inner) for inner in reversed(list(one)[:MOST_OBJECTS]) if isinstance(inner, pikepdf.Object)
                ]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and (first or not one.is_indirect):
            for inner_key in one.keys():  # noqa: SIM118 - a dictionary of PDF has no iterator of its keys
                _note_name("", of_key(inner_key), names)
                inner = one.get(inner_key)
                if isinstance(inner, pikepdf.Object):
                    named = inner_key if inner_key in LABELS or inner_key == "/ID" or not key else key
                    stack.append((named, inner))
        first = False


def _note_name(key: str, name: str, names: list[str]) -> None:
    if len(name) < 3 or name in OWN_NAMES or (key in FONT_KEYS and is_font(name.partition("+")[2] or name)):
        return
    names.append(name)


def readings_of(data: bytes) -> Iterator[str]:
    """A string's text in every encoding that it may be in, each once."""
    yield from distinct(_readings(data[:MOST_STRING]))


def _readings(data: bytes) -> Iterator[str]:
    text = plain(pikepdf.String(data))
    yield text if _is_text(text) else open_words(data)
    if any(byte > 127 for byte in data):
        try:
            yield data.decode()
        except UnicodeDecodeError:
            yield data.decode("cp1252", "ignore") if _is_text(text) else ""
    if len(data) > 3 and len(data) % 2 == 0 and data.count(0) * 3 >= len(data):
        yield data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "ignore")


def _is_text(text: str) -> bool:
    """Whether somebody wrote it: what is written for programs alone is signs by chance."""
    some = text[:500]
    if some.isascii():
        return sum(1 for one in some if not one.isprintable() and one not in "\r\n\t") * 5 <= len(some)
    return sum(1 for one in some if one.isalnum() or one in " \r\n\t.,;:'-–’") * 10 >= len(some) * 8


def _stream(stream: Any, drawn: set[tuple[int, int]], seen: Seen, bounds: Bounds, depth: int) -> Reading:
    try:
        raw = bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return
    mark = hashlib.sha256(raw).digest()
    known = mark in seen.streams
    seen.streams.add(mark)
    if known or stream.objgen in drawn:
        return
    subtype, kind = plain(stream.get("/Subtype", "")), plain(stream.get("/Type", ""))
    if subtype == "/Image":
        yield Look("", NOT_SHOWN)
        yield from _picture(stream, raw, bounds)
        return
    if kind in ("/XRef", "/ObjStm"):
        return
    try:
        content = bytes(stream.read_bytes())
    except (pikepdf.PdfError, ValueError, RuntimeError):
        content = raw
        if _has_picture_filter(stream):
            yield Look("", NOT_SHOWN)
            yield from _picture(stream, raw, bounds)
            return
        yield Look("", COULD_NOT)
    bounds.unpack(len(content))
    if kind == "/EmbeddedFile" or "/Params" in stream:
        yield from inside("attached", "", content, bounds, depth)
    elif kind in ("/Sound", "/Movie") or subtype in ("/U3D", "/PRC"):
        yield Look("", RECORDING)
    elif subtype == "/Form" or b" Tf" in content[:5000] or b"BT" in content[:5000]:
        yield from _form(stream, seen, bounds)
    elif b"begincmap" in content[:2000]:
        # A map of letters: what its program wrote is the same in all, the rest is somebody's.
        yield Text("a part that is not shown", b"\n".join(IN_A_MAP.findall(content)).decode("utf-8", "replace"))
    elif subtype == "/XML" or content.lstrip()[:1] == b"<":
        yield Text("metadata", _xml(content, bounds))
    else:
        text = decoded(content) if len(content) < MOST_STRING else None
        yield Text("a part that is not shown", text if text is not None else open_words(content))


def _has_picture_filter(stream: Any) -> bool:
    filters = stream.get("/Filter")
    names = [plain(one) for one in filters] if isinstance(filters, pikepdf.Array) else [plain(filters)]
    return any(one in PICTURE_FILTERS for one in names)


def picture_facts(stream: Any, bounds: Bounds) -> Reading:
    """What is written inside a picture's own data."""
    try:
        raw = bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return
    yield from _picture(stream, raw, bounds)


def _picture(stream: Any, raw: bytes, bounds: Bounds) -> Reading:
    if raw[:3] == b"\xff\xd8\xff" or b"jP" in raw[:12]:
        yield from pictures.facts_of(raw, bounds)
    elif len(raw) < MOST_IMAGE_WORDS:
        yield Text("a picture’s data", open_words(raw))


def _xml(content: bytes, bounds: Bounds) -> str:
    text = content.decode("utf-8", "replace")
    try:
        root, _whole = xml.parsed(content.strip())
    except ValueError:
        return text
    return "\n".join(distinct([*xml.texts_of(root, bounds), open_words(content)]))


def _form(stream: Any, seen: Seen, bounds: Bounds) -> Reading:
    """What is drawn on no page by itself: how a note or a field looks, patterns, letters that are drawn."""
    found = Machine(bounds).run(stream, stream.get("/Resources"), {})
    for text in [*lines.texts_of(found.glyphs), *found.actual]:
        if seen.new(text):
            yield Text("a part that is drawn apart", text)
    if any(paint.kind == "image" for paint in found.paints):
        yield Look("", NOT_SHOWN)
