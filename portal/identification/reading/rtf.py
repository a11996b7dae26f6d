"""Rich Text Format: every text of every destination, shown or not, and what is packed into it."""

import re
from dataclasses import dataclass, field, replace

from portal.identification.reading.letters import distinct
from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import inside
from portal.identification.reading.xml import is_font

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
BREAKS = {"par", "line", "sect", "page", "row", "pard"}
SPACES = {"tab", "cell", "nestcell", "emspace", "enspace", "qmspace"}
SIGNS = {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emdash": "—", "endash": "–", "bullet": "•"}
# What the program writes for itself.
OWN = {
    "fonttbl",
    "colortbl",
    "stylesheet",
    "latentstyles",
    "rsidtbl",
    "generator",
    "themedata",
    "datastore",
    "listtable",
}
PACKED = {"pict", "objdata", "themedata", "datastore", "blipuid", "colorschememapping"}
PICTURE = "there is a picture in it: look at what it shows"
OBJECT = "there is another file in it: open it and look"


@dataclass(frozen=True)
class _Group:
    destination: str = ""
    skip: int = 1
    hidden: bool = False


@dataclass
class _Document:
    shown: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    aside: dict[str, list[str]] = field(default_factory=dict)
    packed: list[tuple[str, bytes]] = field(default_factory=list)

    def say(self, text: str, group: _Group) -> None:
        if group.destination and group.destination not in ("rtf", "shown"):
            self.aside.setdefault(group.destination, []).append(text)
            return
        self.shown.append(text)
        (self.hidden if group.hidden else self.plain).append(text)


def read_rtf(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    document = _parse(content, bounds)
    shown = "".join(document.shown)
    yield Text("", shown)
    if (plain := "".join(document.plain)) != shown:
        yield Text("without what is hidden", plain)
        yield Text("what is hidden or deleted", "".join(document.hidden))
    for destination, pieces in document.aside.items():
        text = "".join(pieces)
        if destination in PACKED:
            continue
        if destination == "fonttbl":
            text = "\n".join(one for one in distinct(text.split(";")) if not is_font(one))
        yield Text("what is not shown", text)
    for destination, packed in document.packed:
        bounds.unpack(len(packed))
        yield Look("", PICTURE if destination == "pict" else OBJECT)
        yield from inside("in it", "", packed, bounds, depth)


def _parse(content: bytes, bounds: Bounds) -> _Document:
    document, group, stack = _Document(), _Group(), list[_Group]()
    page, starred, skipped = "cp1252", False, 0
    hexed: list[bytes] = []
    place, number = 0, 0
    while match := TOKEN.match(content, place):
        place, number = match.end(), number + 1
        if number % 5000 == 0:
            bounds.pause()
        word, argument, byte, sign, brace, letters = match.groups()
        if brace == b"{":
            stack.append(group)
        elif brace == b"}":
            if hexed and group.destination in PACKED:
                _unpack(document, group.destination, hexed)
                hexed = []
            group = stack.pop() if stack else _Group()
        elif word is not None:
            key = word.decode()
            value = int(argument) if argument else None
            if key == "bin" and value:
                document.packed.append((group.destination or "pict", content[place : place + value]))
                place += value
            elif key == "u" and value is not None:
                document.say(chr(value % 65536), group)
                skipped = group.skip
            elif key == "uc" and value is not None:
                group = replace(group, skip=value)
            elif key == "ansicpg" and value:
                page = _codec(f"cp{value}")
            elif key in ("v", "deleted"):
                group = replace(group, hidden=value != 0)
            elif key in BREAKS or key in SPACES:
                document.say("\n" if key in BREAKS else " ", group)
            elif key in SIGNS:
                document.say(SIGNS[key], group)
            elif starred or key in OWN or key in PACKED or key == "info":
                group = replace(group, destination=key)
            starred = False
        elif byte is not None:
            if skipped:
                skipped -= 1
            else:
                document.say(bytes.fromhex(byte.decode()).decode(page, "replace"), group)
        elif sign is not None:
            starred = sign == b"*"
            document.say({b"~": "\u00a0", b"_": "-", b"-": "", b"*": ""}.get(sign, sign.decode("latin-1")), group)
        elif letters is not None:
            if group.destination in PACKED:
                hexed.append(letters)
                continue
            kept = letters[skipped:]
            skipped = max(0, skipped - len(letters))
            document.say(kept.decode(page, "replace"), group)
    return document


def _unpack(document: _Document, destination: str, hexed: list[bytes]) -> None:
    figures = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(hexed))
    packed = bytes.fromhex(figures[: len(figures) // 2 * 2].decode())
    if len(packed) > 16:
        document.packed.append((destination, packed))


def _codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
