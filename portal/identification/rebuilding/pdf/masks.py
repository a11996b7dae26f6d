"""Soft masks made anew: how much is seen of what is drawn through one. Left out, what they hide would be seen."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from portal.identification.reading.pdf.drawn import Glyph
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import EVERYWHERE, box_of
from portal.identification.reading.pdf.machine import Machine
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.told import Bounds
from portal.identification.rebuilding.pdf.pages import MASKS, PageMaker
from portal.identification.rebuilding.pdf.plain_data import numbers
from portal.identification.rebuilding.pdf.resources import Resources
from portal.identification.rebuilding.rebuilt import Clean

LETTERS_OF_MASKS = "letters that only mask something else"
DEEPEST = 4


class Masks:
    """Each mask of one document is made once: no page changes what it draws."""

    def __init__(self, shared: Resources, bounds: Bounds, off: frozenset[tuple[int, int]], clean: Clean) -> None:
        self.shared, self.bounds, self.off, self.clean = shared, bounds, off, clean
        self.fonts: dict[tuple[int, int], Font] = {}
        self._known: dict[tuple[int, ...], tuple[Any, set[str], Any]] = {}
        self._depth = 0

    def made(self, old: Any) -> tuple[Any, set[str]]:
        """The new mask, and what is not in it. Through one that cannot be made nothing is seen."""
        form = old.get("/G")
        if not isinstance(form, Stream) or self._depth >= DEEPEST:
            return self._nothing(), {MASKS}
        # Two masks may draw the same and read it differently.
        key = (old.objgen if old.is_indirect else (0, id(old))) + form.objgen
        if key not in self._known:
            self._depth += 1
            # Kept with the old one: a number of an object that is gone could come back as another's.
            self._known[key] = (*self._make(old, form), old)
            self._depth -= 1
        return self._known[key][:2]

    def _make(self, old: Any, form: Any) -> tuple[Any, set[str]]:
        box = box_of(form.get("/BBox"))
        drawn = Machine(self.bounds, layers_off=self.off).run(form, form.get("/Resources"), self.fonts)
        found = _MaskMaker(drawn, box or EVERYWHERE, self.shared, self.clean, self.made, tagged=False).make()
        made = self._form(found.content, found.resources, form.get("/Group"))
        made.BBox = Array(list(box)) if box else Array([-100_000, -100_000, 100_000, 100_000])
        if "/Matrix" in form and (matrix := numbers(form.Matrix)) is not None:
            made.Matrix = matrix
        mask = Dictionary(Type=Name.Mask, S=Name.Alpha if plain(old.get("/S")) == "/Alpha" else Name.Luminosity, G=made)
        if isinstance(old.get("/BC"), Array):
            mask.BC = numbers(old.BC)
        if isinstance(old.get("/TR"), Dictionary):
            mask.TR = self.shared.colours.function(old.TR)
        return mask, found.dropped

    def _form(self, content: bytes, resources: Any, group: Any) -> Any:
        made = self.shared.pdf.make_stream(content)
        made.Type, made.Subtype, made.Resources = Name.XObject, Name.Form, resources
        made.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        if isinstance(group, Dictionary):
            made.Group.CS = self.shared.colours.space(group.get("/CS", Name.DeviceGray))
            for key in ("/I", "/K"):
                if isinstance(group.get(key), bool):
                    made.Group[key] = group[key]
        return made

    def _nothing(self) -> Any:
        made = self._form(b"", Dictionary(), None)
        made.BBox = Array([0, 0, 1, 1])
        return Dictionary(Type=Name.Mask, S=Name.Alpha, G=made)


class _MaskMaker(PageMaker):
    """What a mask draws with lines, colours and pictures. Letters in it are no text, and could be read as one."""

    def _keeps(self, number: int, glyph: Glyph, above: Any, below: Any) -> bool:
        if (glyph.mapped or glyph.drawn).strip():
            self.made.dropped.add(LETTERS_OF_MASKS)
        return False
