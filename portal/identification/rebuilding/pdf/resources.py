"""Fonts, pictures, colours and states of a page, each made anew of what drawing needs."""

import io
import re
import warnings
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import Box, Matrix, area, common
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.xml import is_font
from portal.identification.rebuilding.pictures import MOST_POINTS, QUALITY, points_alone

STATE_KEYS = ("/ca", "/CA", "/BM", "/LW", "/LC", "/LJ", "/ML", "/D", "/SA", "/OP", "/op", "/OPM", "/AIS")
SIMPLE_KEYS = ("/Subtype", "/FirstChar", "/LastChar", "/Widths", "/FontBBox", "/FontMatrix")
WIDE_KEYS = ("/Subtype", "/DW", "/W", "/DW2", "/W2")
DESCRIBED = ("/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent", "/CapHeight", "/XHeight", "/StemV", "/StemH")
DESCRIBED_TOO = ("/AvgWidth", "/MaxWidth", "/MissingWidth", "/Leading", "/FontWeight", "/FontStretch")
# The parts of a font that draw; its names, its makers and what else a program put into it go.
TABLES = (
    b"cmap",
    b"cvt ",
    b"fpgm",
    b"glyf",
    b"head",
    b"hhea",
    b"hmtx",
    b"loca",
    b"maxp",
    b"prep",
    b"post",
    b"OS/2",
    b"CFF ",
)
ORDERINGS = ("Identity", "Japan1", "Japan2", "GB1", "CNS1", "Korea1", "KR", "UCS")
SPOTS = ("All", "None", "Black", "Cyan", "Magenta", "Yellow", "White")
LARGE = 1_000_000
# Of a letter that is drawn: nothing that writes or brings other files.
IN_A_LETTER = frozenset("q Q cm w J j M d i m l c v y h re S s f F f* B B* b b* n W W* d0 d1 g G rg RG k K".split())  # noqa: SIM905 - read best in a row


def numbers(obj: Any, depth: int = 0) -> Any:
    """A copy of plain data: numbers, names, arrays and dictionaries of them. Texts and streams are left out: None."""
    if depth > 20:
        return None
    if isinstance(obj, Array):
        return Array([one for one in (numbers(inner, depth + 1) for inner in obj) if one is not None])
    if isinstance(obj, Stream):
        return None
    if isinstance(obj, Dictionary):
        made = Dictionary()
        for key in obj.keys():  # noqa: SIM118 - a dictionary of PDF has no iterator of its keys
            if (value := numbers(obj.get(key), depth + 1)) is not None:
                made[key] = value
        return made
    if isinstance(obj, pikepdf.String | bytes | str):
        return None
    return obj


