"""One page made anew: what is drawn inside its box and not covered, step by step, forms unrolled into it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

from portal.identification.reading.pdf.colours import is_white
from portal.identification.reading.pdf.drawn import INVISIBLE, Drawn, Glyph, Paint
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import NOWHERE, Box, area, common, share
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.pdf.steps import INLINE, Step, lookup
from portal.identification.rebuilding.pdf.resources import Resources
from portal.identification.rebuilding.rebuilt import Clean

PLAIN = frozenset("q Q cm w J j M d i m l c v y h re n W W* BT ET Tc Tw Tz TL Tr Ts Td TD Tm T* g G rg RG k K".split())  # noqa: SIM905 - read best in a row
SHOWS = ("Tj", "TJ", "'", '"')
FILLS = frozenset("S s f F f* B B* b b*".split())  # noqa: SIM905 - read best in a row
MOSTLY, WHOLLY, LITTLE = 0.5, 0.995, 0.3
# Smaller letters, in points, nobody reads.
SMALLEST = 1.2
OUTSIDE, BEHIND, UNSEEN = "text outside its page", "text behind something else", "text that is not seen"
LAYERS = "layers that are not shown"
PICTURES = "a picture that could not be made anew"
PICTURES_BEHIND = "pictures or parts of them that are covered or cut off"
LINES_BEHIND = "drawings that are covered or cut off"
MASKED = "text that is drawn through a mask or mixed with what is below it"
MASKS = "what is drawn through a mask that could not be made anew"
ALTERNATIVE = "alternative text that names somebody"
MOST_COVERS = 3_000
MakesMasks = Callable[[Any], tuple[Any, set[str]]]


@dataclass
class Made:
    """The new page's content and what it draws with; which marked parts of it are left."""

    content: bytes = b""
    resources: Any = None
    marks: set[int] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)


