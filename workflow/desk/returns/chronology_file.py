"""Taking the merged chronology out of the portal: what is asked first, what the file holds, what stays on record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction

from forms.models import DataKey
from forms.reading.exports import csv_file, xlsx_file
from forms.reading.exports.layout import Column, Table
from forms.reading.exports.marking import CONTAINS, moment
from forms.reading.exports.records import Cell, Row
from forms.reading.paper import new_paper
from workflow.desk.downloads import PDF_TYPE
from workflow.desk.returns.chronology import Entry, Searched
from workflow.desk.sent_forms.export import Export
from workflow.desk.sent_forms.exporting import ExportForm
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.fields import DayField, offer
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor

KINDS = [
    (Export.Kind.XLSX.value, "Excel workbook"),
    (Export.Kind.CSV.value, "CSV, one table for any program"),
    (Export.Kind.PDF.value, "PDF, to print"),
]
EVENTS: tuple[Column, ...] = (
    ("day", "Date (ISO)"),
    ("when", "Date as it was given"),
    ("time", "Time"),
    ("agency", "Agency"),
    ("event", "What happened"),
    ("action", "What was done"),
    ("source", "Source"),
    ("comment", "Comment"),
    ("like", "May be the same event as told by"),
)
SEARCHED: tuple[Column, ...] = (
    ("agency", "Agency"),
    ("first", "Searched from"),
    ("last", "Searched to"),
    ("events", "Events"),
    ("gaps", "Not searched"),
)


class ChronologyExportForm(ExportForm):
    """The same as for forms that were sent; the days are those of the events."""

    first_day = DayField(label="Events on or after", required=False)
    last_day = DayField(label="Events on or before", required=False)
    agency = forms.ChoiceField(label="Agency", required=False)

    field_order = ["reason", "kind", "agency", "first_day", "last_day"]

    def __init__(self, *args: Any, agencies: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", KINDS)
        offer(self, "agency", [("", "All agencies"), *((name, name) for name in agencies)])


@dataclass(frozen=True)
class Marking:
    """What the file says of itself: whose chronology, who took it, when and why."""

    case: Case
    asked: dict[str, Any]
    number: int
    by: str
    at: datetime

    def lines(self) -> list[tuple[str, str]]:
        return [
            ("Contains personal data", CONTAINS),
            ("Merged chronology of", self.case.reference),
            ("Exported by", self.by),
            ("Exported at", moment(self.at)),
            ("Reason", self.asked["reason"]),
            ("Agency", self.asked["agency"] or "all"),
            ("Events", str(self.number)),
            ("Events from", _cell(self.asked["first_day"]) or "the first"),
            ("Events until", _cell(self.asked["last_day"]) or "the last"),
        ]


@dataclass(frozen=True)
class Chronology:
    """What goes into the file."""

    entries: Sequence[Entry]
    searched: Sequence[Searched]

    tables = (Table("events", "Chronology", EVENTS), Table("searched", "Periods searched", SEARCHED))

    def rows(self) -> Iterator[Row]:
        for entry in self.entries:
            yield "events", {key: _cell(getattr(entry, key)) for key, _wording in EVENTS}
        for one in self.searched:
            yield "searched", {key: _cell(getattr(one, key)) for key, _wording in SEARCHED}


def _cell(value: Any) -> Cell:
    if isinstance(value, tuple):
        return "; ".join(
            f"{one[0].isoformat()} to {one[1].isoformat()}" if isinstance(one, tuple) else str(one) for one in value
        )
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value or "")


@transaction.atomic
def record(case: Case, asked: dict[str, Any], *, number: int, by: Actor, now: datetime) -> Marking:
    """Put the export on record with its reason, in the case's own log. Written before the first byte leaves."""
    export = Export(data_key=DataKey.objects.make(), partnership=case.partnership, case=case, kind=asked["kind"])
    export.first_day, export.last_day, export.number = asked["first_day"], asked["last_day"], number
    export.by, export.made_at, export.reason = by.user, now, asked["reason"]
    export.save(force_insert=True)
    event = Event(case=case, data_key=case.data_key, kind="chronology.export", record_id=export.pk)
    event.actor, event.at = by.user, now
    event.data = {
        "format": asked["kind"],
        "number": number,
        "reason": asked["reason"],
        "agency": asked["agency"],
        "first_day": _cell(asked["first_day"]),
        "last_day": _cell(asked["last_day"]),
    }
    log.append([event])
    return Marking(case, asked, number, str(by.user), now)


def file_of(kind: str, found: Chronology, marking: Marking, *, now: datetime) -> tuple[Iterator[bytes], str]:
    """The file piece by piece, and its type."""
    if kind == Export.Kind.PDF:
        return iter([_paper(found, marking, now)]), PDF_TYPE
    if kind == Export.Kind.XLSX:
        return xlsx_file.stream(found, marking), xlsx_file.TYPE
    rows = ([cells.get(key) for key, _wording in EVENTS] for table, cells in found.rows() if table == "events")
    return csv_file.written(EVENTS, rows, marking), csv_file.TYPE


def _paper(found: Chronology, marking: Marking, now: datetime) -> bytes:
    note = f"{marking.case.reference} · Contains personal data"
    paper = new_paper(title=f"Merged chronology, {marking.case.reference}", note=note, language="en-GB", now=now)
    paper.title_line(f"Merged chronology, {marking.case.reference}")
    paper.pairs(marking.lines())
    paper.heading("Periods searched")
    paper.pairs((one.agency, _period(one)) for one in found.searched)
    paper.heading("Chronology")
    before = ""
    for entry in found.entries:
        if entry.when != before:
            paper.heading(entry.when, level=1)
            before = entry.when
        place = " · ".join(part for part in (entry.time, entry.agency, entry.source) if part)
        paper.paragraph(place, bold=True)
        paper.paragraph(entry.event)
        for label, text in (("What was done", entry.action), ("Comment", entry.comment)):
            if text:
                paper.paragraph(f"{label}: {text}")
        if entry.like:
            paper.paragraph(f"May be the same event as told by {', '.join(entry.like)}.", small=True)
    return paper.finished()


def _period(one: Searched) -> str:
    gaps = _cell(one.gaps)
    period = f"{_cell(one.first)} to {_cell(one.last)}" if one.first else "not given"
    return f"{period}; events: {one.events}" + (f"; not searched: {gaps}" if gaps else "")
