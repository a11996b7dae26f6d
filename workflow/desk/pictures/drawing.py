"""A machine as a picture and as a table: its states from top to bottom, its steps as numbered ways between them.

Read from the transitions themselves, so that neither the desk nor docs/machines.md can show a way that is not there. A
way down runs on the right, a way back on the left; the number on it leads to the step in the table, which says
everything in words for whoever does not see the picture.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.engine.machine import sources_of, steps_of, target_of
from workflow.parties.roles import Role

BOX_WIDTH, BOX_HEIGHT, GAP = 230, 44, 40
LANE, MARGIN, BEND = 26, 16, 10
# How far apart the ends of ways stand on one side of a box.
PORT = 6


@dataclass(frozen=True)
class Way:
    """One step of a machine in words: `to` is empty where it records something without moving."""

    number: int
    name: str
    label: str
    sources: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    guards: tuple[str, ...]
    duties: str


@dataclass(frozen=True)
class Box:
    """A state in the picture. `records`: the numbers of the steps that stay in it."""

    state: str
    label: str
    x: float
    y: float
    records: str
    is_closed: bool

    @property
    def centre(self) -> int:
        return round(self.x + BOX_WIDTH / 2)

    @property
    def middle(self) -> int:
        return round(self.y + BOX_HEIGHT / 2 + 5)

    @property
    def upper(self) -> int:
        return round(self.y + 19)

    @property
    def lower(self) -> int:
        return round(self.y + BOX_HEIGHT - 9)


@dataclass(frozen=True)
class Line:
    """A way between two states: an SVG path, its numbers and where they stand."""

    path: str
    numbers: str
    x: float
    y: float
    is_back: bool
    # Numbers of a way beside the boxes stand on it, those of a way between two boxes next to it.
    beside: bool = True


@dataclass(frozen=True)
class Picture:
    """One machine, laid out. Lengths are in the picture's own units."""

    kind: str
    title: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    ways: tuple[Way, ...]

    box_width, box_height = BOX_WIDTH, BOX_HEIGHT


def picture_of(model: Any) -> Picture:
    """The picture of a machine's model."""
    labels = {value: str(label) for value, label in model._meta.get_field("state").choices}
    order = list(labels)
    ways = tuple(_ways(model, labels))
    trunks = _trunks(ways, labels)
    lanes = {side: _lanes(trunk for trunk in trunks if trunk.side == side) for side in ("right", "left", "between")}
    room = {side: MARGIN + LANE * (max(found.values(), default=-1) + 1) for side, found in lanes.items()}
    left = room["left"]
    boxes = tuple(
        Box(state, labels[state], left, _top(index), _records(ways, labels[state]), state in model.CLOSED)
        for index, state in enumerate(order)
    )
    lines = tuple(_line(trunk, lanes[trunk.side][trunk], left) for trunk in trunks)
    height = _top(len(order) - 1) + BOX_HEIGHT + MARGIN
    title = str(model._meta.verbose_name).capitalize()
    return Picture(model.KIND, title, left + BOX_WIDTH + room["right"], height, boxes, lines, ways)


def _ways(model: Any, labels: Mapping[str, str]) -> Iterable[Way]:
    for number, (name, step) in enumerate(steps_of(model).items(), start=1):
        target = target_of(model, name)
        who = sorted(str(Role(role).label) for role in step.roles)
        if step.system:
            who.append("the program itself")
        found = sources_of(model, name)
        sources = tuple(label for state, label in labels.items() if state in found)
        guards = tuple(said(guard) for guard in step.guards)
        yield Way(number, name, step.label, sources, labels[target] if target else "", tuple(who), guards, step.duty)


def said(guard: Any) -> str:
    """What a guard holds, in its own words: the first sentence of its docstring, or its name said aloud."""
    text = " ".join((guard.__doc__ or guard.__name__.replace("_", " ")).split())
    return text.split(". ", 1)[0].removesuffix(".")