class PageMaker:
    """`masks(old)`: the soft mask made anew, and what is not in it."""

    def __init__(
        self, drawn: Drawn, shown: Box, resources: Resources, clean: Clean, masks: MakesMasks, *, tagged: bool
    ) -> None:
        self.masks = masks
        self.drawn, self.shown, self.shared, self.clean, self.tagged = drawn, shown, resources, clean, tagged
        self.made = Made()
        self.out: list[tuple[list[Any], Any]] = []
        self.named: dict[str, dict[str, Any]] = defaultdict(dict)
        self.by_step: dict[int, list[Glyph]] = defaultdict(list)
        for glyph in drawn.glyphs:
            self.by_step[glyph.step].append(glyph)
        self.paints: dict[int, list[Paint]] = defaultdict(list)
        for paint in drawn.paints:
            self.paints[paint.step].append(paint)
        fills = [paint for paint in drawn.paints if not paint.hidden and area(paint.box) > 1]
        self.covers = [paint for paint in fills if paint.opaque][-MOST_COVERS:]
        # Cut into pieces, each of which names nobody, it may name somebody.
        self.keeps_texts = clean("".join(drawn.actual)) and clean(" ".join(drawn.actual))
        self.grounds = [paint for paint in fills if paint.kind in ("fill", "image")]

    def make(self) -> Made:
        for number, step in enumerate(self.drawn.steps):
            self._step(number, step)
        content = pikepdf.unparse_content_stream(self.out)
        self.made.content = content
        found = Dictionary()
        for kind, entries in self.named.items():
            found[kind] = Dictionary({f"/{name}": value for name, value in entries.items()})
        self.made.resources = found
        return self.made

    def _put(self, operator: str, *operands: Any) -> None:
        self.out.append((list(operands), Operator(operator)))

    def _step(self, number: int, step: Step) -> None:
        operator, of = step.operator, step.operands
        if operator in SHOWS:
            self._show(number, step)
        elif operator in PLAIN:
            self._put(operator, *(_number(one) for one in of))
        elif operator in FILLS:
            kept = self._is_seen(number)
            self._put(operator if kept else "n")
            if not kept:
                self._drop(number, LINES_BEHIND)
        elif operator == "Tf":
            self._set_font(number, step)
        elif operator == "gs":
            self._state(number, step)
        elif operator in ("cs", "CS"):
            self._space(operator, step)
        elif operator in ("sc", "SC", "scn", "SCN"):
            self._colour(operator, step)
        elif operator == "sh":
            found = self.shared.colours.shading(lookup(step.resources, "/Shading", of[0])) if of else None
            if found is not None and number not in self.drawn.hidden_steps:
                self._put("sh", self._name("/Shading", "Sh", found))
        elif operator in ("Do", INLINE):
            self._image(number)
        elif operator in ("BDC", "BMC"):
            self._mark(step)
        elif operator == "EMC":
            self._put("EMC")

    def _name(self, kind: str, letter: str, value: Any, name: str = "") -> Any:
        entries = self.named[kind]
        key = name or f"{letter}{len(entries) + 1}"
        entries[key] = value
        return Name(f"/{key}")

    def _drop(self, number: int, what: str) -> None:
        self.made.dropped.add(LAYERS if number in self.drawn.hidden_steps else what)

    # --- Text -----------------------------------------------------------------------------------------------------

    def _set_font(self, number: int, step: Step) -> None:
        font = self.drawn.step_fonts.get(number)
        if font is not None and len(step.operands) > 1:
            self._use(font, step.operands[1])

    def _use(self, font: Font, size: Any) -> None:
        name, made = self.shared.fonts.font(font)
        self.named["/Font"][plain(name)[1:]] = made
        self._put("Tf", name, _number(size))

    def _show(self, number: int, step: Step) -> None:
        operator, of = step.operator, step.operands
        if operator == '"':
            self._put("Tw", _number(of[0]))
            self._put("Tc", _number(of[1]))
        if operator in ("'", '"'):
            self._put("T*")
        glyphs = self.by_step.get(number, [])
        if not glyphs or glyphs[0].font.font.get("/Type") is None and not len(glyphs[0].font.font.keys()):
            return
        kept = self._kept(number, glyphs)
        pieces = list(of[0]) if operator == "TJ" else [of[-1]]
        array, place = Array(), 0
        for piece in pieces:
            if not isinstance(piece, pikepdf.String):
                array.append(_number(piece))
                continue
            data, at = bytes(piece), 0
            run = b""
            while at < len(data) and place < len(glyphs):
                glyph = glyphs[place]
                if kept[place]:
                    run += data[at : at + glyph.length]
                    self.shared.fonts.keeps(glyph.font, glyph.code, glyph.length, glyph.drawn or glyph.mapped)
                else:
                    if run:
                        array.append(pikepdf.String(run))
                        run = b""
                    array.append(round(glyph.adjust, 3))
                at += glyph.length
                place += 1
            if run:
                array.append(pikepdf.String(run))
        self._put("TJ", array)

    def _kept(self, number: int, glyphs: list[Glyph]) -> list[bool]:
        boxes = [glyph.box for glyph in glyphs]
        whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        above = [one.box for one in self.covers if one.step > number and common(one.box, whole) != NOWHERE]
        below = [one for one in self.grounds if one.step < number and common(one.box, whole) != NOWHERE]
        return [self._keeps(number, glyph, above, below) for glyph in glyphs]

    def _keeps(self, number: int, glyph: Glyph, above: list[Box], below: list[Paint]) -> bool:
        if glyph.hidden or number in self.drawn.hidden_steps:
            what = LAYERS
        elif glyph.mode in INVISIBLE or glyph.size < SMALLEST or self._is_of_its_ground(glyph, below):
            what = UNSEEN
        elif area(glyph.box) > 0 and share(glyph.box, common(self.shown, glyph.clip)) < LITTLE:
            what = OUTSIDE
        elif area(glyph.box) > 0 and _covered(glyph.box, above, MOSTLY):
            what = BEHIND
        elif glyph.uncertain:
            what = MASKED
        else:
            return True
        if (glyph.mapped or glyph.drawn).strip():
            self.made.dropped.add(what)
        return False

    def _is_of_its_ground(self, glyph: Glyph, below: list[Paint]) -> bool:
        """Whether a letter has the colour of what lies under it: the page is white."""
        if glyph.colour is None or not glyph.colour or glyph.mode not in (0, 4):
            return False
        ground = next((one for one in reversed(below) if share(glyph.box, one.box) > MOSTLY), None)
        if ground is None:
            return is_white(glyph.colour)
        if ground.kind == "image" or not ground.colour:
            return False
        one, other = _rgb(glyph.colour), _rgb(ground.colour)
        return ground.opaque and one is not None and other is not None and _near(one, other)

    # --- Lines and pictures ---------------------------------------------------------------------------------------

    def _is_seen(self, number: int) -> bool:
        paints = self.paints.get(number, [])
        if number in self.drawn.hidden_steps or any(paint.hidden for paint in paints):
            return False
        return not paints or any(self._shows(paint) for paint in paints)

    def _shows(self, paint: Paint) -> bool:
        # A line has no area: it is made a little wider than it is.
        x1, y1, x2, y2 = paint.box
        box = (x1 - 0.1, y1 - 0.1, x2 + 0.1, y2 + 0.1)
        if common(box, self.shown) == NOWHERE:
            return False
        above = [one.box for one in self.covers if one.step > paint.step and one is not paint]
        return not _covered(common(box, self.shown), above, WHOLLY)

    def _image(self, number: int) -> None:
        for paint in self.paints.get(number, []):
            if paint.kind != "image":
                continue
            box = common(paint.box, self.shown)
            above = [one.box for one in self.covers if one.step > number and common(one.box, box) != NOWHERE]
            if paint.hidden or number in self.drawn.hidden_steps or box == NOWHERE or _covered(box, above, WHOLLY):
                self._drop(number, LAYERS if paint.hidden else PICTURES_BEHIND)
                continue
            made = self.shared.images.picture(paint.image, paint.matrix, box, above)
            if made is None:
                self.made.dropped.add(PICTURES)
                continue
            self._put("Do", self._name("/XObject", "Im", made))

    # --- States, colours, marks -----------------------------------------------------------------------------------

    def _state(self, number: int, step: Step) -> None:
        old = lookup(step.resources, "/ExtGState", step.operands[0]) if step.operands else None
        if not isinstance(old, Dictionary):
            return
        made = self.shared.state(old)
        if isinstance(old.get("/SMask"), Dictionary):
            made.SMask, dropped = self.masks(old.SMask)
            self.made.dropped |= dropped
        self._put("gs", self._name("/ExtGState", "G", made))
        font = old.get("/Font")
        if isinstance(font, Array) and len(font) == 2:
            known = self.drawn.step_fonts.get(number)
            if known is not None:
                self._use(known, font[1])

    def _space(self, operator: str, step: Step) -> None:
        name = step.operands[0]
        found = lookup(step.resources, "/ColorSpace", name)
        if found is None:
            known = plain(name) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern")
            self._put(operator, name if known else Name.DeviceGray)
            return
        self._put(operator, self._name("/ColorSpace", "C", self.shared.colours.space(found)))

    def _colour(self, operator: str, step: Step) -> None:
        values = [_number(one) for one in step.operands if not isinstance(one, Name)]
        patterns = [one for one in step.operands if isinstance(one, Name)]
        if not patterns:
            self._put(operator, *values)
            return
        found = self.shared.colours.pattern(lookup(step.resources, "/Pattern", patterns[0]))
        if found is not None:
            self._put(operator, *values, self._name("/Pattern", "P", found))

    def _mark(self, step: Step) -> None:
        """Marks of the structure stay on the page itself; what they say instead of the drawn, where it names nobody."""
        tag, properties = step.operands[0], step.operands[1] if len(step.operands) > 1 else None
        if isinstance(properties, Name):
            properties = lookup(step.resources, "/Properties", properties)
        kept = Dictionary()
        if isinstance(properties, Dictionary) and plain(tag) != "/OC":
            number = properties.get("/MCID")
            if self.tagged and step.depth == 0 and isinstance(number, int) and 0 <= number < 100_000:
                kept.MCID = number
                self.made.marks.add(number)
            for key in ("/ActualText", "/Alt", "/E"):
                text = properties.get(key)
                if isinstance(text, pikepdf.String):
                    if self.keeps_texts and self.clean(plain(text)):
                        kept[key] = plain(text)
                    else:
                        self.made.dropped.add(ALTERNATIVE)
        known = tag if plain(tag) in MARKS else Name.Span
        if len(kept.keys()):
            self._put("BDC", known, kept)
        else:
            self._put("BMC", Name.Artifact if plain(tag) == "/Artifact" else Name.Span)


MARKS = frozenset(
    f"/{one}"
    for one in [
        "Artifact",
        "Span",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Figure",
        "Formula",
        "Caption",
        "Link",
        "Reference",
        "Note",
        "Quote",
        "BlockQuote",
        "Code",
        "Div",
        "Sect",
        "Part",
        "TOC",
        "TOCI",
        "Title",
        "Em",
        "Strong",
        "Form",
    ]
)


def _number(value: Any) -> Any:
    """Numbers and arrays of them alone: a text has no place among the operands of drawing."""
    if isinstance(value, Array):
        return Array([_number(one) for one in value])
    if isinstance(value, pikepdf.Object):
        return 0
    return value


def _covered(box: Box, above: list[Box], enough: float) -> bool:
    shares = [share(box, one) for one in above]
    return any(one >= enough for one in shares) or (enough < 0.9 and sum(shares) >= 0.9)


def _rgb(colour: tuple[float, ...]) -> tuple[float, float, float] | None:
    if len(colour) == 1:
        return colour[0], colour[0], colour[0]
    return (colour[0], colour[1], colour[2]) if len(colour) == 3 else None


def _near(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return all(abs(a - b) <= 0.04 for a, b in zip(one, other, strict=True))
