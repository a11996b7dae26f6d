"""The files of the open data: reports, figures and what each column means."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from forms.reading.exports import csv_file
from portal.library.open_data.figures import FIGURES, Row
from portal.library.open_data.suppressing import ALL, BASE, SMALL
from portal.reports.pages import ReviewReportPage
from workflow.parties.party import Partnership

FILES = ("reports", "figures")
# Column, type, what it means: the data dictionary, and the order of the columns.
REPORT_COLUMNS = (
    ("title", "text", "The title of the report."),
    ("partnership", "text", "The partnership that published it."),
    ("kind", "text", "The kind of review: local, learning or national."),
    (
        "age_band",
        "text",
        "The age of the child: unborn (or under 1), 1-4, 5-10, 11-15, 16-17, several.",
    ),
    ("published_on", "date", "The day on which it was published, year-month-day."),
    ("themes", "list of texts", "What it is about, from one list for all partnerships; in CSV parted by a semicolon."),
    ("shown", "text", "What is on the site: full, improvements (these only) or on_request (title and summary)."),
    ("summary", "text", "The summary for lists; empty where it is not published."),
    ("recommendations", "number", "How many recommendations stand on its page."),
    ("corrections", "number", "How many notes of correction stand on its page."),
    ("url", "text", "The address of its page."),
)
LEFT_OUT = f"Empty: left out because it, or a number that could be worked out with it, is from 1 to {SMALL - 1}."
FIGURE_COLUMNS = (
    ("figure", "text", "What is counted: " + "; ".join(f"{one.key}: {one.means}" for one in FIGURES)),
    ("partnership", "text", f"The partnership; “{ALL}” for all partnerships that publish their figures together."),
    ("year", "text", f"The calendar year; “{ALL}” for the ten years together."),
    ("number", "number", f"How many, to the nearest {BASE}. {LEFT_OUT}"),
)
Column = tuple[str, str, str]


def report_rows(reports: Sequence[ReviewReportPage], request: HttpRequest) -> Iterator[dict[str, Any]]:
    """One row a published report. One query for the partnerships."""
    homes = [
        (one.home.path, one.name) for one in Partnership.objects.select_related("home").exclude(home=None) if one.home
    ]
    for report in reports:
        yield {
            "title": report.title,
            "partnership": next((name for path, name in homes if report.path.startswith(path)), ""),
            "kind": report.kind,
            "age_band": report.age_band,
            "published_on": report.published_on.isoformat() if report.published_on else "",
            "themes": sorted(theme.name for theme in report.themes.all()),
            "shown": report.shown,
            "summary": report.summary,
            "recommendations": len(report.recommendations),
            "corrections": len(report.corrections),
            "url": report.get_full_url(request) or "",
        }


def figure_rows(rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {"figure": row.figure, "partnership": row.partnership, "year": row.year, "number": row.number}


def as_csv(columns: Sequence[Column], rows: Iterator[dict[str, Any]]) -> bytes:
    names = [name for name, _kind, _means in columns]
    return csv_file.whole([names, *([_cell(row[name]) for name in names] for row in rows)])


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else value


def as_json(columns: Sequence[Column], rows: Iterator[dict[str, Any]], *, title: str, request: HttpRequest) -> bytes:
    """`{"title", "url", "columns": [{"name", "type", "means"}], "rows": [{…}]}`; a number that is left out is null."""
    told = [{"name": name, "type": kind, "means": means} for name, kind, means in columns]
    whole = {
        "title": title,
        "url": request.build_absolute_uri(request.path),
        "columns": told,
        "rows": list(rows),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def addresses(library_id: int, *, figures: bool) -> list[tuple[str, str, str]]:
    """What is offered: name, kind of file and address."""
    what = FILES if figures else FILES[:1]
    return [
        (name, kind, reverse("library:data_file", args=[library_id, name, kind]))
        for name in what
        for kind in ("csv", "json")
    ]
