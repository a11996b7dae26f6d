"""A table as plain text, a list of cells a line: from what was pasted, a CSV file or an Excel workbook.

No formula is worked out and nothing else of a workbook is opened; a file is refused before it can cost much.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice, zip_longest
from typing import Any, Literal
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy

from forms.questions.file_content import inside, packages
from forms.questions.file_content.bounds import Budget
from forms.questions.file_content.refusals import NotAllowed
from forms.questions.file_types import MEGABYTE

Table = list[list[str]]

MOST_BYTES, MOST_UNPACKED = 5 * MEGABYTE, 30 * MEGABYTE
MOST_LINES, MOST_COLUMNS = 1_000, 30
SEPARATORS = ("\t", ";", ",")
ENDINGS = ("csv", "txt", "tsv", "xlsx")
DAMAGED = gettext_lazy(
    "cannot be read: it is damaged, or not what its name says. Save it again, or copy its rows and paste them"
)
TOO_LARGE = gettext_lazy("is too large. Copy the rows of the events and paste them instead")
TOO_LONG = gettext_lazy("has more than %(number)s rows. Keep those of the events only, or copy them and paste them")
UNKNOWN_KIND = gettext_lazy("is not a spreadsheet that we can read. Choose a CSV file or an Excel workbook (xlsx)")
# What openpyxl lets through of a workbook that is not what it should be.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, OSError, EOFError),
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, NotImplementedError, RuntimeError),
)


class NotATable(Exception):
    """The file is not read; the message goes on from its name."""


def of_file(name: str, content: bytes) -> Table:
    """The lines of a CSV file or of an Excel workbook's first sheet. Raises NotATable."""
    if len(content) > MOST_BYTES:
        raise NotATable(TOO_LARGE)
    if content.startswith(packages.SIGNATURE):
        return _bounded(_of_workbook(content))
    return _bounded(_of_text_file(content, name))


def of_text(text: str) -> Table:
    """The lines of what was pasted, from a spreadsheet or as CSV. Raises NotATable."""
    return _bounded(_separated(text, _separator(text, pasted=True)))


def _bounded(lines: Iterator[list[str]]) -> Table:
    """Without lines that are empty; never more than may be."""
    found = [line for line in lines if any(cell.strip() for cell in line)]
    if len(found) > MOST_LINES:
        raise NotATable(TOO_LONG % {"number": f"{MOST_LINES:,}"})
    return found


# Text


def _of_text_file(content: bytes, name: str) -> Iterator[list[str]]:
    text = _decoded(content)
    if name.rpartition(".")[2].lower() not in ENDINGS or "\x00" in text:
        raise NotATable(UNKNOWN_KIND)
    return _separated(text, _separator(text, pasted=False))


def _decoded(content: bytes) -> str:
    """As Excel writes it: Unicode where it says so, else as Windows in Western Europe."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(text: str, *, pasted: bool) -> str:
    """What separates the cells; in pasted text a comma or semicolon only where every line has as many."""
    if "\t" in text:
        return "\t"
    for separator in SEPARATORS[1:]:
        widths = {len(line) for line in islice(_separated(text, separator), MOST_LINES) if any(line)}
        if max(widths, default=1) > 1 and (len(widths) == 1 or not pasted):
            return separator
    return "\t"


def _separated(text: str, separator: str) -> Iterator[list[str]]:
    # A quotation mark that is never closed is a sign like any other: it would swallow every line behind it.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    try:
        for line in islice(reader, MOST_LINES * 5):
            yield [cell.replace("\r\n", "\n").strip() for cell in line]
    except csv.Error as error:
        raise NotATable(DAMAGED) from error


# Workbooks


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    budget = Budget()
    try:
        if packages.kind_of(content, budget, lambda name, part: inside.look(name, part, budget)) != "xlsx":
            raise NotATable(UNKNOWN_KIND)
    except NotAllowed as refusal:
        raise NotATable(str(refusal)) from refusal
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(member.file_size for member in package.infolist()) > MOST_UNPACKED:
            raise NotATable(TOO_LARGE)
    try:
        yield from _cells(content)
    except UNREADABLE as error:
        raise NotATable(DAMAGED) from error


def _cells(content: bytes) -> Iterator[list[str]]:
    """What each cell shows; a formula that was saved without its result as it is written."""
    import openpyxl  # noqa: PLC0415 - a large library, for workbooks alone

    shown, written = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, read_only=True) for data_only in (True, False)
    )
    place = next((number for number, one in enumerate(shown.worksheets) if one.sheet_state == "visible"), 0)
    bounds: dict[str, Any] = {"max_row": MOST_LINES * 5, "max_col": MOST_COLUMNS, "values_only": True}
    both = (book.worksheets[place].iter_rows(**bounds) for book in (shown, written))
    for values, formulas in zip(*both, strict=True):
        pairs = zip_longest(values, formulas)
        yield [_text(formula if value is None else value) for value, formula in pairs]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | time() | date():
            return value.isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()
