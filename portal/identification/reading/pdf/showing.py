"""Text as a page shows it: where each letter stands, in which font and how it is drawn."""

from typing import Any, ClassVar

import pikepdf

from portal.identification.reading.pdf.canvas import Canvas, Does
from portal.identification.reading.pdf.drawn import Glyph
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import UNIT, Box, Matrix, bounded, matrix_of, times
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.pdf.steps import MOST_STEPS, Step, lookup
from portal.identification.reading.told import TooMuch

# Of what is less opaque, nothing is seen.
CLEAR = 0.05


class Showing(Canvas):
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
        font, whole = self._font_shown(), times(self.text, self.state.matrix)
        down = font.composite and plain(font.font.get("/Encoding", "")).endswith("-V")
        offset = 0.0
        for code, length in font.codes(data):
            offset += self._glyph(number, font, whole, offset, code, length, down=down)
        if len(self.drawn.glyphs) > MOST_STEPS:
            raise TooMuch("it draws more than can be read")
        self.text = times((1, 0, 0, 1, 0, offset) if down else (1, 0, 0, 1, offset, 0), self.text)

    def _font_shown(self) -> Font:
        if self.state.font is None:
            font = self.state.font = Font(None)
            self.drawn.fonts[id(font)] = font
        return self.state.font

    def _glyph(
        self, number: int, font: Font, whole: Matrix, offset: float, code: int, length: int, *, down: bool
    ) -> float:
        """Notes one letter, `offset` away from where the text begins; how far it moves on."""
        state = self.state
        a, b, c, d, e, f = whole
        up_x, up_y = c * state.size, d * state.size
        e, f = e + c * state.rise, f + d * state.rise
        width = font.width(code) * font.scale * state.size
        spaces = state.spacing + (state.word_spacing if length == 1 and code == 32 else 0)
        if down:
            x, y = e + c * offset, f + d * offset
            end_x, end_y = x - up_x, y - up_y
            advance, unit = -state.size - spaces, state.size
        else:
            x, y = e + a * offset, f + b * offset
            end_x, end_y = x + a * width * state.stretch, y + b * width * state.stretch
            advance, unit = (width + spaces) * state.stretch, state.size * state.stretch
        mapped, seen = font.both(code)
        font.used.add(code)
        # fmt: off
        self.drawn.glyphs.append(
            Glyph(
                number, code, length, mapped, seen, x, y, end_x, end_y,
                size=abs(state.size) * (c * c + d * d) ** 0.5, box=_box(x, y, end_x, end_y, up_x, up_y),
                # What is wholly transparent is not seen.
                mode=3 if state.alpha < CLEAR and state.mode in (0, 4) else state.mode,
                hidden=self.hidden, uncertain=state.uncertain, colour=state.fill, clip=state.clip,
                font=font, adjust=-advance * 1000 / unit if unit else 0.0,
            )
        )
        # fmt: on
        return advance

    # --- Where the next letter stands -----------------------------------------------------------------------------

    def _matrix(self, of: list[Any]) -> None:
        self.text = self.line = matrix_of(of)

    def _begin(self) -> None:
        self.text = self.line = UNIT

    def _move_with_leading(self, of: list[Any]) -> None:
        self.state.leading = -bounded(of[1])
        self._move(bounded(of[0]), bounded(of[1]))

    def _next_line(self) -> None:
        self._move(0, -self.state.leading)

    def _show_on_next_line(self, number: int, of: list[Any]) -> None:
        if len(of) > 2:
            self.state.word_spacing, self.state.spacing = bounded(of[0]), bounded(of[1])
        self._next_line()
        self._show(number, bytes(of[-1]))

    # --- Fonts ----------------------------------------------------------------------------------------------------

    def _set_font(self, number: int, step: Step) -> None:
        self.state.font = self._known(lookup(step.resources, "/Font", step.operands[0]))
        self.state.size = bounded(step.operands[1])
        self.drawn.step_fonts[number] = self.state.font

    def _known(self, found: Any) -> Font:
        key = found.objgen if found is not None and found.is_indirect else (0, id(found))
        font = self.fonts.get(key)
        if font is None:
            # Kept with the font itself: a number of an object that is gone could come back as another's.
            font = self.fonts[key] = Font(found)
        self.drawn.fonts[id(font)] = font
        return font

    OPERATORS: ClassVar[dict[str, Does]] = {
        "TJ": lambda canvas, number, step: canvas._show_array(number, step.operands[0]),
        "Tj": lambda canvas, number, step: canvas._show(number, bytes(step.operands[0])),
        "'": lambda canvas, number, step: canvas._show_on_next_line(number, step.operands[:1]),
        '"': lambda canvas, number, step: canvas._show_on_next_line(number, step.operands[:3]),
        "Td": lambda canvas, _number, step: canvas._move(bounded(step.operands[0]), bounded(step.operands[1])),
        "TD": lambda canvas, _number, step: canvas._move_with_leading(step.operands),
        "Tm": lambda canvas, _number, step: canvas._matrix(step.operands),
        "T*": lambda canvas, _number, _step: canvas._next_line(),
        "BT": lambda canvas, _number, _step: canvas._begin(),
        "Tf": lambda canvas, number, step: canvas._set_font(number, step),
        "Tc": lambda canvas, _number, step: setattr(canvas.state, "spacing", bounded(step.operands[0])),
        "Tw": lambda canvas, _number, step: setattr(canvas.state, "word_spacing", bounded(step.operands[0])),
        "Tz": lambda canvas, _number, step: setattr(canvas.state, "stretch", bounded(step.operands[0]) / 100),
        "TL": lambda canvas, _number, step: setattr(canvas.state, "leading", bounded(step.operands[0])),
        "Ts": lambda canvas, _number, step: setattr(canvas.state, "rise", bounded(step.operands[0])),
        "Tr": lambda canvas, _number, step: setattr(canvas.state, "mode", int(bounded(step.operands[0]))),
    }


def _box(x: float, y: float, end_x: float, end_y: float, up_x: float, up_y: float) -> Box:
    """Around a letter that stands from one point to the other, with what hangs below and rises above."""
    low_x, low_y, high_x, high_y = -0.2 * up_x, -0.2 * up_y, 0.75 * up_x, 0.75 * up_y
    return (
        min(x, end_x) + min(low_x, high_x, 0),
        min(y, end_y) + min(low_y, high_y, 0),
        max(x, end_x) + max(low_x, high_x, 0),
        max(y, end_y) + max(low_y, high_y, 0),
    )
