"""Compound files (OLE): older Office files, mail of Outlook, macros, objects in Office files. Every stream is read.

Of older Office files the words are read as they lie in the streams, in one byte a letter or two: their order and what
is deleted is known to their programs only, so a person looks as well.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from portal.identification.reading.letters import open_words
from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import COULD_NOT, NOT_WHOLE, inside

OLD = "this is a file of an older Office program, of which only the words are read: open it and look"
MACROS = "it holds macros: open it and look"
LOCKED = "it is locked with a password: open it and look"
END = 0xFFFFFFFA
FILES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"GIF8",
)
MOST_INNER = 50
# Texts of a message of Outlook stand in streams of this name, ending in its kind of text.
PROPERTY = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})")
ATTACHED = "3701"


@dataclass(frozen=True)
class Stream:
    name: str
    content: bytes


def read_compound(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    try:
        streams = list(streams_of(content, bounds))
    except (struct.error, ValueError, IndexError, OverflowError):
        streams = []
        yield Look("", COULD_NOT)
    names = {stream.name for stream in streams}
    if {"EncryptedPackage", "EncryptionInfo"} & names:
        yield Look("", LOCKED)
    is_mail = any(one.startswith("__properties") for one in names)
    if streams and not is_mail:
        yield Look("", OLD)
    yield Text("names in it", "\n".join(sorted(names)))
    for stream in streams:
        bounds.pause()
        yield from _stream(stream, bounds, depth)
    if {"VBA", "_VBA_PROJECT", "dir", "Macros"} & names:
        yield Look("", MACROS)
    # Sectors that no stream has any more hold what was deleted.
    yield Text("words in it", open_words(content))


def _stream(stream: Stream, bounds: Bounds, depth: int) -> Reading:
    told = PROPERTY.fullmatch(stream.name)
    if told and told.group(2) == "001F":
        yield Text("", stream.content.decode("utf-16-le", "replace"))
    elif told and told.group(2) == "001E":
        yield Text("", stream.content.decode("cp1252", "replace"))
    elif told and told.group(1) == ATTACHED:
        yield from inside("attached", "", stream.content, bounds, depth)
    else:
        yield Text("", open_words(stream.content))
        if source := macro_source(stream.content):
            yield Text("a macro", source)
        yield from _files_in(stream.content, bounds, depth)


def _files_in(content: bytes, bounds: Bounds, depth: int) -> Reading:
    """Files that begin somewhere in a stream: objects and pictures."""
    begun = 0
    for sign in FILES:
        place = content.find(sign)
        while place >= 0 and begun < MOST_INNER:
            begun += 1
            yield from inside("in it", "", content[place:], bounds, depth)
            place = content.find(sign, place + len(sign)) if sign in FILES[2:4] else -1


def macro_source(content: bytes) -> str:
    """The source of a macro in a stream, unpacked as Office packs it; "" where there is none."""
    found: list[bytes] = []
    place = content.find(b"\x00Attribut")
    while place >= 3 and len(found) < MOST_INNER:
        found.append(_unpacked(content[place - 3 :]))
        place = content.find(b"\x00Attribut", place + 1)
    return "\n".join(one.decode("cp1252", "replace") for one in found)


def _unpacked(content: bytes) -> bytes:
    """MS-OVBA 2.4.1: chunks of at most 4096 bytes, each a row of letters and of places to copy from."""
    made, place = bytearray(), 1
    while place + 2 < len(content) and len(made) < 1_000_000:
        (head,) = struct.unpack_from("<H", content, place)
        end = min(len(content), place + (head & 0x0FFF) + 3)
        place, start = place + 2, len(made)
        if not head & 0x8000:
            made += content[place:end]
            place = end
            continue
        while place < end:
            flags, place = content[place], place + 1
            for bit in range(8):
                if place >= end:
                    break
                if not flags >> bit & 1:
                    made.append(content[place])
                    place += 1
                    continue
                if place + 1 >= end:
                    place = end
                    break
                (token,) = struct.unpack_from("<H", content, place)
                place += 2
                bits = max(4, (len(made) - start - 1).bit_length())
                length = (token & (0xFFFF >> bits)) + 3
                back = (token >> (16 - bits)) + 1
                if back > len(made):
                    return bytes(made)
                for _ in range(length):
                    made.append(made[-back])
    return bytes(made)


def streams_of(content: bytes, bounds: Bounds) -> Iterator[Stream]:
    """Every stream with its name. Raises struct.error or ValueError where the file is damaged."""
    (shift, small_shift) = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or small_shift > shift:
        raise ValueError("This is no compound file.")
    size = 1 << shift
    table = _table(content, size)
    directory = b"".join(_chain(content, table, struct.unpack_from("<L", content, 48)[0], size))
    (smallest,) = struct.unpack_from("<L", content, 56)
    small_table = _numbers(b"".join(_chain(content, table, struct.unpack_from("<L", content, 60)[0], size)))
    small = b""
    for start in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, start + 64)
        if not kind or length > 64:
            continue
        name = directory[start : start + max(0, length - 2)].decode("utf-16-le", "replace")
        first, long = struct.unpack_from("<LL", directory, start + 116)
        if kind == 5:
            small = b"".join(_chain(content, table, first, size))
        in_small = kind == 2 and long < smallest
        if in_small:
            pieces = _pieces(small, small_table, first, 1 << small_shift)
        else:
            pieces = _chain(content, table, first, size) if kind == 2 else iter(())
        found = b"".join(pieces)[:long]
        bounds.unpack(len(found))
        yield Stream(name, found)


def _table(content: bytes, size: int) -> list[int]:
    sectors = list(struct.unpack_from("<109L", content, 76))
    (further,) = struct.unpack_from("<L", content, 68)
    met: set[int] = set()
    while further < END and further not in met and (further + 2) * size <= len(content) + size:
        met.add(further)
        numbers = _numbers(content[(further + 1) * size : (further + 2) * size])
        if not numbers:
            break
        sectors += numbers[:-1]
        further = numbers[-1]
    table: list[int] = []
    for sector in dict.fromkeys(one for one in sectors if one < END):
        table += _numbers(content[(sector + 1) * size : (sector + 2) * size])
    return table


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}L", content[: len(content) // 4 * 4]))


def _chain(content: bytes, table: list[int], sector: int, size: int) -> Iterator[bytes]:
    yield from _pieces(content[size:], table, sector, size)


def _pieces(content: bytes, table: list[int], sector: int, size: int) -> Iterator[bytes]:
    met: set[int] = set()
    while sector < len(table) and sector not in met:
        met.add(sector)
        yield content[sector * size : (sector + 1) * size]
        sector = table[sector]
    if sector in met:
        raise ValueError(NOT_WHOLE)
