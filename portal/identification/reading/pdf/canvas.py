"""What following a page keeps between its steps; text, lines and pictures follow on it."""

from collections.abc import Callable
from typing import Any, ClassVar

from portal.identification.reading.pdf.drawn import Drawn, State
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import UNIT, Box, Matrix
from portal.identification.reading.pdf.steps import Step
from portal.identification.reading.told import Bounds

# What an operator does: `does(canvas, number of the step, step)`.
Does = Callable[[Any, int, Step], None]


class Canvas:
    """`OPERATORS`: what each operator does, by its name. Operands of a wrong kind raise."""

    OPERATORS: ClassVar[dict[str, Does]] = {}

    def __init__(self, bounds: Bounds, *, layers_off: frozenset[tuple[int, int]] = frozenset()) -> None:
        self.bounds, self.layers_off = bounds, layers_off
        self.drawn = Drawn()
        self.state = State()
        self.fonts: dict[tuple[int, int], Font] = {}
        self.saved: list[State] = []
        self.text: Matrix = UNIT
        self.line: Matrix = UNIT
        self.path: list[tuple[float, float]] = []
        self.rectangles: list[Box] = []
        self.curves, self.pieces = 0, 0.0
        self.only_rectangles = True
        self.clips = False
        self.marks: list[bool] = []

    @property
    def hidden(self) -> bool:
        """Whether what is drawn now belongs to a layer that is not shown."""
        return any(self.marks)
