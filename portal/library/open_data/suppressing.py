"""Numbers that may be given away without telling of single children (rules of thumb of official statistics).

Two steps, on a table of counts with the totals of its rows, its columns and of all:

1. A count or total from 1 to 4 is left out. Every other one is rounded to the nearest 5: a difference of two of them
   tells no number.
2. Somebody who subtracts may still narrow a number that was left out to one value, where a total leaves no other. Then
   that total is left out too, until no number is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

SMALL, BASE = 5, 5
# None stands for a number that is left out.
Shown = int | None
ALL = "all"
Cell = tuple[str, str]


@dataclass(frozen=True)
class Range:
    """What somebody may know of a number: both ends are possible."""

    least: int
    most: int


def shown(counted: Mapping[Cell, int], rows: Sequence[str], columns: Sequence[str]) -> dict[Cell, Shown]:
    """Each cell, and the totals under the name "all", as they may be published."""
    true = {cell: counted.get(cell, 0) for cell in product(rows, columns)}
    true |= {(row, ALL): sum(true[row, column] for column in columns) for row in rows}
    true |= {(ALL, column): sum(true[row, column] for row in rows) for column in columns}
    true[ALL, ALL] = sum(true[row, ALL] for row in rows)
    told = {cell: _rounded(number) for cell, number in true.items()}
    while (total := _gives_away(told, rows, columns)) is not None:
        told[total] = None
    return told


def _rounded(number: int) -> Shown:
    if 0 < number < SMALL:
        return None
    return BASE * ((number + BASE // 2) // BASE)


def lines(rows: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Each total with the cells that make it up."""
    for row in rows:
        yield (row, ALL), [(row, column) for column in columns]
    for column in columns:
        yield (ALL, column), [(row, column) for row in rows]
    yield (ALL, ALL), [(row, ALL) for row in rows]
    yield (ALL, ALL), [(ALL, column) for column in columns]


def ranges(told: Mapping[Cell, Shown], rows: Sequence[str], columns: Sequence[str]) -> dict[Cell, Range]:
    """What follows for each number from all that is published and the rules themselves, which are no secret."""
    known = {cell: _alone(number, total=ALL in cell) for cell, number in told.items()}
    changed = True
    while changed:
        changed = False
        for total, parts in lines(rows, columns):
            changed |= _narrow(known, total, sum(known[p].least for p in parts), sum(known[p].most for p in parts))
            for part in parts:
                others = [known[one] for one in parts if one != part]
                least = known[total].least - sum(one.most for one in others)
                most = known[total].most - sum(one.least for one in others)
                changed |= _narrow(known, part, least, most)
    return known


def _alone(number: Shown, *, total: bool) -> Range:
    if number is None:
        # A total may have been left out for what it would give away: it can be of any size.
        return Range(1, 10**9 if total else SMALL - 1)
    if number == 0:
        return Range(0, 0)
    return Range(max(SMALL, number - BASE // 2), number + BASE // 2)


def _narrow(known: dict[Cell, Range], cell: Cell, least: int, most: int) -> bool:
    before = known[cell]
    after = Range(max(before.least, least), min(before.most, most))
    known[cell] = after
    return after != before


def _gives_away(told: Mapping[Cell, Shown], rows: Sequence[str], columns: Sequence[str]) -> Cell | None:
    """A total to leave out next, because some number that was left out can be worked out; None where none can."""
    known = ranges(told, rows, columns)
    single = [cell for cell in told if told[cell] is None and known[cell].least == known[cell].most]
    if not single:
        return None
    row, column = single[0]
    near = [total for total, parts in lines(rows, columns) if (row, column) in parts and told[total] is not None]
    far = [cell for cell in told if ALL in cell and told[cell] is not None]
    # Zero is no total of what was left out.
    return next((cell for cell in [*near, *far] if told[cell]), None)
