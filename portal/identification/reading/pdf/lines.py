"""Letters in the order in which they are read: as they follow each other in the file, and as they lie on the page."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median

from portal.identification.reading.letters import distinct
from portal.identification.reading.pdf.colours import is_white
from portal.identification.reading.pdf.drawn import INVISIBLE, Glyph

GAP = 0.17
Reading = Callable[[Glyph], str]


def mapped(glyph: Glyph) -> str:
    return glyph.mapped or glyph.drawn


def drawn(glyph: Glyph) -> str:
    return glyph.drawn or glyph.mapped


def texts_of(glyphs: Sequence[Glyph]) -> Iterator[str]:
    """The page's text: by its maps, by its glyphs where they say otherwise, in the file's order and in the page's."""
    yield from distinct(_texts(glyphs))


def _texts(glyphs: Sequence[Glyph]) -> Iterator[str]:
    if not glyphs:
        return
    readings: list[Reading] = [mapped]
    if any(_differs(glyph) for glyph in glyphs):
        readings.append(drawn)
    seen = [
        glyph for glyph in glyphs if not glyph.hidden and glyph.mode not in INVISIBLE and not is_white(glyph.colour)
    ]
    for reading in readings:
        first = in_file_order(glyphs, reading)
        yield first
        known = {_bare(first)}
        others = [in_page_order(glyphs, reading)]
        if len(seen) != len(glyphs):
            others += [in_file_order(seen, reading), in_page_order(seen, reading)]
        for text in others:
            if _bare(text) not in known:
                known.add(_bare(text))
                yield text


def _differs(glyph: Glyph) -> bool:
    """Whether the map says another letter than the glyph: ligatures and kinds of spaces are the same."""
    if not glyph.mapped or not glyph.drawn or glyph.mapped == glyph.drawn:
        return False
    from unicodedata import normalize  # noqa: PLC0415 - few fonts differ at all

    one, other = (normalize("NFKD", text).casefold() for text in (glyph.mapped, glyph.drawn))
    return one != other and (one[:1].isalnum() or other[:1].isalnum())


def differing(glyphs: Iterable[Glyph]) -> int:
    return sum(1 for glyph in glyphs if _differs(glyph))


def _bare(text: str) -> str:
    return "".join(text.split())


def in_file_order(glyphs: Sequence[Glyph], reading: Reading) -> str:
    """Line by line as they are drawn one after the other."""
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        if lines and _follows(lines[-1][-1], glyph):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return "\n".join(_line(line, reading) for line in lines)


def in_page_order(glyphs: Sequence[Glyph], reading: Reading) -> str:
    """From above to below and from left to right, each direction of writing by itself."""
    directions: dict[tuple[float, float], list[tuple[float, float, Glyph]]] = defaultdict(list)
    for glyph in glyphs:
        x, y = _direction(glyph)
        key = (round(x, 1), round(y, 1))
        directions[key].append((glyph.x * key[0] + glyph.y * key[1], glyph.y * key[0] - glyph.x * key[1], glyph))
    return "\n".join(_ordered(placed, reading) for placed in directions.values())


def _ordered(placed: list[tuple[float, float, Glyph]], reading: Reading) -> str:
    placed.sort(key=lambda one: -one[1])
    lines: list[list[tuple[float, Glyph]]] = []
    level = 0.0
    for along, across, glyph in placed:
        if lines and level - across <= 0.4 * max(glyph.size, 1):
            lines[-1].append((along, glyph))
        else:
            lines.append([(along, glyph)])
            level = across
    for line in lines:
        line.sort(key=lambda one: one[0])
    return "\n".join(_line([glyph for _along, glyph in line], reading) for line in lines)


def _direction(glyph: Glyph) -> tuple[float, float]:
    x, y = glyph.end_x - glyph.x, glyph.end_y - glyph.y
    length = (x * x + y * y) ** 0.5
    return (x / length, y / length) if length > 1e-6 else (1.0, 0.0)


def _follows(one: Glyph, other: Glyph) -> bool:
    """Whether it stands in the same line, further on."""
    ux, uy = _direction(one)
    dx, dy = other.x - one.end_x, other.y - one.end_y
    size = max(one.size, other.size, 1)
    along, across = dx * ux + dy * uy, dx * uy - dy * ux
    return abs(across) <= 0.6 * size and along > -1.5 * size


def _line(line: list[Glyph], reading: Reading) -> str:
    gaps = [_gap(one, other) for one, other in zip(line, line[1:], strict=False)]
    wide = _threshold(gaps)
    said: list[str] = []
    before: Glyph | None = None
    for place, glyph in enumerate(line):
        if before is not None and _same_place(before, glyph):
            continue  # printed twice to look bold
        if place and gaps[place - 1] > wide:
            said.append(" ")
        said.append(reading(glyph))
        before = glyph
    return "".join(said)


def _same_place(one: Glyph, other: Glyph) -> bool:
    near = abs(one.x - other.x) + abs(one.y - other.y) < 0.15 * max(one.size, 1)
    return near and one.code == other.code and one.font is other.font


def _gap(one: Glyph, other: Glyph) -> float:
    ux, uy = _direction(one)
    size = max(one.size, other.size, 0.5)
    return ((other.x - one.end_x) * ux + (other.y - one.end_y) * uy) / size


def _threshold(gaps: list[float]) -> float:
    """A gap that is wider than those between most letters: words that are spaced out stay words."""
    if len(gaps) < 3:
        return GAP
    usual = median(gaps)
    return GAP if usual < 0.08 else max(GAP, usual * 1.6)
