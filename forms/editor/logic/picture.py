"""The drawing: the parts of a form from top to bottom, and beside them a line from each question to what reads it.

Each question that is read has one line of its own, however many read it, so fifty conditions stay apart. Lines that do
not overlap share a lane. The list below the drawing says the same in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forms.editor.logic.links import MappedStep, Part

WIDTH, ROW, INDENT, LANE, TOP = 520, 30, 18, 14, 8
LONGEST = 58
COLOURS = ("#1d70b8", "#b10e1e", "#00703c", "#6f3fb0", "#a0500a", "#0b0c0c")


@dataclass(frozen=True)
class Row:
    """One part in its place. `upper`, `height`: its box; `middle`: where lines meet it; `left`: deeper in a group."""

    part: Part
    said: str
    upper: int

    @property
    def is_step(self) -> bool:
        return self.part.kind == "step"

    @property
    def left(self) -> int:
        inside = self.part.inside
        return 0 if self.is_step else INDENT * (2 if inside is not None and inside.kind == "group" else 1)

    @property
    def width(self) -> int:
        return WIDTH - self.left

    @property
    def height(self) -> int:
        return ROW - 6

    @property
    def middle(self) -> int:
        return self.upper + self.height // 2

    @property
    def text_at(self) -> tuple[int, int]:
        return self.left + 8, self.middle + 4


@dataclass(frozen=True)
class Line:
    """From a question to everything that reads it. `path`: without ends; `ends`: one arrow for each reader."""

    colour: str
    path: str
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    rows: list[Row]
    lines: list[Line]
    width: int
    height: int


def picture(steps: list[MappedStep]) -> Picture:
    """The drawing of these steps."""
    rows = list(_rows(steps))
    middles = {row.part.key: row.middle for row in rows}
    spans = [(row.middle, sorted(_readers(row.part, middles))) for row in rows]
    spans = [(start, ends) for start, ends in spans if ends]
    lines, free = [], list[int]()
    for start, ends in spans:
        lane = next((number for number, until in enumerate(free) if until < min(start, ends[0])), len(free))
        free[lane : lane + 1] = [max(start, ends[-1])]
        lines.append(_line(lane, start, ends))
    return Picture(rows, lines, WIDTH + LANE * (len(free) + 2), TOP + ROW * len(rows))


def _rows(steps: list[MappedStep]) -> Iterator[Row]:
    place = TOP
    for step in steps:
        for part in (step.part, *step.shown):
            yield Row(part, _short(part.label), place)
            place += ROW


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def _readers(part: Part, middles: dict[str, int]) -> set[int]:
    return {middles[link.target.key] for link in part.decides if link.target.key in middles}


def _line(lane: int, start: int, ends: list[int]) -> Line:
    """Out of the question to its lane, along it, and back to each reader."""
    far = WIDTH + LANE * (lane + 2)
    # Lines that leave and arrive at one box are told apart: one leaves below, the others arrive above, lane by lane.
    leaves, arrive = start + 6, [end - 9 + 3 * (lane % 4) for end in ends]
    trunk = f"M{WIDTH} {leaves}H{far}M{far} {min(leaves, *arrive)}V{max(leaves, *arrive)}"
    return Line(COLOURS[lane % len(COLOURS)], trunk, tuple(f"M{far} {end}H{WIDTH + 2}" for end in arrive))
