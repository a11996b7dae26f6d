"""Fonts made anew with the letters that stay, without their names and their makers' words."""

import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.xml import is_font
from portal.identification.rebuilding.pdf.font_files import font_tables, map_of_letters, subset_tag
from portal.identification.rebuilding.pdf.plain_data import numbers

SIMPLE_KEYS = ("/Subtype", "/FirstChar", "/LastChar", "/Widths", "/FontBBox", "/FontMatrix")
WIDE_KEYS = ("/Subtype", "/DW", "/W", "/DW2", "/W2")
DESCRIBED = ("/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent", "/CapHeight", "/XHeight", "/StemV", "/StemH")
DESCRIBED_TOO = ("/AvgWidth", "/MaxWidth", "/MissingWidth", "/Leading", "/FontWeight", "/FontStretch")
ORDERINGS = ("Identity", "Japan1", "Japan2", "GB1", "CNS1", "Korea1", "KR", "UCS")
# Of a letter that is drawn: nothing that writes or brings other files.
IN_A_LETTER = frozenset("q Q cm w J j M d i m l c v y h re S s f F f* B B* b b* n W W* d0 d1 g G rg RG k K".split())  # noqa: SIM905 - read best in a row
STANDARD = {
    *(f"Helvetica{one}" for one in ("", "-Bold", "-Oblique", "-BoldOblique")),
    *(f"Courier{one}" for one in ("", "-Bold", "-Oblique", "-BoldOblique")),
    *(f"Times-{one}" for one in ("Roman", "Bold", "Italic", "BoldItalic")),
    "Symbol",
    "ZapfDingbats",
}


class Fonts:
    """Named at once, made at the end, when it is known which letters stay."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self._fonts: dict[int, tuple[str, Font]] = {}
        self._files: dict[tuple[int, int], Any] = {}
        self._codes: dict[int, dict[tuple[int, int], str]] = {}
        self._made: dict[int, Any] = {}

    def font(self, font: Font) -> tuple[Name, Any]:
        known = self._fonts.get(id(font))
        if known is None:
            name = f"/F{len(self._fonts) + 1}"
            self._fonts[id(font)] = (name, font)
            self._made[id(font)] = self.pdf.make_indirect(Dictionary())
            self._codes[id(font)] = {}
            known = (name, font)
        return Name(known[0]), self._made[id(font)]

    def keeps(self, font: Font, code: int, length: int, letters: str) -> None:
        self._codes[id(font)][code, length] = letters

    def finish(self) -> None:
        for key, (name, font) in self._fonts.items():
            made = self._made[key]
            codes = self._codes[key]
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
            made["/ToUnicode"] = self.pdf.make_stream(map_of_letters(mapped))
        return made

    def _base_name(self, font: Font, number: str) -> Name:
        name = font.name
        if is_font(name.replace("-", " ").replace(",", " ")) or (not font.is_embedded and name in STANDARD):
            return Name(f"/{name}") if not font.is_embedded else Name(f"/{subset_tag(number)}+{name}")
        return Name(f"/{subset_tag(number)}+Font{number[1:]}") if font.is_embedded else Name.Helvetica

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
        known = self._files.get(file.objgen) if file.is_indirect else None
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
            self._files[file.objgen] = made
        return made
