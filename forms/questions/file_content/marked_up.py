"""XML as it lies in office files: elements by their names, the codes of Word's fields. Nothing is resolved."""

import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from forms.questions.file_content.refusals import DAMAGED, NotAllowed

# What expat itself can read; in any other encoding a name could hide from whoever looks at the bytes.
ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1"}
TOLD = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
CODES = re.compile(r"\s*quote\s+([\d\s]+)$", re.IGNORECASE)
LONGEST_CODE = 10_000


def is_markup(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or start.startswith(WIDE)


def has(content: bytes, word: bytes) -> bool:
    """Whether the word stands anywhere in it, in one byte a letter or two."""
    wide = b"\x00".join(word[at : at + 1] for at in range(len(word)))
    return word in content or wide in content


def elements(content: bytes, tell: Callable[[str, dict[str, str]], None]) -> None:
    """Tell each element with its attributes, both without prefixes and in small letters. Raises NotAllowed."""

    def begun(name: str, attributes: dict[str, str]) -> None:
        tell(_bare(name), {_bare(key): value for key, value in attributes.items()})

    _read(content, StartElementHandler=begun)


def field_codes(content: bytes, tell: Callable[[str], None]) -> None:
    """Tell what each field of a Word document does, put together from however many runs; those within others first.

    A field that only spells letters by their numbers counts as these letters in the field around it. “” is told of each
    element that is no field, so that whoever listens can end it. Raises NotAllowed.
    """
    open_fields: list[str] = []
    inside = {"instruction": False}

    def add(text: str) -> None:
        if open_fields:
            open_fields[-1] = (open_fields[-1] + text)[:LONGEST_CODE]
        else:
            tell(text)

    def begun(name: str, attributes: dict[str, str]) -> None:
        name = _bare(name)
        told = {_bare(key): value for key, value in attributes.items()}
        if name == "instrtext":
            inside["instruction"] = True
        elif name == "fldsimple":
            tell(told.get("instr", ""))
        elif name == "fldchar" and told.get("fldchartype") == "begin":
            open_fields.append("")
        elif name == "fldchar" and told.get("fldchartype") == "end" and open_fields:
            code = open_fields.pop()
            tell(code)
            if open_fields:
                add(_spelt(code))
        tell("")

    def ended(name: str) -> None:
        if _bare(name) == "instrtext":
            inside["instruction"] = False

    def typed(text: str) -> None:
        if inside["instruction"]:
            add(text)

    _read(content, StartElementHandler=begun, EndElementHandler=ended, CharacterDataHandler=typed)
    for code in open_fields:
        tell(code)


def _spelt(code: str) -> str:
    found = CODES.match(code)
    if found is None:
        return ""
    return "".join(chr(int(number)) for number in found.group(1).split() if len(number) < 6)


def _bare(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _read(content: bytes, **handlers: Any) -> None:
    told = TOLD.search(content[:400])
    if told is not None and told.group(1).decode().lower() not in ENCODINGS:
        raise NotAllowed(DAMAGED)
    # Office files define nothing of their own: where one does, it hides something, or multiplies.
    if has(content, b"<!DOCTYPE") or has(content, b"<!ENTITY"):
        raise NotAllowed(DAMAGED)
    parser = expat.ParserCreate()
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise NotAllowed(DAMAGED) from error
