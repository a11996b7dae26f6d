"""What a page draws, step by step, forms within it unrolled: letters with their places, fills, pictures."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import (
    EVERYWHERE,
    NOWHERE,
    UNIT,
    Box,
    Matrix,
    around,
    at,
    bounded,
    box_of,
    common,
    matrix_of,
    moved,
    times,
)
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.told import Bounds, TooMuch

DEEPEST_FORM = 12
MOST_STEPS = 1_500_000
MOST_FORMS = 2_000
INLINE = "INLINE IMAGE"
SHORT = 14.0
INVISIBLE = (3, 7)
WHITE = 0.97
BLACK: tuple[float, ...] = (0.0,)
UNKNOWN: tuple[float, ...] = ()


@dataclass(slots=True)
class Step:
    """One operator with its operands, in the resources of the page or form that it stands in."""

    operator: str
    operands: list[Any]
    resources: Any
    depth: int


@dataclass(slots=True)
class Glyph:
    """One code that is shown: in which step, its readings, where it begins and ends, how it is drawn."""

    step: int
    code: int
    length: int
    mapped: str
    drawn: str
    x: float
    y: float
    end_x: float
    end_y: float
    size: float
    box: Box
    mode: int
    hidden: bool
    colour: tuple[float, ...] | None
    clip: Box
    font: Font
    # The number in a TJ that moves on as far as this letter does, so that it can be left out.
    adjust: float


@dataclass(slots=True)
class Paint:
    """A fill, a line or a picture: where it lies, and whether nothing below it is seen."""

    step: int
    kind: str  # "fill", "line", "image"
    box: Box
    opaque: bool
    hidden: bool
    colour: tuple[float, ...] | None
    image: Any = None
    matrix: Matrix = UNIT
    # How much of it may be a letter's outline: curves and slanted or short lines.
    outline: float = 0.0


@dataclass
class Drawn:
    """Everything that one page draws."""

    steps: list[Step] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    paints: list[Paint] = field(default_factory=list)
    actual: list[str] = field(default_factory=list)
    hidden_steps: set[int] = field(default_factory=set)
    fonts: dict[int, Font] = field(default_factory=dict)
    # Which font a step sets.
    step_fonts: dict[int, Font] = field(default_factory=dict)
    forms: set[tuple[int, int]] = field(default_factory=set)
    broken: bool = False


@dataclass
class _State:
    matrix: Matrix = UNIT
    clip: Box = EVERYWHERE
    fill: tuple[float, ...] | None = BLACK
    # A space of colours in which a number is not how light it is.
    unknown_space: bool = False
    alpha: float = 1.0
    masked: bool = False
    odd_clip: bool = False
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


class Unroller:
    """The steps of a page or form with those of the forms that it draws, each form within what it is clipped to."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds, self.made, self.forms, self.broken = bounds, 0, 0, False
        self.visited: set[tuple[int, int]] = set()

    def steps(self, holder: Any, resources: Any, *, depth: int = 0, above: tuple[Any, ...] = ()) -> Iterator[Step]:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                parsed = pikepdf.parse_content_stream(holder)
            except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, AttributeError):
                self.broken = True
                return
        self.broken |= bool(told)
        for one in parsed:
            self.made += 1
            if self.made % 2000 == 0:
                self.bounds.pause()
                if self.made > MOST_STEPS:
                    raise TooMuch("it draws more than can be read")
            operator = plain(one.operator)
            if isinstance(one, pikepdf.ContentStreamInlineImage):
                yield Step(INLINE, [one.iimage], resources, depth)
                continue
            operands = list(one.operands)
            form = _form(resources, operands) if operator == "Do" else None
            if form is None:
                yield Step(operator, operands, resources, depth)
            elif depth < DEEPEST_FORM and not any(form.is_same_object_as(other) for other in above):
                yield from self._form(form, resources, depth, (*above, form))

    def _form(self, form: Any, resources: Any, depth: int, above: tuple[Any, ...]) -> Iterator[Step]:
        self.forms += 1
        self.visited.add(form.objgen)
        if self.forms > MOST_FORMS:
            raise TooMuch("it draws more than can be read")
        own = form.get("/Resources")
        own = own if isinstance(own, pikepdf.Dictionary) else resources
        layer = form.get("/OC")
        if layer is not None:
            yield Step("BDC", [pikepdf.Name("/OC"), layer], own, depth + 1)
        yield Step("q", [], own, depth + 1)
        if "/Matrix" in form:
            yield Step("cm", list(form.Matrix), own, depth + 1)
        box = box_of(form.get("/BBox"))
        if box is not None:
            x1, y1, x2, y2 = box
            yield Step("re", [x1, y1, x2 - x1, y2 - y1], own, depth + 1)
            yield Step("W", [], own, depth + 1)
            yield Step("n", [], own, depth + 1)
        # What a form opens and does not close ends with it, as a reader has it.
        yield from _balanced(self.steps(form, own, depth=depth + 1, above=above), own, depth + 1)
        yield Step("Q", [], own, depth + 1)
        if layer is not None:
            yield Step("EMC", [], own, depth + 1)


