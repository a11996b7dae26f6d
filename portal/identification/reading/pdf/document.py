"""A PDF: every page of every version that lies in the file, every object, and what a person has to look at."""

import hashlib
import re
from typing import Any

import pikepdf

from portal.identification.reading import ocr
from portal.identification.reading.letters import open_words
from portal.identification.reading.pdf import lines, objects, raw
from portal.identification.reading.pdf.boxes import inherited
from portal.identification.reading.pdf.drawn import Drawn
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.layers import layers_off
from portal.identification.reading.pdf.machine import Machine
from portal.identification.reading.pdf.objects import Seen
from portal.identification.reading.pdf.opening import Locked, opened
from portal.identification.reading.told import Bounds, Look, Reading, Text, TooMuch
from portal.identification.reading.whole import COULD_NOT, NOT_WHOLE

LOCKED = "it is locked with a password: open it and look"
ONE_PICTURE, PICTURES = "it has a picture: look at what it shows", "it has {} pictures: look at what they show"
OUTLINES = "it has drawn lines that may be letters: look at what they show"
LYING = "its letters say something else than what is drawn: look at what it shows"
DRAWN_LETTERS = "its letters are drawings of their own: look at what it shows"
NO_LETTERS = "some of its letters cannot be told: look at what it shows"
MASKED = "a mask decides what of it is seen: look at what it shows"
BROKEN = "it is damaged and was read only in part: look at what it shows"
LEAST_PICTURE = 6.0
MOST_OUTLINE = 45.0
MOST_PAGES = 3_000
MOST_VERSIONS = 12
MOST_READ_BY_OCR = 40


