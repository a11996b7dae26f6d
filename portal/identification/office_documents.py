"""The text of office files (Word, Excel, PowerPoint, OpenDocument): every part of the package, hidden or not."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import Element

import openpyxl
from defusedxml.ElementTree import fromstring

MOST_UNPACKED = 200_000_000
MOST_PARTS = 5_000
# What holds a paragraph: its pieces are read as one, however the program cut them.
WHOLE = {"p", "si", "h"}
# What a program writes for itself.
ATTRIBUTES = {
    "descr",
    "title",
    "name",
    "author",
    "initials",
    "userId",
    "displayName",
    "lastModifiedBy",
    "Target",
    "alt",
}
TELLING = {
    "comments": "a comment",
    "core": "metadata",
    "app": "metadata",
    "custom": "metadata",
    "header": "a header",
    "footer": "a footer",
    "footnotes": "a footnote",
    "endnotes": "an endnote",
    "meta": "metadata",
    "people": "a comment’s author",
}


def office_texts(content: bytes) -> Iterator[tuple[str, str]]:
    """Every text with the part it stands in. Raises BadZipFile or an XML error on a broken file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise ValueError("This file unpacks to more than can be read.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                where = _named(part.filename)
                texts = list(_texts(fromstring(package.read(part))))
                if texts:
                    yield where, "\n".join(texts)
        is_workbook = "xl/workbook.xml" in package.namelist()
    if is_workbook:
        yield from _sheets(content)


def _named(filename: str) -> str:
    base = filename.rpartition("/")[2].partition(".")[0].rstrip("0123456789")
    return TELLING.get(base, f"part {filename}")


def _texts(root: Element) -> Iterator[str]:
    """Paragraphs run together, other elements one by one, then what attributes say."""
    inside: set[Element] = set()
    for element in root.iter():
        if _local(element.tag) in WHOLE and element not in inside:
            inside |= set(element.iter())
            yield from _pieces(element)
    for element in root.iter():
        if element not in inside and element.text and element.text.strip():
            yield element.text
        for name, value in element.attrib.items():
            if _local(name) in ATTRIBUTES and len(value) > 1:
                yield value


def _pieces(element: Element) -> Iterator[str]:
    """The words of a paragraph as they stand; and without what was deleted, and without what was added."""
    pieces = list(_walk(element, deleted=False))
    whole = "".join(text for text, _gone in pieces)
    kept = "".join(text for text, gone in pieces if not gone)
    yield whole
    if kept != whole:
        yield kept


def _walk(element: Element, *, deleted: bool) -> Iterator[tuple[str, bool]]:
    """Each text in the element, and whether it was deleted."""
    name = _local(element.tag)
    if name in ("tab", "br", "cr", "line-break", "s"):
        yield " ", False
    deleted = deleted or name in ("del", "delText", "moveFrom", "instrText")
    yield element.text or "", deleted
    for child in element:
        yield from _walk(child, deleted=deleted)
        yield child.tail or "", False


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]


def _sheets(content: bytes) -> Iterator[tuple[str, str]]:
    """Cells as a reader sees them, dates included; hidden sheets, rows and columns like all others."""
    for data_only in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, read_only=True)
        for sheet in book.worksheets:
            hidden = "" if sheet.sheet_state == "visible" else "hidden "
            rows = (" ".join(_cell(value) for value in row if value is not None) for row in sheet.values)
            yield f"{hidden}sheet “{sheet.title}”", "\n".join([sheet.title, *rows])
        book.close()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
