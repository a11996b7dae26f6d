"""Which letter a code of a font stands for: as its map says (ToUnicode), and as its glyphs say. The two may differ.

The map is what a program copies and searches, the glyphs are what a reader sees.
"""

import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pikepdf

from portal.identification.reading.pdf.names import plain

STANDARD_ENCODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
PAIR = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>")
TRIPLE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\]|(\d+))")
SECTION = re.compile(rb"begin(bfchar|bfrange|codespacerange|cidchar|cidrange)(.*?)end\1", re.DOTALL)
CID_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*(\d+)")
BUILT_IN = re.compile(rb"dup\s+(\d{1,3})\s*/([\w.]+)\s+put")
HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
SUBSET = re.compile(r"^[A-Z]{6}\+")
MOST_CODES = 70_000
MOST_FONT = 30_000_000
# Widths that letters of nearly every font have, in order: a map that turns letters round turns this order round.
NARROW, WIDE = "ijlIft.,1|!r", "mwMWOQGDH@"
LEAST_COMPARED = 4


class Font:
    """One font of a page. `letters(data)` gives, for each code: code, its number of bytes, its width, both readings."""

    def __init__(self, font: Any) -> None:
        self.font = font if isinstance(font, pikepdf.Dictionary) else pikepdf.Dictionary()
        self.subtype = plain(self.font.get("/Subtype", ""))
        self.composite = self.subtype == "/Type0"
        self.is_drawn = self.subtype == "/Type3"
        self.descendant = self._descendant()
        self._known: dict[int, tuple[str, str]] = {}
        self.used: set[int] = set()

    def _descendant(self) -> Any:
        inner = self.font.get("/DescendantFonts")
        if isinstance(inner, pikepdf.Array) and len(inner) and isinstance(inner[0], pikepdf.Dictionary):
            return inner[0]
        return self.font

    @cached_property
    def name(self) -> str:
        return SUBSET.sub("", plain(self.font.get("/BaseFont", self.font.get("/Name", "")))[1:])

    def codes(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Each code in a string that is shown, with its number of bytes."""
        if not self.composite:
            yield from ((code, 1) for code in data)
            return
        place = 0
        while place < len(data):
            length = self._length_at(data, place)
            yield int.from_bytes(data[place : place + length], "big"), length
            place += length

    def _length_at(self, data: bytes, place: int) -> int:
        for length, low, high in self._spaces:
            piece = data[place : place + length]
            if len(piece) == length and all(a <= b <= c for a, b, c in zip(low, piece, high, strict=True)):
                return length
        return min(2, len(data) - place)

    @cached_property
    def _spaces(self) -> list[tuple[int, bytes, bytes]]:
        encoding = self.font.get("/Encoding")
        if not isinstance(encoding, pikepdf.Stream):
            return []
        return sorted(_spaces_of(_stream(encoding)))

    def width(self, code: int) -> float:
        """In thousandths of the size; for a drawn font in its own unit."""
        if self.composite:
            return self._wide.get(self.cid(code), self._usual)
        number = code - self._first
        return self._widths[number] if 0 <= number < len(self._widths) else self._usual

    @cached_property
    def scale(self) -> float:
        matrix = self.font.get("/FontMatrix") if self.is_drawn else None
        try:
            return abs(float(matrix[0])) if matrix is not None else 0.001
        except (TypeError, ValueError, IndexError):
            return 0.001

    @cached_property
    def _first(self) -> int:
        return _whole(self.font.get("/FirstChar", 0))

    @cached_property
    def _widths(self) -> list[float]:
        widths = self.font.get("/Widths")
        return [_number(one) for one in widths] if isinstance(widths, pikepdf.Array) else []

    @cached_property
    def _usual(self) -> float:
        if self.composite:
            return _number(self.descendant.get("/DW", 1000))
        return _number(self._descriptor.get("/MissingWidth", 0)) or (600 if "Courier" in self.name else 500)

    @cached_property
    def _wide(self) -> dict[int, float]:
        found: dict[int, float] = {}
        given = self.descendant.get("/W")
        entries = list(given)[:MOST_CODES] if isinstance(given, pikepdf.Array) else []
        place = 0
        while place + 1 < len(entries):
            first, following = _whole(entries[place]), entries[place + 1]
            if isinstance(following, pikepdf.Array):
                found.update((first + number, _number(one)) for number, one in enumerate(following))
                place += 2
            elif place + 2 < len(entries):
                last = min(_whole(following), first + MOST_CODES)
                found.update(dict.fromkeys(range(first, last + 1), _number(entries[place + 2])))
                place += 3
            else:
                break
        return found

    @cached_property
    def _descriptor(self) -> Any:
        found = self.descendant.get("/FontDescriptor")
        return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()

    def both(self, code: int) -> tuple[str, str]:
        """What the map says and what the glyphs say; "" where one says nothing."""
        found = self._known.get(code)
        if found is None:
            found = self._known[code] = (self._mapped.get(code, ""), self._drawn(code))
        return found

    # --- The map -------------------------------------------------------------------------------------------------

    @cached_property
    def _mapped(self) -> dict[int, str]:
        map_ = self.font.get("/ToUnicode")
        if isinstance(map_, pikepdf.Stream):
            return dict(_mapping(_stream(map_)))
        return {}

    @property
    def has_map(self) -> bool:
        return bool(self._mapped)

    # --- The glyphs ----------------------------------------------------------------------------------------------

    def _drawn(self, code: int) -> str:
        if self.composite:
            return self._composite(code)
        name = self._names.get(code)
        if name is not None:
            return letter_of(name)
        if self._base:
            return _decoded(code, self._base)
        glyph = self._symbolic(code)
        if glyph:
            return glyph
        return "" if self._program is not None or self.is_drawn else _decoded(code, "cp1252")

    @cached_property
    def _base(self) -> str:
        """The named encoding of a simple font, "" where it has its own."""
        encoding = self.font.get("/Encoding")
        if isinstance(encoding, pikepdf.Dictionary):
            encoding = encoding.get("/BaseEncoding")
        return STANDARD_ENCODINGS.get(plain(encoding), "") if encoding is not None else ""

    @cached_property
    def _names(self) -> dict[int, str]:
        """Which glyph a code of a simple font draws, where something says it."""
        found = dict(self._built_in)
        encoding = self.font.get("/Encoding")
        differences = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
        code = 0
        for one in list(differences)[:2000] if isinstance(differences, pikepdf.Array) else []:
            if isinstance(one, pikepdf.Name):
                found[code] = plain(one)[1:]
                code += 1
            else:
                code = _whole(one)
        return found

    @cached_property
    def _built_in(self) -> dict[int, str]:
        kind, data = self._file
        if self._base or not data:
            return {}
        if kind == "/FontFile":
            return {int(code): name.decode("latin-1") for code, name in BUILT_IN.findall(data[:200_000])}
        if kind == "/FontFile3":
            try:
                top = self._program[0]
                return {c: n for c, n in enumerate(top.Encoding) if n != ".notdef"} if _is_list(top) else {}
            # fontTools stumbles over damaged fonts in many ways.
            except Exception:
                return {}
        return {}

    def _composite(self, code: int) -> str:
        encoding = plain(self.font.get("/Encoding", ""))
        if "UCS2" in encoding or "UTF16" in encoding:
            return _decoded_two(code)
        cid = self.cid(code)
        kind, data = self._file
        if kind == "/FontFile2" or self._is_open_type:
            return self._by_glyph.get(self._glyph_of(cid), "")
        if kind == "/FontFile3" and data:
            return self._by_cid.get(cid, "")
        return ""

    def cid(self, code: int) -> int:
        return self._cids.get(code, code) if self._cids else code

    @cached_property
    def _cids(self) -> dict[int, int]:
        encoding = self.font.get("/Encoding")
        return dict(_cid_mapping(_stream(encoding))) if isinstance(encoding, pikepdf.Stream) else {}

    def _glyph_of(self, cid: int) -> int:
        table = self._glyph_table
        return int.from_bytes(table[2 * cid : 2 * cid + 2], "big") if table else cid

    @cached_property
    def _glyph_table(self) -> bytes:
        table = self.descendant.get("/CIDToGIDMap")
        return _stream(table) if isinstance(table, pikepdf.Stream) else b""

    @cached_property
    def _file(self) -> tuple[str, bytes]:
        for kind in ("/FontFile", "/FontFile2", "/FontFile3"):
            found = self._descriptor.get(kind)
            if isinstance(found, pikepdf.Stream):
                return kind, _stream(found)
        return "", b""

    @property
    def is_embedded(self) -> bool:
        return bool(self._file[0])

    @property
    def _is_open_type(self) -> bool:
        return self._file[1][:4] in (b"OTTO", b"\0\1\0\0", b"true")

    @cached_property
    def _program(self) -> Any:
        """The font itself as fontTools opens it, None where there is none or it is damaged."""
        kind, data = self._file
        if not data or len(data) > MOST_FONT or kind == "/FontFile":
            return None
        from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped]  # noqa: PLC0415
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415 - models are loaded first

        try:
            if kind == "/FontFile2" or self._is_open_type:
                return TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
            found = CFFFontSet()
            found.decompile(io.BytesIO(data), None)
            return found
        # fontTools stumbles over damaged fonts in many ways.
        except Exception:
            return None

    @cached_property
    def _by_glyph(self) -> dict[int, str]:
        """What each glyph of a TrueType font is, by its own table of letters, else by the glyphs' names."""
        if self._program is None:
            return {}
        try:
            return dict(_glyphs(self._program))
        # fontTools stumbles over damaged fonts in many ways.
        except Exception:
            return {}

    @cached_property
    def _by_cid(self) -> dict[int, str]:
        try:
            top = self._program[0]
            names = list(top.charset)
        # fontTools stumbles over damaged fonts in many ways.
        except Exception:
            return {}
        if any(plain(name).startswith("cid") for name in names[1:2]):
            return {}
        return {number: letter_of(name) for number, name in enumerate(names)}

    def _symbolic(self, code: int) -> str:
        """A TrueType font without an encoding: by its table of codes."""
        if self._program is None or self._file[0] != "/FontFile2":
            return ""
        return self._by_code.get(code, "")

    @cached_property
    def _by_code(self) -> dict[int, str]:
        found: dict[int, str] = {}
        try:
            tables = self._program["cmap"].tables
            for table in tables:
                symbolic = table.platformID == 3 and table.platEncID == 0
                if symbolic or table.platformID == 1:
                    for code, name in table.cmap.items():
                        letter = self._by_glyph.get(self._program.getGlyphID(name), "") or letter_of(name)
                        if letter:
                            found.setdefault(code & 0xFF, letter)
        # fontTools stumbles over damaged fonts in many ways.
        except Exception:
            return found
        return found

    # --- Whether the map may lie ---------------------------------------------------------------------------------

    def map_looks_wrong(self, codes: set[int]) -> bool:
        """Whether letters that are narrow in nearly every font are wider here than those that are wide."""
        narrow, wide = list[float](), list[float]()
        for code in codes:
            letter, width = self.both(code)[0], self.width(code)
            if width > 0 and letter and letter in NARROW:
                narrow.append(width)
            elif width > 0 and letter and letter in WIDE:
                wide.append(width)
        if len(narrow) + len(wide) < LEAST_COMPARED or not narrow or not wide:
            return False
        if len({*narrow, *wide}) == 1:
            return False  # every letter is as wide as the next, as on a typewriter
        turned = sum(1 for one in narrow for other in wide if one >= other)
        return turned * 5 > len(narrow) * len(wide)


def letter_of(name: str) -> str:
    """Of a glyph's name as Adobe's list has it; "" where it is none."""
    from fontTools.agl import toUnicode  # type: ignore[import-untyped]  # noqa: PLC0415 - models are loaded first

    return toUnicode(plain(name)) if not re.fullmatch(r"(?:g|G|cid|glyph|index|a|c)\d+", plain(name)) else ""


def _glyphs(program: Any) -> Iterator[tuple[int, str]]:
    if "post" in program and getattr(program["post"], "formatType", 3) == 2:
        for name in program.getGlyphOrder()[:MOST_CODES]:
            if letter := letter_of(name):
                yield program.getGlyphID(name), letter
    if "cmap" in program:
        best = program["cmap"].getBestCmap() or {}
        for code, name in best.items():
            if not 0xE000 <= code < 0xF900:
                yield program.getGlyphID(name), chr(code)


def _is_list(top: Any) -> bool:
    return isinstance(top.Encoding, list)


def _mapping(data: bytes) -> Iterator[tuple[int, str]]:
    made = 0
    for kind, body in SECTION.findall(data):
        if kind == b"bfchar":
            for code, letters in PAIR.findall(body):
                yield _code(code), _letters(letters)
        elif kind == b"bfrange":
            for first, last, start, listed, _cid in TRIPLE.findall(body):
                low, high = _code(first), _code(last)
                made += high - low
                if made > MOST_CODES or high < low:
                    return
                if listed:
                    each = [_letters(one) for one in HEX.findall(listed)]
                    yield from zip(range(low, high + 1), each, strict=False)
                else:
                    begin = _letters(start)
                    for number in range(high - low + 1):
                        if begin:
                            yield low + number, begin[:-1] + _next(begin[-1], number)


def _next(letter: str, number: int) -> str:
    code = ord(letter) + number
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _cid_mapping(data: bytes) -> Iterator[tuple[int, int]]:
    made = 0
    for kind, body in SECTION.findall(data):
        if kind == b"cidchar":
            for code, cid in CID_PAIR.findall(body):
                yield _code(code), int(cid)
        elif kind == b"cidrange":
            for first, last, _start, _listed, cid in TRIPLE.findall(body):
                low, high = _code(first), _code(last)
                made += max(0, high - low)
                if made > MOST_CODES:
                    return
                for number in range(max(0, high - low) + 1):
                    yield low + number, int(cid or 0) + number


def _spaces_of(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    for kind, body in SECTION.findall(data):
        if kind == b"codespacerange":
            for low, high in PAIR.findall(body):
                first, last = _bytes(low), _bytes(high)
                if len(first) == len(last) and 1 <= len(first) <= 4:
                    yield len(first), first, last


def _bytes(written: bytes) -> bytes:
    figures = b"".join(written.split())
    return bytes.fromhex((figures + b"0" * (len(figures) % 2)).decode())


def _code(written: bytes) -> int:
    return int.from_bytes(_bytes(written)[:4], "big")


def _letters(written: bytes) -> str:
    data = _bytes(written)[:64]
    if len(data) == 1:
        return chr(data[0])
    return data.decode("utf-16-be", "replace").replace("\0", "")


def _decoded(code: int, encoding: str) -> str:
    return bytes([code]).decode(encoding, "replace") if code < 256 else ""


def _decoded_two(code: int) -> str:
    return code.to_bytes(4, "big").lstrip(b"\0").rjust(2, b"\0").decode("utf-16-be", "replace")


def _stream(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return b""


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _whole(value: Any) -> int:
    return max(0, min(int(_number(value)), 0x110000))
