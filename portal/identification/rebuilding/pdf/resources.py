"""What the pages of one new document share."""

from typing import Any

from pikepdf import Dictionary, Name

from portal.identification.rebuilding.pdf.colours import Colours
from portal.identification.rebuilding.pdf.fonts import Fonts
from portal.identification.rebuilding.pdf.images import Images
from portal.identification.rebuilding.pdf.plain_data import numbers

STATE_KEYS = ("/ca", "/CA", "/BM", "/LW", "/LC", "/LJ", "/ML", "/D", "/SA", "/OP", "/op", "/OPM", "/AIS")


class Resources:
    """Fonts, pictures and colours of one new document, each made once of what drawing needs."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.fonts, self.images, self.colours = Fonts(pdf), Images(pdf), Colours(pdf)

    def state(self, old: Any) -> Any:
        """A state without its mask, which draws something itself (`masks`)."""
        made = Dictionary(Type=Name.ExtGState)
        for key in STATE_KEYS:
            if key in old and (value := numbers(old[key])) is not None:
                made[key] = value
        if "/SMask" in old:
            made.SMask = Name("/None")
        return made