def _records(ways: Iterable[Way], label: str) -> str:
    return in_short([way.number for way in ways if label in way.sources and way.to in ("", label)])


def in_short(numbers: Iterable[int]) -> str:
    """Numbers in few characters: "1–3, 5, 6"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


@dataclass(frozen=True)
class Trunk:
    """Steps that lead to one state from several: drawn as one way with a branch from each. Indexes into the states."""

    sources: tuple[int, ...]
    target: int
    numbers: str

    @property
    def side(self) -> str:
        """A step to the next state runs straight down between the boxes; the rest beside them."""
        if self.sources == (self.target - 1,):
            return "between"
        return "right" if self.sources[0] < self.target else "left"

    @property
    def span(self) -> tuple[int, int]:
        ends = (*self.sources, self.target)
        return min(ends), max(ends)


def _trunks(ways: Iterable[Way], labels: Mapping[str, str]) -> list[Trunk]:
    places = {label: index for index, label in enumerate(labels.values())}
    numbers: dict[tuple[int, int], list[int]] = defaultdict(list)
    for way in ways:
        for source in way.sources:
            if way.to and way.to != source:
                numbers[places[source], places[way.to]].append(way.number)
    together: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for (start, end), found in numbers.items():
        side = "between" if end == start + 1 else "right" if end > start else "left"
        together[side, end, ", ".join(map(str, found))].append(start)
    return [Trunk(tuple(sorted(sources)), target, said) for (_, target, said), sources in together.items()]


def _lanes(trunks: Iterable[Trunk]) -> dict[Trunk, int]:
    """A lane for each way of one side, so that no two lie on each other: short ways near the boxes."""
    taken: list[list[tuple[int, int]]] = []
    found: dict[Trunk, int] = {}
    for trunk in sorted(trunks, key=lambda one: (one.span[1] - one.span[0], one.span[0], one.numbers)):
        low, high = trunk.span
        free = (lane for lane, others in enumerate(taken) if all(high < first or low > last for first, last in others))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(trunk.span)
        found[trunk] = lane
    return found


def _top(index: int) -> float:
    return MARGIN + index * (BOX_HEIGHT + GAP)


def _line(trunk: Trunk, lane: int, left: float) -> Line:
    if trunk.side == "between":
        x, top, bottom = left + BOX_WIDTH / 2, _top(trunk.sources[0]) + BOX_HEIGHT, _top(trunk.target)
        return Line(f"M{x:g} {top:g}V{bottom:g}", trunk.numbers, x + 8, (top + bottom) / 2 + 4, False, beside=False)
    is_back = trunk.side == "left"
    away = -1 if is_back else 1
    edge = left if is_back else left + BOX_WIDTH
    far = edge + away * (LANE * lane + LANE / 2)
    arrive = _level(trunk.target, -away, lane)
    # The branch from furthest away comes last: the arrow stands at the end of the whole path.
    furthest_last = sorted(trunk.sources, key=lambda source: abs(source - trunk.target))
    branches = [_branch(_level(source, away, lane), arrive, edge, far, away) for source in furthest_last]
    start = _level(furthest_last[-1], away, lane)
    label = start + (22 if arrive > start else -14)
    return Line(" ".join(branches), trunk.numbers, far, label, is_back)


def _level(index: int, direction: int, lane: int) -> float:
    """Where on a box's side a way ends: leaving and arriving ways apart, and each lane a little apart."""
    return _top(index) + BOX_HEIGHT / 2 + direction * (3 + PORT * (lane % 3))


def _branch(leave: float, arrive: float, edge: float, far: float, away: int) -> str:
    turn, corner = (BEND if arrive > leave else -BEND), far - away * BEND
    return (
        f"M{edge:g} {leave:g}H{corner:g}Q{far:g} {leave:g} {far:g} {leave + turn:g}"
        f"V{arrive - turn:g}Q{far:g} {arrive:g} {corner:g} {arrive:g}H{edge:g}"
    )