class Resources:
    """What the pages of one new document share. Each is made once."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self._fonts: dict[int, tuple[str, Font]] = {}
        self._pictures: dict[Any, Any] = {}
        # What is made of an object is known by its number, and the object kept, so that no other gets it.
        self.kept: list[Any] = []
        self.kept_codes: dict[int, dict[tuple[int, int], str]] = {}
        self.made_fonts: dict[int, Any] = {}

    # --- Fonts: named at once, made at the end, when it is known which letters stay -------------------------------

    def font(self, font: Font) -> tuple[Name, Any]:
        known = self._fonts.get(id(font))
        if known is None:
            name = f"/F{len(self._fonts) + 1}"
            self._fonts[id(font)] = (name, font)
            self.made_fonts[id(font)] = self.pdf.make_indirect(Dictionary())
            self.kept_codes[id(font)] = {}
            known = (name, font)
        return Name(known[0]), self.made_fonts[id(font)]

    def keeps(self, font: Font, code: int, length: int, letters: str) -> None:
        self.kept_codes[id(font)][code, length] = letters

    def finish_fonts(self) -> None:
        for key, (name, font) in self._fonts.items():
            made = self.made_fonts[key]
            codes = self.kept_codes[key]
            for entry, value in self._font(font, name[1:], codes).items():
                made[entry] = value

    def _font(self, font: Font, number: str, codes: dict[tuple[int, int], str]) -> dict[str, Any]:
        old = font.font
        base = self._base_name(font, number)
        made: dict[str, Any] = {"/Type": Name.Font, "/Subtype": old.get("/Subtype", Name.Type1)}
        if not font.is_drawn:
            made["/BaseFont"] = base
        if font.composite:
            made["/Encoding"] = self._cid_encoding(old.get("/Encoding"))
            made["/DescendantFonts"] = Array([self.pdf.make_indirect(self._descendant(font, base))])
        else:
            for key in SIMPLE_KEYS:
                if key in old and (value := numbers(old[key])) is not None:
                    made[key] = value
            if (encoding := self._encoding(old.get("/Encoding"), codes)) is not None:
                made["/Encoding"] = encoding
            if font.is_drawn:
                made |= self._drawn_letters(old, codes, font)
            elif isinstance(old.get("/FontDescriptor"), Dictionary):
                made["/FontDescriptor"] = self._descriptor(old.FontDescriptor, base)
        if mapped := {code: letters for code, letters in codes.items() if letters}:
            made["/ToUnicode"] = self.pdf.make_stream(_map(mapped))
        return made

    def _base_name(self, font: Font, number: str) -> Name:
        name = font.name
        if is_font(name.replace("-", " ").replace(",", " ")) or (not font.is_embedded and name in STANDARD):
            return Name(f"/{name}") if not font.is_embedded else Name(f"/{_tag(number)}+{name}")
        return Name(f"/{_tag(number)}+Font{number[1:]}") if font.is_embedded else Name.Helvetica

    def _encoding(self, encoding: Any, codes: dict[tuple[int, int], str]) -> Any:
        if isinstance(encoding, Name):
            return encoding
        if not isinstance(encoding, Dictionary):
            return None
        made = Dictionary(Type=Name.Encoding)
        if isinstance(encoding.get("/BaseEncoding"), Name):
            made.BaseEncoding = encoding.BaseEncoding
        used, differences, code = {code for code, _length in codes}, Array(), 0
        following = -1
        for one in encoding.get("/Differences", Array()):
            if isinstance(one, Name):
                if code in used:
                    if code != following:
                        differences.append(code)
                    differences.append(one)
                    following = code + 1
                code += 1
            else:
                code = int(one)
        if len(differences):
            made.Differences = differences
        return made

    def _drawn_letters(self, old: Any, codes: dict[tuple[int, int], str], font: Font) -> dict[str, Any]:
        procedures = old.get("/CharProcs")
        made = Dictionary()
        names = font._names
        for code, _length in codes:
            name = names.get(code)
            source = procedures.get(f"/{name}") if name and isinstance(procedures, Dictionary) else None
            if isinstance(source, Stream):
                steps = [
                    one
                    for one in pikepdf.parse_content_stream(source)
                    if plain(one.operator) in IN_A_LETTER or isinstance(one, pikepdf.ContentStreamInlineImage)
                ]
                made[f"/{name}"] = self.pdf.make_stream(pikepdf.unparse_content_stream(steps))
        return {"/CharProcs": made, "/Resources": Dictionary()}

    def _cid_encoding(self, encoding: Any) -> Any:
        if isinstance(encoding, Stream):
            made = self.pdf.make_stream(re.sub(rb"(?m)^%.*$", b"", bytes(encoding.read_bytes())))
            made.Type, made.CMapName = Name.CMap, Name("/Codes")
            made.CIDSystemInfo = Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)
            return made
        return encoding if isinstance(encoding, Name) else Name("/Identity-H")

    def _descendant(self, font: Font, base: Name) -> Any:
        old = font.descendant
        made = Dictionary(Type=Name.Font, BaseFont=base)
        for key in WIDE_KEYS:
            if key in old and (value := numbers(old[key])) is not None:
                made[key] = value
        info = old.get("/CIDSystemInfo")
        ordering = plain(info.get("/Ordering", "")) if isinstance(info, Dictionary) else ""
        known = ordering if ordering in ORDERINGS else "Identity"
        made.CIDSystemInfo = Dictionary(Registry=b"Adobe", Ordering=known.encode(), Supplement=0)
        table = old.get("/CIDToGIDMap")
        if isinstance(table, Stream):
            made.CIDToGIDMap = self.pdf.make_stream(bytes(table.read_bytes()))
        elif plain(old.get("/Subtype")) == "/CIDFontType2":
            made.CIDToGIDMap = Name.Identity
        if isinstance(old.get("/FontDescriptor"), Dictionary):
            made.FontDescriptor = self._descriptor(old.FontDescriptor, base)
        return made

    def _descriptor(self, old: Any, base: Name) -> Any:
        made = Dictionary(Type=Name.FontDescriptor, FontName=base)
        for key in (*DESCRIBED, *DESCRIBED_TOO):
            if key in old and (value := numbers(old[key])) is not None:
                made[key] = value
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            file = old.get(key)
            if isinstance(file, Stream):
                made[key] = self._font_file(key, file)
        return self.pdf.make_indirect(made)

    def _font_file(self, key: str, file: Any) -> Any:
        known = self._pictures.get(("font", file.objgen)) if file.is_indirect else None
        if known is not None:
            return known
        data = bytes(file.read_bytes())
        if data[:4] in (b"\0\1\0\0", b"true", b"OTTO"):
            data = font_tables(data)
        made = self.pdf.make_stream(data)
        if key == "/FontFile3" and isinstance(file.get("/Subtype"), Name):
            made.Subtype = file.Subtype
        for length in ("/Length1", "/Length2", "/Length3"):
            if length in file:
                made[length] = len(data) if key == "/FontFile2" else numbers(file[length])
        if file.is_indirect:
            self._pictures["font", file.objgen] = made
        return made

    # --- Pictures -------------------------------------------------------------------------------------------------

    def picture(self, image: Any, matrix: Matrix, shown: Box, covers: list[Box]) -> Any:
        """The picture's points alone, without those that are cut off or covered. None where it cannot be made."""
        hidden = _hidden_parts(matrix, shown, covers)
        indirect = isinstance(image, Stream) and image.is_indirect
        key = (image.objgen, repr(hidden)) if indirect else None
        if key is not None and key in self._pictures:
            return self._pictures[key]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                made = self._made(image, hidden)
            # Pillow and qpdf stumble over damaged pictures in many ways.
            except Exception:
                made = None
        if key is not None:
            self._pictures[key] = made
        return made

    def _made(self, image: Any, hidden: list[Box]) -> Any:
        if isinstance(image, Stream):
            stencil, wrapped = _true(image, "/ImageMask"), pikepdf.PdfImage(image)
        else:
            stencil, wrapped = bool(image.image_mask), image
        if wrapped.width * wrapped.height > MOST_POINTS:
            return None
        if stencil:
            return self._stencil(image, wrapped, hidden)
        points = wrapped.as_pil_image()
        photo = isinstance(image, Stream) and any(one in ("/DCTDecode", "/JPXDecode") for one in _filters(image))
        made = points_alone(points, opaque=True)
        _blank(made, hidden)
        stream = self._stream(made, photo=photo or made.width * made.height > LARGE)
        decode = _decode(image)
        if decode is not None and made.mode == "L" and points.mode in ("1", "L"):
            stream.Decode = decode
        mask = image.get("/SMask", image.get("/Mask")) if isinstance(image, Stream) else None
        if isinstance(mask, Stream):
            stream.SMask = self._mask(mask)
        return stream

    def _mask(self, mask: Any) -> Any:
        wrapped = pikepdf.PdfImage(mask)
        if wrapped.width * wrapped.height > MOST_POINTS:
            raise ValueError("too large")
        if not _true(mask, "/ImageMask"):
            return self._stream(wrapped.as_pil_image().convert("L"), photo=False)
        # A stencil hides where it is black; a mask of greys shows where it is white.
        points = _bits(mask, wrapped)
        turned = _decode(mask) is not None
        return self._stream(points.point(lambda value: value if turned else 255 - value), photo=False)

    def _stencil(self, image: Any, wrapped: Any, hidden: list[Box]) -> Any:
        points = _bits(image, wrapped)
        # Points that are not drawn: white, or black where the stencil is turned round.
        turned = _decode(image) is not None
        _blank(points, hidden, value=0 if turned else 255)
        stream = self.pdf.make_stream(zlib.compress(points.convert("1").tobytes()))
        stream.Filter = Name.FlateDecode
        stream.Type, stream.Subtype, stream.ImageMask = Name.XObject, Name.Image, True
        stream.Width, stream.Height, stream.BitsPerComponent = points.width, points.height, 1
        if turned:
            stream.Decode = Array([1, 0])
        return stream

    def _stream(self, points: Any, *, photo: bool) -> Any:
        if points.mode not in ("L", "RGB"):
            points = points.convert("L" if points.mode == "1" else "RGB")
        if photo:
            out = io.BytesIO()
            points.save(out, "JPEG", quality=QUALITY)
            stream, filter_ = self.pdf.make_stream(out.getvalue()), Name.DCTDecode
        else:
            stream, filter_ = self.pdf.make_stream(zlib.compress(points.tobytes())), Name.FlateDecode
        stream.Type, stream.Subtype, stream.Filter = Name.XObject, Name.Image, filter_
        stream.Width, stream.Height, stream.BitsPerComponent = points.width, points.height, 8
        stream.ColorSpace = Name.DeviceGray if points.mode == "L" else Name.DeviceRGB
        return stream

    # --- States, colours, patterns --------------------------------------------------------------------------------

    def state(self, old: Any) -> Any:
        made = Dictionary(Type=Name.ExtGState)
        for key in STATE_KEYS:
            if key in old and (value := numbers(old[key])) is not None:
                made[key] = value
        if "/SMask" in old:
            made.SMask = Name("/None")
        return made

    def space(self, old: Any, depth: int = 0) -> Any:
        """A space of colours, plain where a profile was: names of colours and profiles can say anything."""
        if isinstance(old, Name) or depth > 4:
            return old if isinstance(old, Name) else Name.DeviceGray
        if not isinstance(old, Array) or not len(old):
            return Name.DeviceGray
        kind = plain(old[0])
        if kind == "/ICCBased" and isinstance(old[1], Stream):
            return {1: Name.DeviceGray, 4: Name.DeviceCMYK}.get(int(old[1].get("/N", 3)), Name.DeviceRGB)
        if kind == "/Indexed" and len(old) > 3:
            table = bytes(old[3].read_bytes()) if isinstance(old[3], Stream) else bytes(old[3])
            return Array([Name.Indexed, self.space(old[1], depth + 1), int(old[2]), pikepdf.String(table)])
        if kind == "/Separation" and len(old) > 3:
            spot = plain(old[1])[1:]
            name = Name(f"/{spot}") if spot in SPOTS else Name.Spot
            return Array([Name.Separation, name, self.space(old[2], depth + 1), self.function(old[3])])
        if kind == "/DeviceN" and len(old) > 3:
            names = Array([Name(f"/Spot{number}") for number in range(len(old[1]))])
            return Array([Name.DeviceN, names, self.space(old[2], depth + 1), self.function(old[3])])
        if kind == "/Pattern":
            return Array([Name.Pattern, *([self.space(old[1], depth + 1)] if len(old) > 1 else [])])
        return numbers(old)

    def function(self, old: Any, depth: int = 0) -> Any:
        if isinstance(old, Array):
            return Array([self.function(one, depth + 1) for one in old]) if depth < 6 else Array()
        made = numbers(old) if not isinstance(old, Stream) else None
        if isinstance(old, Stream):
            stream = self.pdf.make_stream(_without_comments(old))
            for key in (
                "/FunctionType",
                "/Domain",
                "/Range",
                "/Size",
                "/BitsPerSample",
                "/Order",
                "/Encode",
                "/Decode",
            ):
                if key in old and (value := numbers(old[key])) is not None:
                    stream[key] = value
            return stream
        if isinstance(made, Dictionary) and "/Functions" in old and depth < 6:
            made.Functions = Array([self.function(one, depth + 1) for one in old.Functions])
        return made if made is not None else Name.Identity

    def shading(self, old: Any) -> Any:
        """None for those that are streams of their own: meshes."""
        if not isinstance(old, Dictionary) or isinstance(old, Stream):
            return None
        made = numbers(old)
        for key, make in (("/ColorSpace", self.space), ("/Function", self.function)):
            if key in old:
                made[key] = make(old[key])
        return made

    def pattern(self, old: Any) -> Any:
        """Shadings, and tiles of what is drawn with lines: None for others."""
        if isinstance(old, Stream):
            steps = [one for one in pikepdf.parse_content_stream(old) if plain(one.operator) in IN_A_LETTER]
            stream = self.pdf.make_stream(pikepdf.unparse_content_stream(steps))
            for key in ("/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix"):
                if key in old and (value := numbers(old[key])) is not None:
                    stream[key] = value
            stream.Resources = Dictionary()
            return stream
        shading = self.shading(old.get("/Shading")) if isinstance(old, Dictionary) else None
        if shading is None:
            return None
        made = Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading)
        if "/Matrix" in old:
            made.Matrix = numbers(old.Matrix)
        return made


