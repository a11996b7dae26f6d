"""Draws the rooms: a column a package, whoever imports above what it imports, and how many imports lead where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scripts.architecture import svg
from scripts.architecture.imports import PACKAGES
from scripts.architecture.rooms import Room, Storey, without_shortcuts

WIDTH, PAD, GAP, LANE, MARGIN = 300, 10, 26, 20, 20
HEAD = 112


@dataclass(frozen=True)
class Placed:
    """A room with its lines of text, and where its box stands."""

    room: Room
    lines: tuple[tuple[str, int, str], ...]
    top: float

    @property
    def height(self) -> float:
        return 30 + sum(size + 4 for _, size, _ in self.lines) + 6

    @property
    def bottom(self) -> float:
        return self.top + self.height


def draw(storeys: Iterable[Storey]) -> str:
    x, height = float(MARGIN), 0.0
    shapes = list[str]()
    heads = list[tuple[Storey, float]]()
    for storey in storeys:
        column = _Column(storey, x)
        heads.append((storey, column.left))
        shapes += column.shapes()
        x, height = column.right + 2 * MARGIN, max(height, column.bottom)
    shapes += _between(heads)
    told = "The rooms of the packages portal, workflow and forms, and how often each imports which other."
    return svg.picture(x - MARGIN, height + MARGIN, told, shapes)


class _Column:
    def __init__(self, storey: Storey, x: float) -> None:
        self.storey = storey
        self.order = [room.path for room in storey.rooms]
        self.imports: Mapping[str, Mapping[str, int]] = {room.path: room.imports for room in storey.rooms}
        down = without_shortcuts(self.imports, self.order)
        places = {path: place for place, path in enumerate(self.order)}
        self.straight = {pair: n for pair, n in down.items() if places[pair[1]] == places[pair[0]] + 1}
        self.bent = {pair: n for pair, n in down.items() if pair not in self.straight}
        self.back = {
            (path, to): n
            for path in self.order
            for to, n in self.imports[path].items()
            if to in places and places[to] < places[path]
        }
        self.lanes, self.back_lanes = _lanes(self.bent, places), _lanes(self.back, places)
        self.left = x + LANE * _count(self.back_lanes)
        self.edge = self.left + WIDTH
        self.right = self.edge + LANE * _count(self.lanes)
        self.placed = dict[str, Placed]()
        top = float(HEAD)
        for room in storey.rooms:
            self.placed[room.path] = placed = Placed(room, tuple(_lines(room)), top)
            top = placed.bottom + GAP
        self.bottom = top - GAP

    def shapes(self) -> Iterator[str]:
        for placed in self.placed.values():
            yield from _box(placed, self.left)
        ways = list[str]()
        numbers = list[str]()
        middle = self.left + WIDTH / 2
        for (source, target), n in self.straight.items():
            top, bottom = self.placed[source].bottom, self.placed[target].top
            ways.append(svg.way(f"M{middle:g} {top:g}V{bottom:g}"))
            numbers.append(svg.on_way(middle + 8, (top + bottom) / 2 + 4, str(n), anchor="start"))
        for pairs, lanes, edge, away in (
            (self.bent, self.lanes, self.edge, 1),
            (self.back, self.back_lanes, self.left, -1),
        ):
            for pair, n in pairs.items():
                far = edge + away * (LANE * lanes[pair] + LANE - 6)
                leave, arrive = self._ends(pair, lanes[pair])
                ways.append(svg.way(svg.bent(edge, leave, far, arrive), back=away < 0))
                near = leave + (24 if arrive > leave else -16)
                numbers.append(svg.on_way(far, near, str(n), colour=svg.BACK if away < 0 else svg.INK))
        yield from ways
        yield from numbers

    def _ends(self, pair: tuple[str, str], lane: int) -> tuple[float, float]:
        """Where a way leaves one box and reaches the other: a way further out a little further from the middle."""
        source, target = self.placed[pair[0]], self.placed[pair[1]]
        away, aside = (1 if target.top > source.top else -1), 4 + 5 * (lane % 3)
        return source.top + source.height / 2 + away * aside, target.top + target.height / 2 - away * aside


def _lanes(pairs: Iterable[tuple[str, str]], places: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """A lane for each way, so that no two lie on each other: short ways near the boxes."""
    spans = {pair: tuple(sorted((places[pair[0]], places[pair[1]]))) for pair in pairs}
    taken = list[list[tuple[int, ...]]]()
    found = dict[tuple[str, str], int]()
    for pair, span in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item[1], item[0])):
        free = (lane for lane, others in enumerate(taken) if all(span[0] > o[1] or span[1] < o[0] for o in others))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(span)
        found[pair] = lane
    return found


def _count(lanes: Mapping[tuple[str, str], int]) -> int:
    return max(lanes.values(), default=-1) + 1


def _lines(room: Room) -> Iterator[tuple[str, int, str]]:
    inside = WIDTH - 2 * PAD
    for line in svg.wrapped(room.says.replace("`", ""), inside, 12):
        yield line, 12, svg.INK
    if room.inner:
        for line in svg.wrapped("Rooms in it: " + ", ".join(room.inner), inside, 11):
            yield line, 11, svg.INK
    told = ", ".join(f"{to}\u00a0{n}" for to, n in _told_imports(room))
    for line in svg.wrapped(f"Imports {told}" if told else "Imports no other room", inside, 11):
        yield line, 11, svg.GREY


def _told_imports(room: Room) -> list[tuple[str, int]]:
    """The rooms of its own package each by its name, another package as a whole."""
    own = [(to.partition(".")[2], n) for to, n in room.imports.items() if to.startswith(f"{room.package}.")]
    packages = [package for package in PACKAGES if package != room.package]
    sums = {package: sum(n for to, n in room.imports.items() if to.startswith(f"{package}.")) for package in packages}
    return [*own, *((package, n) for package, n in sums.items() if n)]


def _box(placed: Placed, left: float) -> Iterator[str]:
    room, y = placed.room, placed.top + 20
    yield svg.box(left, placed.top, WIDTH, placed.height, shaded=room.modules == 1)
    yield svg.text(left + PAD, y, room.name, size=15, bold=True)
    count = f"{room.modules} modules" if room.modules > 1 else "one module"
    yield svg.text(left + WIDTH - PAD, y, count, size=11, colour=svg.GREY, anchor="end")
    for line, size, colour in placed.lines:
        y += size + 4
        yield svg.text(left + PAD, y, line, size=size, colour=colour)


def _between(heads: list[tuple[Storey, float]]) -> Iterator[str]:
    """The heads of the columns, and how many imports lead from one to the next."""
    for storey, left in heads:
        yield svg.text(left, 40, storey.package, size=22, bold=True)
        told = [f"{n} imports of {package}" for package, n in storey.imports.items()]
        said = f"{storey.modules} modules; {', '.join(told) or 'imports of no other package'}"
        yield svg.text(left, 62, said, colour=svg.GREY)
        for place, line in enumerate(svg.wrapped("Wired by what Django finds: " + ", ".join(storey.wiring), WIDTH, 11)):
            yield svg.text(left, 80 + 15 * place, line, size=11, colour=svg.GREY)
    for (_, left), (_, right) in zip(heads, heads[1:], strict=False):
        yield svg.way(f"M{left + 130:g} 33H{right - 12:g}")
