"""The statistics as a file: an Excel sheet a table, CSV with a line a number, paper. No names and no cases in any."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forms.reading.exports import csv_file, xlsx_file
from forms.reading.exports.layout import Column
from forms.reading.exports.layout import Table as Sheet
from forms.reading.exports.marking import moment
from forms.reading.exports.records import Cell, Row
from forms.reading.paper import new_paper
from workflow.desk.downloads import PDF_TYPE
from workflow.desk.statistics.tables import Table
from workflow.desk.statistics.whole import Statistics

KINDS = ("csv", "xlsx", "pdf")
TIDY: tuple[Column, ...] = (
    ("table", "Table"),
    ("partnership", "Partnership"),
    ("row", "Quarter or theme"),
    ("measure", "Measure"),
    ("number", "Number"),
)


@dataclass(frozen=True)
class Marking:
    """What the file says of itself."""

    found: Statistics
    by: str
    at: datetime

    def lines(self) -> list[tuple[str, str]]:
        return [
            ("Statistics", "For assurance inside the partnership. Small numbers can point to people: do not publish."),
            ("Partnerships", ", ".join(one.name for one in self.found.partnerships)),
            ("Period", self.found.period.words),
            ("Taken by", self.by),
            ("Taken at", moment(self.at)),
        ]


class Workbook:
    """The tables as sheets."""

    def __init__(self, found: Statistics) -> None:
        self.found = found
        self.tables = [Sheet(table.key, table.title.removeprefix("Limit: "), _columns(table)) for table in found.tables]

    def rows(self) -> Iterator[Row]:
        for table in self.found.tables:
            for row in table.rows:
                cells: dict[str, Cell] = {"partnership": row.partnership, "row": row.quarter}
                yield table.key, cells | dict(zip((key for key, _ in table.columns), row.cells, strict=True))


def _columns(table: Table) -> tuple[Column, ...]:
    return (("partnership", "Partnership"), ("row", table.first_heading), *table.columns)


def file_of(kind: str, found: Statistics, marking: Marking, *, now: datetime) -> tuple[Iterator[bytes], str]:
    """The file piece by piece, and its type."""
    if kind == "pdf":
        return iter([_paper(found, marking, now)]), PDF_TYPE
    if kind == "xlsx":
        return xlsx_file.stream(Workbook(found), marking), xlsx_file.TYPE
    return csv_file.written(TIDY, _tidy(found), marking), csv_file.TYPE


def _tidy(found: Statistics) -> Iterator[list[Cell]]:
    for table in found.tables:
        for row in table.rows:
            if not row.is_total:
                for (_key, heading), cell in zip(table.columns, row.cells, strict=True):
                    yield [table.title, row.partnership, row.quarter, heading, cell]


def _paper(found: Statistics, marking: Marking, now: datetime) -> bytes:
    paper = new_paper(title="Statistics for assurance", note="Statistics for assurance", language="en-GB", now=now)
    paper.title_line("Statistics for assurance")
    paper.pairs(marking.lines())
    for table in found.tables:
        paper.heading(table.title)
        paper.paragraph(table.note, small=True)
        paper.pairs(
            (
                ", ".join(part for part in (row.partnership, row.quarter) if part),
                "; ".join(
                    f"{heading}: {cell}"
                    for (_key, heading), cell in zip(table.columns, row.cells, strict=True)
                    if cell not in (0, "")
                )
                or "None",
            )
            for row in table.rows
        )
    return paper.finished()