STANDARD = {
    *(f"Helvetica{one}" for one in ("", "-Bold", "-Oblique", "-BoldOblique")),
    *(f"Courier{one}" for one in ("", "-Bold", "-Oblique", "-BoldOblique")),
    *(f"Times-{one}" for one in ("Roman", "Bold", "Italic", "BoldItalic")),
    "Symbol",
    "ZapfDingbats",
}


def _tag(number: str) -> str:
    """Six letters before the name of a font that holds some of its letters, as PDF asks."""
    value, letters = int(number[1:]), ""
    for _ in range(6):
        value, place = divmod(value, 26)
        letters = chr(65 + place) + letters
    return letters


def _map(codes: dict[tuple[int, int], str]) -> bytes:
    """Which letters the codes are: of those alone that stay."""
    length = max(length for _code, length in codes)
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def",
        f"1 begincodespacerange <{'00' * length}> <{'FF' * length}> endcodespacerange".encode(),
    ]
    entries = sorted((code, letters) for (code, _length), letters in codes.items())
    for start in range(0, len(entries), 100):
        some = entries[start : start + 100]
        lines.append(f"{len(some)} beginbfchar".encode())
        for code, letters in some:
            written = letters.encode("utf-16-be", "replace").hex().upper()
            lines.append(f"<{code:0{length * 2}X}> <{written}>".encode())
        lines.append(b"endbfchar")
    lines.append(b"endcmap end end")
    return b"\n".join(lines)


