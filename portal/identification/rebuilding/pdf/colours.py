"""Spaces of colours, shadings, patterns and functions, made anew of their numbers."""

import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from portal.identification.reading.pdf.names import plain
from portal.identification.rebuilding.pdf.fonts import IN_A_LETTER
from portal.identification.rebuilding.pdf.plain_data import numbers

SPOTS = ("All", "None", "Black", "Cyan", "Magenta", "Yellow", "White")


class Colours:
    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf

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


def _without_comments(stream: Any) -> bytes:
    data = bytes(stream.read_bytes())
    return re.sub(rb"%[^\r\n]*", b"", data) if int(stream.get("/FunctionType", 0)) == 4 else data
