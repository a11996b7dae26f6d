"""JSON read with the line on which each value stands, so that a refusal can say where to look.

The standard library's reader keeps no lines, takes NaN, and lets a key that stands twice win silently.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Any, NoReturn

Path = tuple[str | int, ...]
# The line, the path, and what is wrong there.
Fault = tuple[int, Path, str]

MOST_BYTES = 2_000_000
# The deepest place of a form, a rule in nested groups of conditions, is twelve deep.
DEEPEST = 24
BLANK = re.compile(r"[ \t\r\n]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
WORD = re.compile(r"[A-Za-z_][\w-]*|-Infinity")
LONGEST_NUMBER = 30
TOO_EARLY = "the file ends too early. Is the last part missing?"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


class Broken(Exception):
    """This is not JSON as a form file needs it. `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(f"Line {line}, column {column}: {reason}")


@dataclass
class Located:
    """What was read. `lines`: by path; a member of an object is found on the line of its key.

    `faults`: what JSON would allow but a form must not hold.
    """

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of this value, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at_lines(self, faults: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
        """The faults of somebody who knows no lines."""
        return ((self.line(path), path, what) for path, what in faults)


def text_of(content: bytes) -> str:
    """The file as text. Raises Broken when it is too large or not UTF-8."""
    if len(content) > MOST_BYTES:
        raise Broken(1, 1, f"the file is larger than {MOST_BYTES // 1_000_000} MB, which no form is.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise Broken(before.count(b"\n") + 1, column, "this is not text in UTF-8. Save the file as UTF-8.") from None


def read(text: str) -> Located:
    """The value with its lines. Raises Broken at the first place that is not JSON."""
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.line_ends = [found.start() for found in re.finditer("\n", text)]
        self.found = Located()

    def whole(self) -> Located:
        self.found.value = self.value(())
        self.blank()
        if self.place < len(self.text):
            self.broken("the form ends before this. Remove what follows the last }.")
        return self.found

    def value(self, path: Path) -> Any:
        self.blank()
        self.found.lines.setdefault(path, self.line())
        if len(path) > DEEPEST:
            self.broken("too many brackets inside each other.")
        match self.peek():
            case "{":
                return self.object(path)
            case "[":
                return self.list(path)
            case '"':
                return self.string(path)
            case "":
                self.broken(TOO_EARLY)
        return self.number_or_word()

    def object(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        self.place += 1
        while self.another(bool(result), "}"):
            if self.peek() != '"':
                self.broken('a name in "double quotes" is expected here.' if self.peek() else TOO_EARLY)
            line = self.line()
            key = self.string(path)
            here = (*path, key)
            if key in result:
                self.found.faults.append((line, here, f"“{key}” stands twice. Keep one of them"))
            self.found.lines[here] = line
            self.blank()
            if self.peek() != ":":
                self.broken(f"a colon is missing after “{key}”.")
            self.place += 1
            result[key] = self.value(here)
        return result

    def list(self, path: Path) -> list[Any]:
        result: list[Any] = []
        self.place += 1
        while self.another(bool(result), "]"):
            result.append(self.value((*path, len(result))))
        return result

    def another(self, begun: bool, end: str) -> bool:
        """Whether another member follows; steps over the comma before it, or over the end."""
        self.blank()
        if self.peek() == end:
            self.place += 1
            return False
        if not begun:
            return True
        if self.peek() != ",":
            self.broken(f"a comma or {end} is expected here." if self.peek() else TOO_EARLY)
        self.place += 1
        self.blank()
        if self.peek() == end:
            self.broken(f"remove the comma before {end}.")
        return True

    def string(self, path: Path) -> str:
        line = self.line()
        try:
            text, self.place = scanstring(self.text, self.place + 1, True)
        except JSONDecodeError as error:
            self.place = error.pos
            fault = error.msg.removesuffix(" at").removesuffix(": ")
            self.broken(_STRING_FAULTS.get(fault, "this text is not written as JSON wants it."))
        if UNSTORABLE.search(text):
            self.found.faults.append((line, path, "it holds a character that cannot be stored. Remove it"))
        return text

    def number_or_word(self) -> Any:
        if (found := NUMBER.match(self.text, self.place)) is not None:
            return self.number(found)
        if (found := WORD.match(self.text, self.place)) is not None:
            if found[0] in WORDS:
                self.place = found.end()
                return WORDS[found[0]]
            if found[0] in ("NaN", "Infinity", "-Infinity"):
                self.broken(f"{found[0]} is not a number that a form can hold. Write a number or leave it out.")
            self.broken(f'“{found[0][:40]}” is not JSON. Write text in "double quotes".')
        if self.peek() == "'":
            self.broken('write text in "double quotes", not in single ones.')
        if self.peek() in ("/", "#"):
            self.broken("JSON has no comments. Remove this one.")
        self.broken(f"“{self.peek()}” is not expected here.")

    def number(self, found: re.Match[str]) -> int | float:
        if len(found[0]) > LONGEST_NUMBER:
            self.broken("this number is too long.")
        number = int(found[0]) if found[1] is None and found[2] is None else float(found[0])
        if not math.isfinite(number):
            self.broken("this number is too large.")
        self.place = found.end()
        return number

    def blank(self) -> None:
        self.place = BLANK.match(self.text, self.place).end()  # type: ignore[union-attr]  # it matches nothing, too

    def peek(self) -> str:
        return self.text[self.place : self.place + 1]

    def line(self) -> int:
        return bisect_right(self.line_ends, self.place - 1) + 1

    def broken(self, reason: str) -> NoReturn:
        start = self.line_ends[self.line() - 2] + 1 if self.line() > 1 else 0
        raise Broken(self.line(), self.place - start + 1, reason)


_STRING_FAULTS = {
    "Unterminated string starting": 'the closing " of this text is missing.',
    "Invalid control character": 'this text is broken by a new line or a tab. Close it with ", or write \\n.',
    "Invalid \\escape": "a single backslash cannot stand in a text. Write two: \\\\",
    "Invalid \\uXXXX escape": "after \\u come four hexadecimal digits.",
}