def font_tables(data: bytes) -> bytes:
    """A TrueType or OpenType font with the tables that draw, and nothing between them."""
    count = int.from_bytes(data[4:6], "big")
    kept = []
    for number in range(min(count, 100)):
        entry = data[12 + 16 * number : 28 + 16 * number]
        place, length = int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:16], "big")
        if entry[:4] in TABLES:
            kept.append((entry[:4], entry[4:8], data[place : place + length]))
    power = max(1, len(kept)).bit_length() - 1
    head = data[:4] + len(kept).to_bytes(2, "big") + (16 << power).to_bytes(2, "big") + power.to_bytes(2, "big")
    head += max(0, 16 * len(kept) - (16 << power)).to_bytes(2, "big")
    place, directory, body = 12 + 16 * len(kept), b"", b""
    for tag, check, table in kept:
        directory += tag + check + place.to_bytes(4, "big") + len(table).to_bytes(4, "big")
        padded = table + b"\0" * (-len(table) % 4)
        body += padded
        place += len(padded)
    return head + directory + body


def _without_comments(stream: Any) -> bytes:
    data = bytes(stream.read_bytes())
    return re.sub(rb"%[^\r\n]*", b"", data) if int(stream.get("/FunctionType", 0)) == 4 else data


def _filters(image: Any) -> list[str]:
    found = image.get("/Filter")
    return [plain(one) for one in found] if isinstance(found, Array) else [plain(found)]


