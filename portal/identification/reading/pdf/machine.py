"""Follows what a page draws, step by step, as a reader of PDF would: letters with their places, fills, pictures."""

from typing import Any, ClassVar

import pikepdf

from portal.identification.reading.pdf.canvas import Does
from portal.identification.reading.pdf.colours import BLACK, UNKNOWN, colour_of, is_plain_space
from portal.identification.reading.pdf.drawn import Drawn, State
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import Matrix, bounded, matrix_of, times
from portal.identification.reading.pdf.layers import layer_is_off
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.pdf.painting import Painting
from portal.identification.reading.pdf.showing import Showing
from portal.identification.reading.pdf.steps import Step, Unroller, balanced, lookup

MOST_SAVED = 5_000


class Machine(Showing, Painting):
    """Follows the steps as a reader would and notes what is drawn where."""

    def run(self, holder: Any, resources: Any, fonts: dict[tuple[int, int], Font]) -> Drawn:
        self.fonts = fonts
        unroller = Unroller(self.bounds)
        for number, step in enumerate(balanced(unroller.steps(holder, resources), resources, 0)):
            self.drawn.steps.append(step)
            if any(self.marks):
                self.drawn.hidden_steps.add(number)
            does = self.OPERATORS.get(step.operator)
            if does is None:
                continue
            try:
                does(self, number, step)
            except (TypeError, ValueError, IndexError, AttributeError, OverflowError, ZeroDivisionError):
                # Operands of a wrong kind: readers leave such a step out.
                self.drawn.broken = True
        self.drawn.broken |= unroller.broken
        self.drawn.forms = unroller.visited
        return self.drawn

    # --- The state ------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        if len(self.saved) < MOST_SAVED:
            self.saved.append(self.state.copy())

    def _restore(self) -> None:
        if self.saved:
            self.state: State = self.saved.pop()

    def _transform(self, of: list[Any]) -> None:
        self.state.matrix = _within_reason(times(matrix_of(of), self.state.matrix))

    def _set_graphics(self, number: int, step: Step) -> None:
        found = lookup(step.resources, "/ExtGState", step.operands[0])
        if not isinstance(found, pikepdf.Dictionary):
            return
        if "/ca" in found:
            self.state.alpha = bounded(found.ca)
        if "/SMask" in found:
            self.state.masked = isinstance(found.SMask, pikepdf.Dictionary)
            self.drawn.masked |= self.state.masked
        if "/BM" in found:
            self.state.blend = _blend(found.BM)
        if isinstance(found.get("/Font"), pikepdf.Array) and len(found.Font) == 2:
            self.state.font, self.state.size = self._known(found.Font[0]), bounded(found.Font[1])
            self.drawn.step_fonts[number] = self.state.font

    # --- Colours --------------------------------------------------------------------------------------------------

    def _set_plain_colour(self, step: Step) -> None:
        self.state.fill, self.state.unknown_space = colour_of(step.operator, step.operands), False

    def _set_colour(self, step: Step) -> None:
        found = colour_of(step.operator, step.operands)
        self.state.fill = UNKNOWN if self.state.unknown_space and found is not None else found

    def _set_space(self, step: Step) -> None:
        state = self.state
        state.unknown_space = not is_plain_space(step.resources, step.operands[0])
        state.fill = None if plain(step.operands[0]) == "/Pattern" else UNKNOWN if state.unknown_space else BLACK

    # --- Marks ----------------------------------------------------------------------------------------------------

    def _mark(self, step: Step) -> None:
        properties = step.operands[1] if len(step.operands) > 1 else None
        if isinstance(properties, pikepdf.Name):
            properties = lookup(step.resources, "/Properties", properties)
        if isinstance(properties, pikepdf.Dictionary):
            for key in ("/ActualText", "/Alt", "/E"):
                text = properties.get(key)
                if isinstance(text, pikepdf.String):
                    self.drawn.actual.append(plain(text))
        if step.operator != "DP":
            is_layer = plain(step.operands[0]) == "/OC"
            self.marks.append(is_layer and layer_is_off(properties, self.layers_off))

    def _end_mark(self) -> None:
        if self.marks:
            self.marks.pop()

    OPERATORS: ClassVar[dict[str, Does]] = {
        **Showing.OPERATORS,
        **Painting.OPERATORS,
        "q": lambda machine, _number, _step: machine._save(),
        "Q": lambda machine, _number, _step: machine._restore(),
        "cm": lambda machine, _number, step: machine._transform(step.operands),
        "gs": lambda machine, number, step: machine._set_graphics(number, step),
        **dict.fromkeys(("g", "rg", "k"), lambda machine, _number, step: machine._set_plain_colour(step)),
        **dict.fromkeys(("sc", "scn"), lambda machine, _number, step: machine._set_colour(step)),
        "cs": lambda machine, _number, step: machine._set_space(step),
        **dict.fromkeys(("BDC", "BMC", "DP"), lambda machine, _number, step: machine._mark(step)),
        "EMC": lambda machine, _number, _step: machine._end_mark(),
    }


def _blend(value: Any) -> str:
    """One mode, or the first of several: a reader takes the first that it knows."""
    found = value[0] if isinstance(value, pikepdf.Array) and len(value) else value
    return plain(found) if isinstance(found, pikepdf.Name) else "/Normal"


def _within_reason(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = (bounded(one) for one in matrix)
    return a, b, c, d, e, f
