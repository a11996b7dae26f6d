"""What a page draws, as it was followed: letters with their places, fills, lines, pictures."""

from dataclasses import dataclass, field
from typing import Any

from portal.identification.reading.pdf.colours import BLACK
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import EVERYWHERE, UNIT, Box, Matrix
from portal.identification.reading.pdf.steps import Step

INVISIBLE = (3, 7)
PLAIN_BLENDS = frozenset({"/Normal", "/Compatible"})
# With others black letters on a white page are white.
SEEN_ON_WHITE = PLAIN_BLENDS | {"/Multiply", "/Darken", "/HardLight", "/Luminosity"}


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
    # Drawn through a mask, or mixed with what is below: it may not be seen.
    uncertain: bool
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
    # Whether a mask decides what is seen of something.
    masked: bool = False
    broken: bool = False


@dataclass
class State:
    matrix: Matrix = UNIT
    clip: Box = EVERYWHERE
    fill: tuple[float, ...] | None = BLACK
    # A space of colours in which a number is not how light it is.
    unknown_space: bool = False
    alpha: float = 1.0
    masked: bool = False
    # How what is drawn is mixed with what is below, as PDF names it.
    blend: str = "/Normal"
    odd_clip: bool = False
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    @property
    def through(self) -> bool:
        """Whether what is below is seen through what is drawn."""
        return self.masked or self.blend not in PLAIN_BLENDS

    @property
    def uncertain(self) -> bool:
        return self.masked or self.blend not in SEEN_ON_WHITE

    def copy(self) -> "State":
        return State(**vars(self))
