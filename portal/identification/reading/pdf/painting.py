"""Fills, lines and pictures as a page draws them: where each lies, and whether it hides what is below."""

from typing import Any, ClassVar

import pikepdf

from portal.identification.reading.pdf.canvas import Canvas, Does
from portal.identification.reading.pdf.drawn import Paint
from portal.identification.reading.pdf.geometry import NOWHERE, Box, around, at, bounded, common, moved
from portal.identification.reading.pdf.layers import layer_is_off
from portal.identification.reading.pdf.steps import INLINE, lookup

SHORT = 14.0


class Painting(Canvas):
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

    def _paint(self, number: int, *, filled: bool, holes: bool = False) -> None:
        state = self.state
        if self.path:
            boxes = self._filled_boxes() if filled else []
            solid = state.alpha >= 0.99 and not state.through and not state.odd_clip and state.fill is not None
            # Of rectangles that overlap in one path, one may be a hole in the other.
            solid = solid and not (len(boxes) > 1 and (holes or _overlap(boxes)))
            whole = common(around(self.path), state.clip)
            kind = "fill" if filled else "line"
            for box in boxes:
                inside = common(box, state.clip)
                self.drawn.paints.append(
                    Paint(number, "fill", inside, opaque=solid, hidden=self.hidden, colour=state.fill)
                )
                small = max(box[2] - box[0], box[3] - box[1]) < SHORT
                self.drawn.paints[-1].outline = 0.5 if small else 0.0
            if not boxes:
                drawn = self.curves * 3 + self.pieces
                self.drawn.paints.append(
                    Paint(number, kind, whole, opaque=False, hidden=self.hidden, colour=state.fill, outline=drawn)
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
        hidden = self.hidden
        if isinstance(image, pikepdf.Stream):
            solid = not any(key in image for key in ("/SMask", "/Mask", "/SMaskInData")) and not _flag(
                image, "/ImageMask"
            )
            hidden = hidden or layer_is_off(image.get("/OC"), self.layers_off)
        else:
            solid = not getattr(image, "image_mask", False)
        opaque = solid and upright and self.state.alpha >= 0.99 and not (self.state.through or self.state.odd_clip)
        self.drawn.paints.append(
            Paint(number, "image", box, opaque=opaque, hidden=hidden, colour=None, image=image, matrix=matrix)
        )

    # --- Paths ----------------------------------------------------------------------------------------------------

    def _point(self, of: list[Any], *, line: bool) -> None:
        point = at(self.state.matrix, bounded(of[0]), bounded(of[1]))
        if line and self.path:
            self.pieces += _weight(self.path[-1], point)
        self.path.append(point)
        self.only_rectangles = False

    def _curve(self, of: list[Any]) -> None:
        matrix = self.state.matrix
        self.path += [at(matrix, bounded(of[place]), bounded(of[place + 1])) for place in range(0, len(of) - 1, 2)]
        self.curves += 1
        self.only_rectangles = False

    def _shade(self, number: int) -> None:
        paint = Paint(number, "fill", self.state.clip, opaque=False, hidden=self.hidden, colour=None)
        self.drawn.paints.append(paint)

    OPERATORS: ClassVar[dict[str, Does]] = {
        "re": lambda canvas, _number, step: canvas._rectangle(*(bounded(one) for one in step.operands[:4])),
        "m": lambda canvas, _number, step: canvas._point(step.operands, line=False),
        "l": lambda canvas, _number, step: canvas._point(step.operands, line=True),
        **dict.fromkeys(("c", "v", "y"), lambda canvas, _number, step: canvas._curve(step.operands)),
        **dict.fromkeys(("f", "F", "B", "b"), lambda canvas, number, _step: canvas._paint(number, filled=True)),
        **dict.fromkeys(
            ("f*", "B*", "b*"), lambda canvas, number, _step: canvas._paint(number, filled=True, holes=True)
        ),
        **dict.fromkeys(("S", "s"), lambda canvas, number, _step: canvas._paint(number, filled=False)),
        "n": lambda canvas, _number, _step: canvas._end_path(),
        **dict.fromkeys(("W", "W*"), lambda canvas, _number, _step: setattr(canvas, "clips", True)),
        "sh": lambda canvas, number, _step: canvas._shade(number),
        "Do": lambda canvas, number, step: canvas._image(number, lookup(step.resources, "/XObject", step.operands[0])),
        INLINE: lambda canvas, number, step: canvas._image(number, step.operands[0]),
    }


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
