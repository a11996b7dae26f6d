"""Every text and attribute of an XML part: paragraphs as one however they are cut, then whatever else there is."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from portal.identification.reading.letters import distinct
from portal.identification.reading.told import Bounds

# What holds a paragraph: its pieces are read as one. A row's cells are read in a line.
WHOLE = {"p", "si", "h", "text", "title", "desc"}
ROWS = {"tr", "row", "table-row"}
GAPS = {"tab", "br", "cr", "line-break", "s", "tc", "td", "th", "table-cell", "c"}
DELETED = {"del", "delText", "moveFrom", "instrText", "delInstrText", "deletion"}
ADDED = {"ins", "moveTo"}
# What a program writes for itself says nothing of anybody: names of one word in small letters, numbers, colours.
OWN = re.compile(
    r"[a-z][A-Za-z0-9]*|[\d.,:;%#+-]*|[0-9A-Fa-f]{6,8}|[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?|\d+\w{0,3}"
)
TELLING = {"descr", "title", "name", "author", "initials", "userId", "displayName", "lastModifiedBy", "Target", "alt"}
OF_FONTS = {"ascii", "hAnsi", "cs", "eastAsia", "typeface", "font-name", "font-family", "panose"}
SCHEMAS = re.compile(
    r"https?://(?:schemas\.(?:openxmlformats|microsoft)\.|purl\.o(?:rg|clc\.org)/|(?:www\.)?w3\.org/|openoffice\.org)\S*"
)
TYPES = re.compile(r"(?:application|image|text|audio|video)/[\w.+-]+|urn:(?:schemas-microsoft|oasis)\S*|rId\d+")


def parsed(content: bytes) -> tuple[Any, bool]:
    """The tree, and whether the part was whole. Raises ValueError where there is no tree in it."""
    for whole in (True, False):
        # `recover` reads what is left of a damaged part; entities are never filled in, nothing is fetched.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=not whole, huge_tree=False)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError):
            continue
        if root is not None:
            return root, whole
    raise ValueError("This part is no XML.")


def has_entities(root: Any) -> bool:
    """Whether it brings texts of its own that are filled in where it is drawn."""
    told = root.getroottree().docinfo.internalDTD
    return told is not None and any(True for _ in told.iterentities())


def entities_of(root: Any) -> Iterator[str]:
    told = root.getroottree().docinfo.internalDTD
    if told is not None:
        yield from (f"{one.name} {one.content or ''}" for one in told.iterentities())


def texts_of(root: Any, bounds: Bounds) -> Iterator[str]:
    """Paragraphs run together, rows in a line, other texts one by one, attributes, comments: each once."""
    yield from distinct(_texts(root, bounds))


def _texts(root: Any, bounds: Bounds) -> Iterator[str]:
    inside: set[Any] = set()
    for number, element in enumerate(root.iter()):
        if number % 500 == 0:
            bounds.pause()
        name = local(element)
        if name in WHOLE and element not in inside:
            inside.update(element.iter())
            yield from _pieces(element)
        elif name in ROWS:
            yield " ".join(" ".join(text.split()) for text, _gone in _walk(element) if text.strip())
    for number, element in enumerate(root.iter()):
        if number % 500 == 0:
            bounds.pause()
        yield from _one(element, told=element in inside)
    yield from entities_of(root)
    for sibling in (*root.itersiblings(preceding=True), *root.itersiblings()):
        yield sibling.text or ""


# Marks of a workbook's header and footer: left, right, a font, its size.
HEADER_MARKS = re.compile(r'&(?:[LCRABDEFGHIKNPSTUVXZ+-]|"[^"]*"|\d{1,3})')


def _one(element: Any, *, told: bool) -> Iterator[str]:
    if not isinstance(element.tag, str):
        # A comment, an instruction to a program, an entity.
        yield f"{getattr(element, 'target', '') or ''} {element.text or ''}".strip()
    else:
        if not told and element.text and element.text.strip():
            yield element.text
            if "&" in element.text:
                yield HEADER_MARKS.sub(" ", element.text)
        name = local(element)
        if "_" in name or "-" in name:
            yield name
        yield from attributes(element)
    if not told and element.tail and element.tail.strip():
        yield element.tail


def attributes(element: Any) -> Iterator[str]:
    """What attributes say but for what a program writes for itself."""
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        if len(value) < 2 or name in OF_FONTS and is_font(value):
            continue
        if name in TELLING or not (OWN.fullmatch(value) or TYPES.fullmatch(value) or SCHEMAS.fullmatch(value)):
            yield value


FONTS = re.compile(
    r"[@+]?(?:Arial|Calibri|Cambria|Georgia|Verdana|Times|Courier|Helvetica|Tahoma|Symbol|Wingdings|Liberation|DejaVu"
    r"|Noto|Segoe|Aptos|Trebuchet|Garamond|Century|Comic Sans|Consolas|Lucida|Franklin|Gill Sans|MS |mn-|mj-|Open Sans"
    r"|Roboto|Lato|Yu |SimSun|Mangal|Lohit|Palatino|Book Antiqua|Candara|Corbel|Constantia|Impact|OpenSymbol)[\w +-]*",
    re.IGNORECASE,
)


def is_font(value: str) -> bool:
    """Whether it is a font that people have: a font's name can be anything."""
    return all(FONTS.fullmatch(one.strip(" '\"")) or not one.strip() for one in re.split("[,;]", value))


def _pieces(element: Any) -> Iterator[str]:
    """The words of a paragraph as they stand; and without what was deleted, without what was added, what is hidden."""
    pieces = list(_walk(element))
    yield "".join(text for text, _of in pieces)
    for left_out in ("deleted", "added", "hidden", "noted"):
        if any(left_out in of for _text, of in pieces):
            yield "".join(text for text, of in pieces if left_out not in of)
            yield "".join(text for text, of in pieces if left_out in of)


def _walk(element: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Each text in the element in its order, and whether it was deleted, added or is hidden."""
    nothing: frozenset[str] = frozenset()
    stack: list[tuple[Any, frozenset[str], bool]] = [(element, nothing, False)]
    while stack:
        node, of, is_tail = stack.pop()
        if is_tail:
            yield node.tail or "", of
            continue
        name = local(node)
        if node is not element and (name in GAPS or name in WHOLE):
            yield " ", of
        if name == "noBreakHyphen":
            yield "-", of
        if name == "sym":
            yield _sign(node), of
        inner = of | _marks(node, name)
        if isinstance(node.tag, str):
            yield node.text or "", inner
        children = list(node)
        for child in reversed(children):
            stack.append((child, inner, True))
            stack.append((child, inner, False))


def _marks(node: Any, name: str) -> frozenset[str]:
    found = set()
    if name in DELETED:
        found.add("deleted")
    if name in ADDED:
        found.add("added")
    if name in ("note", "annotation", "rPh", "ruby-text"):
        found.add("noted")
    if name == "r" and any(
        local(one) in ("vanish", "webHidden") for part in node if local(part) == "rPr" for one in part
    ):
        found.add("hidden")
    return frozenset(found)


def _sign(node: Any) -> str:
    """A letter of a font of signs: its number lies 0xF000 above the letter's."""
    code = next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == "char"), "")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number - 0xF000 if number >= 0xF000 else number)


def local(element: Any) -> str:
    """Its name without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def joined(texts: Iterable[str]) -> str:
    return "\n".join(distinct(texts))
