"""The CSV file: one table of every kind of row, for Excel and for any program.

Line 1 is the marking, line 2 the columns' names, line 3 their wording, then the rows.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from forms.reading.exports.content import Lines
from forms.reading.exports.layout import Column, one_table
from forms.reading.exports.records import Cell, Source

TYPE = "text/csv; charset=utf-8"
# Tells Excel that the file is UTF-8.
BOM = "\N{BYTE ORDER MARK}"
# What makes spreadsheets run a cell: the list of OWASP, and the wide forms of the same characters.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# A telephone number with the code of its country: figures, spaces, brackets and points make no formula. Hyphens might.
TELEPHONE = re.compile(r"\+(?:[ ().]*[0-9]){7,15}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?", re.ASCII)
ROWS_AT_ONCE = 100


class _Echo:
    """Hands back what the csv module writes, so that a row leaves as soon as it is made."""

    def write(self, line: str) -> str:
        return line


def stream(source: Source, marking: Lines) -> Iterator[bytes]:
    """The file, piece by piece."""
    columns = one_table(source.tables)
    rows = ((table, *(cells.get(key) for key, _wording in columns[1:])) for table, cells in source.rows())
    return written(columns, rows, marking)


def written(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], marking: Lines) -> Iterator[bytes]:
    """One table as a file, piece by piece."""
    lines = [BOM, _line([f"{label}: {text}" for label, text in marking.lines()])]
    lines += [_line([key for key, _wording in columns]), _line([wording for _key, wording in columns])]
    for cells in rows:
        lines.append(_line(cells))
        if len(lines) >= ROWS_AT_ONCE:
            yield "".join(lines).encode()
            lines = []
    yield "".join(lines).encode()


def whole(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A short table as a file, its headings among the rows; for what needs no marking."""
    return "".join([BOM, *map(_line, rows)]).encode()


def _line(cells: Sequence[Cell]) -> str:
    return str(csv.writer(_Echo(), quoting=csv.QUOTE_ALL).writerow([safe(cell) for cell in cells]))


def safe(cell: Cell) -> Cell:
    """A text that a spreadsheet cannot take for a formula: an apostrophe before it where it might.

    Numbers stay, and so do telephone numbers that begin with a plus.
    """
    if isinstance(cell, str) and cell.startswith(FORMULA) and not TELEPHONE.fullmatch(cell):
        return f"'{cell}"
    return cell
