"""Charts as pages draw them: bars made here, in per cent of the width, so that they fit any screen; each has its table.

What a part of a bar means is said by its pattern, by the key and in the table, never by colour alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Room for the number behind the longest bar, in per cent of the width.
WIDEST = 88.0
LINE_HEIGHT, BAR_AT, TEXT_AT = 44, 19, 14


@dataclass(frozen=True)
class Kind:
    """What a part of a bar counts. `look` is the pattern it is drawn with (_charts.scss)."""

    key: str
    label: str
    look: str = "plain"


@dataclass(frozen=True)
class Part:
    """One part of a bar, from where and how wide in per cent."""

    kind: Kind
    value: int
    x: float
    width: float


@dataclass(frozen=True)
class Line:
    """One bar with its words. `url`: where the cases or numbers behind it are, "" for nowhere."""

    label: str
    url: str
    total: int
    parts: tuple[Part, ...]
    values: tuple[int, ...]
    y: int

    @property
    def text_y(self) -> int:
        return self.y + TEXT_AT

    @property
    def bar_y(self) -> int:
        return self.y + BAR_AT

    @property
    def number_y(self) -> int:
        return self.y + BAR_AT + 14

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return round(sum(part.width for part in self.parts), 2)

    @property
    def words(self) -> str:
        """The bar as it is read out: "April to June 2026: 3 in time, 1 late"."""
        if len(self.values) == 1:
            return f"{self.label}: {self.total}"
        told = ", ".join(f"{part.value} {part.kind.label.lower()}" for part in self.parts)
        return f"{self.label}: {told or 'none'}"


@dataclass(frozen=True)
class Chart:
    """One chart. `first_heading`: over the words of the bars, in the table."""

    key: str
    title: str
    about: str
    first_heading: str
    kinds: tuple[Kind, ...]
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        return LINE_HEIGHT * len(self.lines)

    @property
    def is_empty(self) -> bool:
        return not any(line.total for line in self.lines)


def chart(
    key: str,
    title: str,
    about: str,
    *,
    first_heading: str,
    kinds: Iterable[Kind],
    rows: Iterable[tuple[str, str, Mapping[str, int]]],
) -> Chart:
    """`rows`: words, address, and the number of each kind."""
    every, found = tuple(kinds), list(rows)
    most = max((sum(numbers.get(kind.key, 0) for kind in every) for _label, _url, numbers in found), default=0) or 1
    lines = []
    for place, (label, url, numbers) in enumerate(found):
        values = tuple(numbers.get(kind.key, 0) for kind in every)
        lines.append(Line(label, url, sum(values), _parts(every, values, most), values, place * LINE_HEIGHT))
    return Chart(key, title, about, first_heading, every, tuple(lines))


def _parts(kinds: tuple[Kind, ...], values: tuple[int, ...], most: int) -> tuple[Part, ...]:
    parts, x = [], 0.0
    for kind, value in zip(kinds, values, strict=True):
        if value:
            width = round(value / most * WIDEST, 2)
            parts.append(Part(kind, value, round(x, 2), width))
            x += width
    return tuple(parts)
