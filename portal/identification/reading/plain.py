"""Texts that a person could read in any editor: plain, HTML, SVG, XML, JSON, tables; what they hide included."""

import base64
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_to_bytes

from portal.identification.reading import xml
from portal.identification.reading.kinds import decoded
from portal.identification.reading.letters import distinct
from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import COULD_NOT, NOT_WHOLE, inside

DRAWN = "it holds drawn lines that may be letters: look at what they show"
SCRIPTS = "a script in it may write what cannot be read here: open it and look"
ENTITIES = "it brings texts of its own that are filled in where it is drawn: open it and look"
MARKS = re.compile(r"[*_`~]+")
# Marks within a word cut it in two: “Ro**wan**”.
MARKED = re.compile(r"[^\W\d_][*`~]{1,3}[^\W\d_]|[^\W\d_]_{2,3}[^\W\d_]")
SEPARATORS = re.compile(r"[\"']?[;,\t|][\"']?")
# A table's row, not a sentence: no space behind what separates.
SEPARATED = re.compile(r"[\w\"'][;,\t|][\w\"']")
DATA = re.compile(r"data:([\w.+/-]*)((?:;[\w=.+-]*)*),([^\"')\s>]{8,})")
CURVES = re.compile(r"[a-zA-Z]")
MOST_DRAWN = 40
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "wbr",
}


def text_or_refuse(content: bytes) -> str:
    found = decoded(content)
    return content.decode("utf-8", "replace") if found is None else found


def read_text(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    """As it stands; as a table's rows; and without the marks of Markdown, which cut words."""
    text = text_or_refuse(content)
    yield Text("", text)
    if MARKED.search(text):
        yield Text("without its marks", MARKS.sub("", text))
    if _is_table(name, text):
        yield Text("its rows", SEPARATORS.sub(" ", text))
    yield from _data(text, bounds, depth)


def _is_table(name: str, text: str) -> bool:
    """By its name, or because most of its lines are cut alike."""
    if name.casefold().endswith((".csv", ".tsv")):
        return True
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:-1]
    cut = sum(1 for line in lines if len(SEPARATED.findall(line)) > 1)
    return len(lines) > 1 and cut * 2 > len(lines)


def read_json(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    text = text_or_refuse(content)
    yield Text("", text)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield Text("its values", "\n".join(distinct(_values(value))))
    yield from _data(text, bounds, depth)


def _values(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += [*reversed(list(one.values())), *reversed(list(one))]
        elif isinstance(one, list):
            stack += reversed(one)
        elif one is not None:
            yield str(one)


def read_xml(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    """Word and Excel write such files too: as a part of a package."""
    try:
        root, whole = xml.parsed(content)
    except ValueError:
        yield from read_text(name, content, bounds, depth)
        yield Look("", NOT_WHOLE)
        return
    if xml.has_entities(root):
        yield Look("", ENTITIES)
    yield Text("", "\n".join(xml.texts_of(root, bounds)))
    if not whole:
        yield Text("as it stands", text_or_refuse(content))
        yield Look("", NOT_WHOLE)
    yield from _data(text_or_refuse(content), bounds, depth)


def read_svg(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    yield from read_xml(name, content, bounds, depth)
    text = text_or_refuse(content)
    drawn = "".join(re.findall(r"""\b(?:d|points)\s*=\s*["']([^"']*)""", text))
    if len(CURVES.findall(drawn)) >= MOST_DRAWN or text.count("<line") >= MOST_DRAWN or drawn.count(",") > MOST_DRAWN:
        yield Look("", DRAWN)
    if "<script" in text.casefold():
        yield Look("", SCRIPTS)


def read_html(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    """What a reader sees, and what is hidden: attributes, comments, scripts, styles, pictures in addresses."""
    text = text_or_refuse(content)
    reader = _Page()
    reader.feed(text)
    reader.close()
    yield Text("", "".join(reader.shown))
    yield Text("hidden in it", "\n".join(distinct(reader.hidden)))
    if reader.runs:
        yield Look("", SCRIPTS)
    yield from _data(text, bounds, depth)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.runs = False
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._within, self.runs = tag, self.runs or tag == "script"
        if tag in ("td", "th"):
            self.shown.append(" ")
        elif tag not in INLINE:
            self.shown.append("\n")
        self.hidden += [value for _name, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        self._within = ""
        if tag not in INLINE and tag not in ("td", "th"):
            self.shown.append("\n")

    def handle_data(self, data: str) -> None:
        (self.hidden if self._within else self.shown).append(data)

    def handle_comment(self, data: str) -> None:
        self.hidden.append(data)

    def handle_decl(self, decl: str) -> None:
        self.hidden.append(decl)

    handle_pi = unknown_decl = handle_comment


def _data(text: str, bounds: Bounds, depth: int) -> Reading:
    """Files that are written into an address."""
    for match in DATA.finditer(text):
        bounds.pause()
        kind, options, written = match.groups()
        try:
            content = base64.b64decode(written) if "base64" in options else unquote_to_bytes(written)
        except ValueError:
            yield Look("a file in an address", COULD_NOT)
            continue
        bounds.unpack(len(content))
        ending = kind.rpartition("/")[2].partition("+")[0]
        yield from inside("in an address", f"file.{ending}" if ending else "file", content, bounds, depth)