def _balanced(steps: Iterator[Step], resources: Any, depth: int) -> Iterator[Step]:
    saved = marked = 0
    in_text = False
    for step in steps:
        if step.operator == "q":
            saved += 1
        elif step.operator in ("BMC", "BDC"):
            marked += 1
        elif step.operator in ("BT", "ET"):
            in_text = step.operator == "BT"
        elif step.operator == "Q":
            if saved == 0:
                continue
            saved -= 1
        elif step.operator == "EMC":
            if marked == 0:
                continue
            marked -= 1
        yield step
    if in_text:
        yield Step("ET", [], resources, depth)
    for operator, number in (("EMC", marked), ("Q", saved)):
        for _ in range(number):
            yield Step(operator, [], resources, depth)


def _form(resources: Any, operands: list[Any]) -> Any:
    found = lookup(resources, "/XObject", operands[0] if operands else None)
    return found if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form" else None


def lookup(resources: Any, kind: str, name: Any) -> Any:
    """A resource by its name, None where there is none."""
    if not isinstance(resources, pikepdf.Dictionary) or not isinstance(name, pikepdf.Name):
        return None
    of_kind = resources.get(kind)
    return of_kind.get(plain(name)) if isinstance(of_kind, pikepdf.Dictionary) else None


class Machine:
    """Follows the steps as a reader would and notes what is drawn where."""

    def __init__(self, bounds: Bounds, *, layers_off: frozenset[tuple[int, int]] = frozenset()) -> None:
        self.bounds, self.layers_off = bounds, layers_off
        self.drawn = Drawn()
        self.state = _State()
        self.saved: list[_State] = []
        self.text: Matrix = UNIT
        self.line: Matrix = UNIT
        self.path: list[tuple[float, float]] = []
        self.rectangles: list[Box] = []
        self.curves, self.pieces = 0, 0.0
        self.only_rectangles = True
        self.clips = False
        self.marks: list[bool] = []

    def run(self, holder: Any, resources: Any, fonts: dict[tuple[int, int], Font]) -> Drawn:
        unroller = Unroller(self.bounds)
        for number, step in enumerate(_balanced(unroller.steps(holder, resources), resources, 0)):
            self.drawn.steps.append(step)
            if any(self.marks):
                self.drawn.hidden_steps.add(number)
            try:
                self._follow(number, step, fonts)
            except (TypeError, ValueError, IndexError, AttributeError, OverflowError, ZeroDivisionError):
                # Operands of a wrong kind: readers leave such a step out.
                self.drawn.broken = True
        self.drawn.broken |= unroller.broken
        self.drawn.forms = unroller.visited
        return self.drawn

    def _follow(self, number: int, step: Step, fonts: dict[tuple[int, int], Font]) -> None:
        operator, of, state = step.operator, step.operands, self.state
        if operator == "TJ":
            self._show_array(number, of[0])
        elif operator == "Tj":
            self._show(number, bytes(of[0]))
        elif operator == "Td":
            self._move(bounded(of[0]), bounded(of[1]))
        elif operator == "TD":
            state.leading = -bounded(of[1])
            self._move(bounded(of[0]), bounded(of[1]))
        elif operator == "Tm":
            self.text = self.line = matrix_of(of)
        elif operator == "T*":
            self._move(0, -state.leading)
        elif operator == "'":
            self._move(0, -state.leading)
            self._show(number, bytes(of[0]))
        elif operator == '"':
            state.word_spacing, state.spacing = bounded(of[0]), bounded(of[1])
            self._move(0, -state.leading)
            self._show(number, bytes(of[2]))
        elif operator == "Tf":
            state.font, state.size = self._font(step.resources, of[0], fonts), bounded(of[1])
            self.drawn.step_fonts[number] = state.font
        elif operator == "Tc":
            state.spacing = bounded(of[0])
        elif operator == "Tw":
            state.word_spacing = bounded(of[0])
        elif operator == "Tz":
            state.stretch = bounded(of[0]) / 100
        elif operator == "TL":
            state.leading = bounded(of[0])
        elif operator == "Ts":
            state.rise = bounded(of[0])
        elif operator == "Tr":
            state.mode = int(bounded(of[0]))
        elif operator == "BT":
            self.text = self.line = UNIT
        elif operator == "q":
            if len(self.saved) < 5000:
                self.saved.append(_copy(state))
        elif operator == "Q":
            if self.saved:
                self.state = self.saved.pop()
        elif operator == "cm":
            state.matrix = _within_reason(times(matrix_of(of), state.matrix))
        elif operator == "re":
            self._rectangle(*(bounded(one) for one in of[:4]))
        elif operator in ("m", "l"):
            point = at(state.matrix, bounded(of[0]), bounded(of[1]))
            if operator == "l" and self.path:
                self.pieces += _weight(self.path[-1], point)
            self.path.append(point)
            self.only_rectangles = False
        elif operator in ("c", "v", "y"):
            self.path += [
                at(state.matrix, bounded(of[place]), bounded(of[place + 1])) for place in range(0, len(of) - 1, 2)
            ]
            self.curves += 1
            self.only_rectangles = False
        elif operator in ("f", "F", "f*", "B", "B*", "b", "b*", "S", "s"):
            self._paint(number, filled=operator not in ("S", "s"), holes="*" in operator)
        elif operator == "n":
            self._end_path()
        elif operator in ("W", "W*"):
            self.clips = True
        elif operator in ("g", "rg", "k"):
            state.fill, state.unknown_space = _colour(operator, of), False
        elif operator in ("sc", "scn"):
            found = _colour(operator, of)
            state.fill = UNKNOWN if state.unknown_space and found is not None else found
        elif operator == "cs":
            state.unknown_space = not _is_plain_space(step.resources, of[0])
            state.fill = None if plain(of[0]) == "/Pattern" else UNKNOWN if state.unknown_space else BLACK
        elif operator == "gs":
            self._graphics(number, step.resources, of[0], fonts)
        elif operator == "Do":
            self._image(number, lookup(step.resources, "/XObject", of[0]))
        elif operator == INLINE:
            self._image(number, of[0])
        elif operator == "sh":
            self.drawn.paints.append(Paint(number, "fill", state.clip, opaque=False, hidden=self._hidden, colour=None))
        elif operator in ("BDC", "BMC", "DP"):
            self._mark(operator, step)
        elif operator == "EMC" and self.marks:
            self.marks.pop()

    @property
    def _hidden(self) -> bool:
        return any(self.marks)

    def _mark(self, operator: str, step: Step) -> None:
        properties = step.operands[1] if len(step.operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            properties = lookup(step.resources, "/Properties", properties)
        if isinstance(properties, pikepdf.Dictionary):
            for key in ("/ActualText", "/Alt", "/E"):
                text = properties.get(key)
                if isinstance(text, pikepdf.String):
                    self.drawn.actual.append(plain(text))
        if operator != "DP":
            is_layer = plain(step.operands[0]) == "/OC"
            self.marks.append(is_layer and layer_is_off(properties, self.layers_off))

    def _font(self, resources: Any, name: Any, fonts: dict[tuple[int, int], Font]) -> Font:
        found = lookup(resources, "/Font", name)
        return self._known(found, fonts)

    def _known(self, found: Any, fonts: dict[tuple[int, int], Font]) -> Font:
        key = found.objgen if found is not None and found.is_indirect else (0, id(found))
        font = fonts.get(key)
        if font is None:
            # Kept with the font itself: a number of an object that is gone could come back as another's.
            font = fonts[key] = Font(found)
        self.drawn.fonts[id(font)] = font
        return font

    def _graphics(self, number: int, resources: Any, name: Any, fonts: dict[tuple[int, int], Font]) -> None:
        found = lookup(resources, "/ExtGState", name)
        if not isinstance(found, pikepdf.Dictionary):
            return
        if "/ca" in found:
            self.state.alpha = bounded(found.ca)
        if "/SMask" in found:
            self.state.masked = isinstance(found.SMask, pikepdf.Dictionary)
        if isinstance(found.get("/BM"), pikepdf.Name) and plain(found.BM) not in ("/Normal", "/Compatible"):
            self.state.masked = True
        if isinstance(found.get("/Font"), pikepdf.Array) and len(found.Font) == 2:
            self.state.font, self.state.size = self._known(found.Font[0], fonts), bounded(found.Font[1])
            self.drawn.step_fonts[number] = self.state.font

    def _move(self, x: float, y: float) -> None:
        self.text = self.line = times((1, 0, 0, 1, x, y), self.line)

    def _show_array(self, number: int, pieces: Any) -> None:
        state = self.state
        for piece in pieces:
            if isinstance(piece, pikepdf.String):
                self._show(number, bytes(piece))
            else:
                moved_by = -bounded(piece) / 1000 * state.size * state.stretch
                self.text = times((1, 0, 0, 1, moved_by, 0), self.text)

    def _show(self, number: int, data: bytes) -> None:
        state = self.state
        font = state.font
        if font is None:
            font = state.font = Font(None)
            self.drawn.fonts[id(font)] = font
        size, stretch = state.size, state.stretch
        whole = times(self.text, state.matrix)
        a, b, c, d, e, f = whole
        height = abs(size) * (c * c + d * d) ** 0.5
        up_x, up_y = c * size, d * size
        e, f = e + c * state.rise, f + d * state.rise
        down = plain(font.font.get("/Encoding", "")).endswith("-V") if font.composite else False
        offset = 0.0
        scale = font.scale * size
        unit = size if down else size * stretch
        # What is wholly transparent is not seen.
        mode = 3 if state.alpha < 0.05 and state.mode in (0, 4) else state.mode
        hidden = self._hidden
        for code, length in font.codes(data):
            width = font.width(code) * scale
            spaces = state.spacing + (state.word_spacing if length == 1 and code == 32 else 0)
            mapped, seen = font.both(code)
            font.used.add(code)
            if down:
                x, y = e + c * offset, f + d * offset
                end_x, end_y = x - up_x, y - up_y
                advance = -size - spaces
            else:
                x, y = e + a * offset, f + b * offset
                end_x, end_y = x + a * width * stretch, y + b * width * stretch
                advance = (width + spaces) * stretch
            low_x, low_y, high_x, high_y = -0.2 * up_x, -0.2 * up_y, 0.75 * up_x, 0.75 * up_y
            box = (
                min(x, end_x) + min(low_x, high_x, 0),
                min(y, end_y) + min(low_y, high_y, 0),
                max(x, end_x) + max(low_x, high_x, 0),
                max(y, end_y) + max(low_y, high_y, 0),
            )
            self.drawn.glyphs.append(
                Glyph(
                    number,
                    code,
                    length,
                    mapped,
                    seen,
                    x,
                    y,
                    end_x,
                    end_y,
                    height,
                    box,
                    mode,
                    hidden,
                    state.fill,
                    state.clip,
                    font,
                    -advance * 1000 / unit if unit else 0.0,
                )
            )
            offset += advance
        if len(self.drawn.glyphs) > MOST_STEPS:
            raise TooMuch("it draws more than can be read")
        self.text = times((1, 0, 0, 1, 0, offset) if down else (1, 0, 0, 1, offset, 0), self.text)

    def _rectangle(self, x: float, y: float, width: float, height: float) -> None:
        matrix = self.state.matrix
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        points = [at(matrix, *corner) for corner in corners]
        self.path += points
        upright = abs(matrix[1]) + abs(matrix[2]) < 1e-6 or abs(matrix[0]) + abs(matrix[3]) < 1e-6
        if upright:
            self.rectangles.append(around(points))
        else:
            self.only_rectangles = False

    def _paint(self, number: int, *, filled: bool, holes: bool) -> None:
        state = self.state
        if self.path:
            boxes = self._filled_boxes() if filled else []
            solid = state.alpha >= 0.99 and not state.masked and not state.odd_clip and state.fill is not None
            # Of rectangles that overlap in one path, one may be a hole in the other.
            solid = solid and not (len(boxes) > 1 and (holes or _overlap(boxes)))
            whole = common(around(self.path), state.clip)
            kind = "fill" if filled else "line"
            for box in boxes:
                inside = common(box, state.clip)
                self.drawn.paints.append(
                    Paint(number, "fill", inside, opaque=solid, hidden=self._hidden, colour=state.fill)
                )
                small = max(box[2] - box[0], box[3] - box[1]) < SHORT
                self.drawn.paints[-1].outline = 0.5 if small else 0.0
            if not boxes:
                drawn = self.curves * 3 + self.pieces
                self.drawn.paints.append(
                    Paint(number, kind, whole, opaque=False, hidden=self._hidden, colour=state.fill, outline=drawn)
                )
        self._end_path()

    def _filled_boxes(self) -> list[Box]:
        """What is filled for certain: upright rectangles, also those that are drawn as four lines."""
        if self.only_rectangles:
            return self.rectangles
        if self.curves == 0 and not self.rectangles and 4 <= len(self.path) <= 5:
            x1, y1, x2, y2 = around(self.path)
            corners = {(round(x, 2), round(y, 2)) for x, y in self.path}
            wanted = {(round(x, 2), round(y, 2)) for x in (x1, x2) for y in (y1, y2)}
            return [(x1, y1, x2, y2)] if corners == wanted else []
        return []

    def _end_path(self) -> None:
        if self.clips and self.path:
            self.state.clip = common(self.state.clip, around(self.path))
            if len(self._filled_boxes()) != 1:
                self.state.odd_clip = True
        self.path, self.rectangles, self.only_rectangles = [], [], True
        self.curves, self.pieces, self.clips = 0, 0.0, False

    def _image(self, number: int, image: Any) -> None:
        if image is None:
            return
        box = common(moved((0, 0, 1, 1), self.state.matrix), self.state.clip)
        matrix = self.state.matrix
        upright = abs(matrix[1]) + abs(matrix[2]) < 1e-6 or abs(matrix[0]) + abs(matrix[3]) < 1e-6
        hidden = self._hidden
        if isinstance(image, pikepdf.Stream):
            solid = not any(key in image for key in ("/SMask", "/Mask", "/SMaskInData")) and not _flag(
                image, "/ImageMask"
            )
            hidden = hidden or layer_is_off(image.get("/OC"), self.layers_off)
        else:
            solid = not getattr(image, "image_mask", False)
        opaque = solid and upright and self.state.alpha >= 0.99 and not (self.state.masked or self.state.odd_clip)
        self.drawn.paints.append(
            Paint(number, "image", box, opaque=opaque, hidden=hidden, colour=None, image=image, matrix=matrix)
        )


def _overlap(boxes: list[Box]) -> bool:
    if len(boxes) > 200:
        return True
    return any(common(one, other) != NOWHERE for place, one in enumerate(boxes) for other in boxes[:place])


def _weight(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How much a line may be one of a letter: those of tables are upright or level, and long."""
    across, up = abs(one[0] - other[0]), abs(one[1] - other[1])
    if across > 0.3 and up > 0.3:
        return 1.0
    return 0.5 if across + up < SHORT else 0.0


def _flag(image: Any, key: str) -> bool:
    try:
        return bool(image.get(key, False))
    except (TypeError, ValueError):
        return False


def layer_is_off(layer: Any, off: frozenset[tuple[int, int]]) -> bool:
    """Whether an optional part of the page is not shown: a group that is off, or a membership of only such."""
    if not isinstance(layer, pikepdf.Dictionary) or not off:
        return False
    if layer.objgen in off:
        return True
    groups = layer.get("/OCGs")
    if isinstance(groups, pikepdf.Dictionary):
        return groups.objgen in off
    if isinstance(groups, pikepdf.Array) and len(groups):
        states = [one.objgen in off for one in groups if isinstance(one, pikepdf.Dictionary)]
        policy = plain(layer.get("/P", "/AnyOn"))
        return {"/AllOn": any(states), "/AnyOff": not any(states), "/AllOff": not all(states)}.get(policy, all(states))
    return False


def layers_off(pdf: Any) -> frozenset[tuple[int, int]]:
    """The optional groups that are not shown when the file is opened."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return frozenset()
    usual = properties.get("/D")
    usual = usual if isinstance(usual, pikepdf.Dictionary) else pikepdf.Dictionary()
    off: set[tuple[int, int]] = set()
    if plain(usual.get("/BaseState", "/ON")) == "/OFF":
        off |= {one.objgen for one in _dictionaries(properties.get("/OCGs"))}
    off -= {one.objgen for one in _dictionaries(usual.get("/ON"))}
    off |= {one.objgen for one in _dictionaries(usual.get("/OFF"))}
    return frozenset(one for one in off if one != (0, 0))


def _dictionaries(array: Any) -> Iterator[Any]:
    if isinstance(array, pikepdf.Array):
        yield from (one for one in array if isinstance(one, pikepdf.Dictionary))


def _is_plain_space(resources: Any, name: Any) -> bool:
    """Whether its numbers are light: those of spot colours are ink, those of a palette are places in it."""
    if plain(name) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK"):
        return True
    found = lookup(resources, "/ColorSpace", name)
    kind = found[0] if isinstance(found, pikepdf.Array) and len(found) else found
    return plain(kind) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/CalGray", "/CalRGB", "/ICCBased")


def _colour(operator: str, operands: list[Any]) -> tuple[float, ...] | None:
    if any(isinstance(one, pikepdf.Name) for one in operands):
        return None
    values = tuple(bounded(one) for one in operands)
    if operator == "k" or len(values) == 4:
        c, m, y, k = (*values, 0, 0, 0, 0)[:4]
        return ((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))
    return values


def is_white(colour: tuple[float, ...] | None) -> bool:
    return colour is not None and len(colour) > 0 and all(value >= WHITE for value in colour)


def _within_reason(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = (bounded(one) for one in matrix)
    return a, b, c, d, e, f


def _copy(state: _State) -> _State:
    return _State(**vars(state))


def page_boxes(page: Any) -> Box:
    """What of the page is shown: its crop box within its media box."""
    media = box_of(inherited(page, "/MediaBox")) or (0, 0, 612, 792)
    crop = box_of(inherited(page, "/CropBox")) or media
    shown = common(media, crop)
    return shown if shown != NOWHERE else media


def inherited(page: Any, key: str) -> Any:
    node = page
    for _ in range(50):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node.get(key)
        node = node.get("/Parent")
    return None
