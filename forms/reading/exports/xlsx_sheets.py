"""The Excel workbook: what it is on the first sheet, then a sheet for each table, its column names frozen on top.

openpyxl writes the sheets, but straight into the answer: on its own it would put every row, in the clear, into
temporary files first. Each sheet is one pass over the submissions, so memory holds one batch at a time.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from forms.reading.exports.content import Lines, Rows
from forms.reading.exports.records import Cell

MOST_CHARACTERS = 32_767  # a cell of Excel holds no more
CUT = " … (cut here: a cell of Excel holds no more. The CSV and JSON files have the whole text.)"
TITLE_LENGTH = 31
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
ROWS_AT_ONCE = 100


class _Sink:
    """A file that can only be written to, and is emptied as it fills."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


class _Frame(ExcelWriter):
    """Everything of a workbook but its sheets, which are in the archive already."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = None
        ws._rels = ws._writer._rels
        self.manifest.append(ws)


def stream(source: Rows, marking: Lines) -> Iterator[bytes]:
    """The file, piece by piece."""
    sink = _Sink()
    book = Workbook(write_only=True)
    titles = _titles(["About this file", *(table.title for table in source.tables)])
    with ZipFile(sink, "w", compression=ZIP_DEFLATED) as archive:
        yield from _sheet(book, archive, sink, titles[0], (), marking.lines())
        for table, title in zip(source.tables, titles[1:], strict=True):
            keys = [key for key, _wording in table.columns]
            rows = ([cells.get(key) for key in keys] for name, cells in source.rows() if name == table.key)
            yield from _sheet(book, archive, sink, title, (keys, [wording for _key, wording in table.columns]), rows)
        _Frame(book, archive).write_data()
    yield sink.taken()


def _sheet(
    book: Any,
    archive: ZipFile,
    sink: _Sink,
    title: str,
    headings: Sequence[Sequence[str]],
    rows: Iterable[Sequence[Cell]],
) -> Iterator[bytes]:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = f"A{len(headings) + 1}" if headings else None
    for number in range(1, 1 + max(2, len(headings[0]) if headings else 0)):
        sheet.column_dimensions[get_column_letter(number)].width = 28
    path = f"xl/worksheets/sheet{len(book.worksheets)}.xml"
    with archive.open(path, "w", force_zip64=True) as member:
        sheet._writer = WorksheetWriter(sheet, out=member)
        sheet._writer.write_top()
        plain, bold = _style(sheet, bold=False), _style(sheet, bold=True)
        for place, heading in enumerate(headings):
            sheet.append([_cell(sheet, text, plain if place else bold) for text in heading])
        for number, row in enumerate(rows, 1):
            sheet.append([_cell(sheet, value, plain) for value in row])
            if number % ROWS_AT_ONCE == 0:
                yield sink.taken()
        sheet.close()
    yield sink.taken()


def _style(sheet: Any, *, bold: bool) -> Any:
    """A way to draw a cell, looked up once: for each cell anew it would take most of the time."""
    cell = WriteOnlyCell(sheet)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell._style


def _cell(sheet: Any, value: Cell, style: Any) -> Any:
    """A number as a number, everything else as text: nothing that was typed is ever a formula."""
    if value is None:
        return None
    cell = WriteOnlyCell(sheet)
    cell._style = style
    if isinstance(value, str):
        cell.value = shown(value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def shown(text: str) -> str:
    """The text as a cell can hold it; what it cannot hold is shown to be missing."""
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(CUT)] + CUT


def _titles(wanted: Iterable[str]) -> list[str]:
    """Names of sheets: at most 31 characters, none twice."""
    found: list[str] = []
    for text in wanted:
        base = " ".join(text.translate(NOT_IN_TITLES).split())[:TITLE_LENGTH] or "Sheet"
        name, number = base, 2
        while name.casefold() in {one.casefold() for one in found}:
            ending = f" {number}"
            name, number = base[: TITLE_LENGTH - len(ending)] + ending, number + 1
        found.append(name)
    return found