def _true(image: Any, key: str) -> bool:
    return isinstance(image, Stream) and bool(image.get(key, False))


def _decode(image: Any) -> Any:
    """[1 0] where black and white are changed, else None."""
    found = image.get("/Decode", None) if isinstance(image, Stream) else getattr(image, "decode_array", None)
    try:
        values = [float(one) for one in found] if found is not None else []
    except (TypeError, ValueError):
        return None
    return Array([1, 0]) if values[:2] == [1.0, 0.0] else None


def _bits(image: Any, wrapped: Any) -> Any:
    """The points of a stencil as they are stored, 0 or 255."""
    from PIL import Image  # noqa: PLC0415 - stencils are few

    width, height = wrapped.width, wrapped.height
    if isinstance(image, Stream) and all(
        one in ("None", "/FlateDecode", "/RunLengthDecode", "/LZWDecode", "/ASCIIHexDecode", "/ASCII85Decode")
        for one in _filters(image)
    ):
        data = bytes(image.read_bytes())
        row = (width + 7) // 8
        return Image.frombytes("1", (width, height), data[: row * height].ljust(row * height, b"\0")).convert("L")
    return wrapped.as_pil_image().convert("L")


def _hidden_parts(matrix: Matrix, shown: Box, covers: list[Box]) -> list[Box]:
    """Which parts of the picture (from 0 to 1, its lower left corner first) are cut off or covered."""
    a, b, c, d, e, f = matrix
    turned = a * d - b * c
    if abs(turned) < 1e-9:
        return []

    def inside(box: Box) -> Box:
        points = [
            ((d * (x - e) - c * (y - f)) / turned, (a * (y - f) - b * (x - e)) / turned)
            for x in (box[0], box[2])
            for y in (box[1], box[3])
        ]
        xs, ys = zip(*points, strict=True)
        return common((min(xs), min(ys), max(xs), max(ys)), (0, 0, 1, 1))

    x1, y1, x2, y2 = inside(shown)
    parts = [(0, 0, x1, 1), (x2, 0, 1, 1), (0, 0, 1, y1), (0, y2, 1, 1), *(inside(box) for box in covers)]
    return [tuple(round(one, 4) for one in part) for part in parts if area(part) > 0.002]  # type: ignore[misc]  # four numbers each


def _blank(points: Any, hidden: list[Box], value: Any = None) -> None:
    for x1, y1, x2, y2 in hidden:
        width, height = points.width, points.height
        box = (int(x1 * width), int((1 - y2) * height), -int(-x2 * width // 1), -int(-(1 - y1) * height // 1))
        if box[0] < box[2] and box[1] < box[3]:
            points.paste(value if value is not None else (255 if points.mode == "L" else (255, 255, 255)), box)
