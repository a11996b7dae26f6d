"""What of a report is searched: its public words, passage by passage, and the row of the index that they make."""

import html
import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import strip_tags

from portal.full_text.words import kept

BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|dd|dt|div|tr|blockquote)>|<br\s*/?>")
RICH = ("improvements", "analysis", "learning")
# PostgreSQL takes about a megabyte of distinct words; no report comes near.
LONGEST_BODY = 600_000
SHORTEST_KNOWN, LONGEST_KNOWN = 4, 40


def parts_of(report: Any) -> dict[str, list[str]]:
    """The lines of each part, by the name of the index's column."""
    return {
        "heading": [report.title],
        "topics": [theme.name for theme in report.themes.all()],
        "summary": [*map(str.strip, report.summary.splitlines())],
        "body": list(_body(report)),
    }


def _body(report: Any) -> Iterator[str]:
    for name in RICH:
        yield from _lines(getattr(report, name))
    for block in report.recommendations:
        yield from (str(block.value.get(name) or "") for name in ("what", "who", "outcome"))
    for block in report.corrections:
        yield str(block.value.get("what") or "")


def _lines(rich: str) -> list[str]:
    """The passages of rich text as plain text."""
    plain = html.unescape(strip_tags(BLOCK_ENDS.sub("\n", rich)))
    return [" ".join(line.split()) for line in plain.split("\n") if line.strip()]


def row_of(report: Any) -> dict[str, str]:
    """The fields of the report's row in the index (portal.full_text.model)."""
    row = {name: kept(lines)[:LONGEST_BODY] for name, lines in parts_of(report).items()}
    words = {word for text in row.values() for word in text.split()}
    known = sorted(word for word in words if SHORTEST_KNOWN <= len(word) <= LONGEST_KNOWN and not word.isdigit())
    return {**row, "vocabulary": " ".join(known)}