def read_pdf(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    seen = Seen()
    try:
        pdf = opened(content)
    except Locked:
        yield Look("", LOCKED)
        yield Text("as far as it can be read", open_words(content))
        return
    except (pikepdf.PdfError, ValueError, RuntimeError):
        yield Look("", COULD_NOT)
        yield from raw.read_raw(content, seen, bounds, depth)
        return
    with pdf:
        locked = pdf.is_encrypted
        yield from _Version(pdf, content, "", seen, bounds, depth).read()
    ends = [match.end() for match in re.finditer(rb"%%EOF", content)]
    for number, end in enumerate(ends[:-1][-MOST_VERSIONS:], 1):
        bounds.pause()
        yield from _earlier(content[:end], number, seen, bounds, depth)
    if len(ends) > MOST_VERSIONS + 1:
        yield Look("", NOT_WHOLE)
    if not locked:
        yield from raw.read_raw(content, seen, bounds, depth)


def _earlier(content: bytes, number: int, seen: Seen, bounds: Bounds, depth: int) -> Reading:
    """What stood in the file before it was changed: a PDF that was saved again may still hold it."""
    try:
        pdf = opened(content)
    except (Locked, pikepdf.PdfError, ValueError, RuntimeError):
        return
    with pdf:
        where = f"an earlier version {number} within it"
        yield from _Version(pdf, content, where, seen, bounds, depth).read()


class _Version:
    def __init__(self, pdf: Any, content: bytes, where: str, seen: Seen, bounds: Bounds, depth: int) -> None:
        self.pdf, self.content, self.where = pdf, content, where
        self.seen, self.bounds, self.depth = seen, bounds, depth
        self.fonts: dict[tuple[int, int], Font] = {}
        self.used: set[tuple[int, int]] = set()
        self.looked_at = 0
        self.has_letters = False
        self.is_new = False

    def read(self) -> Reading:
        off = layers_off(self.pdf)
        try:
            pages = list(self.pdf.pages)
        except (pikepdf.PdfError, ValueError, RuntimeError):
            yield Look(self.where, COULD_NOT)
            pages = []
        if len(pages) > MOST_PAGES:
            raise TooMuch("it has more pages than can be read")
        for number, page in enumerate(pages, 1):
            self.bounds.pause()
            yield from self._page(number, page.obj, off)
        if not self.has_letters and not self.where:
            yield Look("", COULD_NOT)
        for told in objects.read_objects(self.pdf, self.used, self.seen, self.bounds, self.depth):
            place = f"{self.where}, {told.where}" if self.where and told.where else self.where or told.where
            yield Text(place, told.text) if isinstance(told, Text) else Look(place, told.why)

    def _page(self, number: int, page: Any, off: frozenset[tuple[int, int]]) -> Reading:
        place = f"{self.where}, page {number}" if self.where else f"page {number}"
        contents, mark = self._contents(page)
        self.used |= contents
        if self.where and mark in self.seen.contents:
            return
        self.seen.contents.add(mark)
        drawn = Machine(self.bounds, layers_off=off).run(page, inherited(page, "/Resources"), self.fonts)
        self.used |= drawn.forms
        for text in lines.texts_of(drawn.glyphs):
            self.has_letters = True
            if self.seen.new(text) or not self.where:
                yield Text(place, text)
        if drawn.actual:
            yield Text(f"{place}, actual text", "\n".join(drawn.actual))
            yield Text(f"{place}, actual text", "".join(drawn.actual))
        yield from self._pictures(place, drawn)
        reasons = looks_of(drawn)
        yield from (Look(place, why) for why in reasons)
        if reasons and not self.where and self.looked_at < MOST_READ_BY_OCR:
            self.looked_at += 1
            if text := ocr.text_of_page(self.content, number):
                yield Text(f"{place}, read from what is drawn", text)

    def _contents(self, page: Any) -> tuple[set[tuple[int, int]], bytes]:
        """The page's own streams, and a mark of what is in them and of what they draw with."""
        found = page.get("/Contents")
        streams = list(found) if isinstance(found, pikepdf.Array) else [found]
        mark, used = hashlib.sha256(), set()
        for stream in streams:
            if isinstance(stream, pikepdf.Stream):
                used.add(stream.objgen)
                try:
                    mark.update(stream.read_raw_bytes())
                except (pikepdf.PdfError, ValueError, RuntimeError):
                    continue
        resources = inherited(page, "/Resources")
        if isinstance(resources, pikepdf.Object):
            mark.update(resources.unparse(resolved=True)[:100_000])
        return used, mark.digest()

    def _pictures(self, place: str, drawn: Drawn) -> Reading:
        for paint in drawn.paints:
            if paint.kind != "image" or not isinstance(paint.image, pikepdf.Stream):
                continue
            if paint.image.objgen in self.used:
                continue
            self.used.add(paint.image.objgen)
            mask = paint.image.get("/SMask")
            if isinstance(mask, pikepdf.Stream):
                self.used.add(mask.objgen)
            for told in objects.picture_facts(paint.image, self.bounds):
                if isinstance(told, Text):
                    yield Text(f"{place}, a picture, {told.where}", told.text)
                else:
                    yield Look(place, told.why)


def looks_of(drawn: Drawn) -> list[str]:
    """Why a person has to look at a page: what it shows is not, or not only, in its letters."""
    found: list[str] = []
    pictures = [paint for paint in drawn.paints if paint.kind == "image" and _side(paint.matrix) > LEAST_PICTURE]
    if pictures:
        found.append(ONE_PICTURE if len(pictures) == 1 else PICTURES.format(len(pictures)))
    if sum(paint.outline for paint in drawn.paints) >= MOST_OUTLINE:
        found.append(OUTLINES)
    used = [font for font in drawn.fonts.values() if font.used]
    if any(font.is_drawn for font in used):
        found.append(DRAWN_LETTERS)
    if lines.differing(drawn.glyphs) or any(font.map_looks_wrong(font.used) for font in used):
        found.append(LYING)
    unknown = sum(1 for one in drawn.glyphs if _is_unknown(one.mapped or one.drawn) and one.end_x - one.x != 0)
    if unknown:
        found.append(NO_LETTERS)
    if drawn.masked:
        found.append(MASKED)
    if drawn.broken:
        found.append(BROKEN)
    return found


def _side(matrix: tuple[float, ...]) -> float:
    a, b, c, d = matrix[:4]
    return min((a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5)


def _is_unknown(letters: str) -> bool:
    return not letters or any(one == "\ufffd" or 0xE000 <= ord(one) < 0xF900 or ord(one) < 9 for one in letters)
