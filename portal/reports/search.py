"""What the public asks of the report library: words, filters, a shareable address. Any input gets an answer."""

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from forms.same_text import plain

FILTERS = {"year": "published_on__year", "theme": "themes__slug", "kind": "kind", "age": "age_band"}
LABELS = {"year": "Year", "theme": "Theme", "kind": "Kind of review", "age": "Age of the child"}
LONGEST_QUERY = 200
SNIPPET_LENGTH = 280

Choices = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it says, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True)
class ReportSearch:
    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=dict)

    @classmethod
    def from_query(cls, query: Mapping[str, Any], *, choices: Choices) -> "ReportSearch":
        """Reads the address. A filter value that no report has is left out; control characters are not searched."""
        typed = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", str(query.get("q", "")))
        # An accent that is typed after its letter would end the word there.
        words = unicodedata.normalize("NFC", plain(typed))[:LONGEST_QUERY]
        chosen = {
            name: str(query.get(name, ""))
            for name in FILTERS
            if str(query.get(name, "")) in {value for value, _label in choices.get(name, [])}
        }
        return cls(words, {name: value for name, value in chosen.items() if value}, choices)

    def results(self, reports: QuerySet[Any]) -> list[Any] | QuerySet[Any]:
        """The reports that fit, best first when words were given; each carries its `snippet`."""
        for name, value in self.chosen.items():
            reports = reports.filter(**{FILTERS[name]: value})
        if not self.words:
            return reports
        # The search index knows identifiers, not every field that can be filtered by.
        fitting = reports.model._default_manager.filter(pk__in=list(reports.values_list("pk", flat=True)))
        # Letters and digits only: SQLite reads quotes and brackets as a query language of its own.
        terms = " ".join(re.findall(r"\w+", self.words)).lower()
        found = list(fitting.search(terms, operator="and")) if terms else []
        for report in found:
            report.snippet = snippet(plain_text(report), self.words)
        return found

    def address(self, **changes: str) -> str:
        """The query string of this search with changes; an empty value takes a part out."""
        parts = {"q": self.words, **self.chosen, **changes}
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    @property
    def is_on(self) -> bool:
        return bool(self.words or self.chosen)

    @property
    def chips(self) -> list[Chip]:
        labels = {name: dict(self.choices[name]) for name in self.chosen}
        chips = [Chip(f"{LABELS[n]}: {labels[n][v]}", self.address(**{n: ""})) for n, v in self.chosen.items()]
        return [Chip(f"Words: {self.words}", self.address(q="")), *chips] if self.words else chips

    @property
    def selects(self) -> list[dict[str, Any]]:
        """The filters as select fields, only those that offer a choice."""
        return [
            {"name": name, "label": LABELS[name], "value": self.chosen.get(name, ""), "choices": options}
            for name, options in self.choices.items()
            if options
        ]


def plain_text(report: Any) -> str:
    """What a snippet is cut from: everything of a report that the public may search, as plain text."""
    parts = [f"<p>{html.escape(str(part))}</p>" for block in report.recommendations for part in block.value.values()]
    rich = " ".join([report.improvements, report.analysis, report.learning, *parts])
    spaced = re.sub(r"</(p|li|h\d|dd|dt|div)>", " ", rich)
    return " ".join(html.unescape(f"{report.summary} {strip_tags(spaced)}").split())


def snippet(text: str, words: str) -> SafeString:
    """A piece of the text around the first word that was searched, escaped, each hit in <mark>."""
    terms = [re.escape(term) for term in re.findall(r"\w+", words)]
    pattern = re.compile(rf"\b(?:{'|'.join(terms)})\w*", re.IGNORECASE) if terms else None
    first = pattern.search(text) if pattern else None
    start = max(0, first.start() - SNIPPET_LENGTH // 3) if first else 0
    if start:
        start = text.find(" ", start) + 1
    piece = text[start : start + SNIPPET_LENGTH]
    if start + SNIPPET_LENGTH < len(text):
        piece = piece.rsplit(" ", 1)[0] + " …"
    return mark_safe(("… " if start else "") + _marked(piece, pattern))  # noqa: S308 - every part is escaped


def _marked(piece: str, pattern: re.Pattern[str] | None) -> str:
    if pattern is None:
        return html.escape(piece)
    parts, last = [], 0
    for hit in pattern.finditer(piece):
        parts += [html.escape(piece[last : hit.start()]), f"<mark>{html.escape(hit.group())}</mark>"]
        last = hit.end()
    return "".join([*parts, html.escape(piece[last:])])
