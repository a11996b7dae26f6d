"""Compound files (OLE): mail saved by Outlook, older Office formats, and Office files behind a password.

The directory says what it is: what its parts are called. Of a mail the attachments are read too.
"""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from forms.questions.file_content.bounds import Budget
from forms.questions.file_content.refusals import (
    CUT_OFF,
    DAMAGED,
    EMBEDDED,
    LOCKED,
    MACROS,
    OLD_OFFICE,
    NotAllowed,
)

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIL = "__properties_version1.0"
LOCKED_OFFICE = {"EncryptedPackage", "EncryptionInfo"}
OFFICE = {"WordDocument", "Workbook", "Book", "PowerPoint Document"}
# Where macros lie in documents, workbooks and presentations; a file that is carried along whole.
MACRO_NAMES = {"vba", "_vba_project", "_vba_project_cur", "macros", "projectwm"}
CARRIED = "\x01ole10native"
# The data of an attachment, whoever it is from (MS-OXMSG 2.1.3: property 3701, binary).
ATTACHED = "__substg1.0_37010102"
HEADER_SIZE, ENTRY_SIZE, IN_HEADER = 512, 128, 109
LAST_SECTOR, FREE = 0xFFFFFFFA, 0xFFFFFFFF
STREAM, ROOT = 2, 5
MOST_ENTRIES = 100_000
SMALL_SECTOR = 64
# In a workbook's stream, the record that names a sheet, and the kind of sheet that is a macro (MS-XLS 2.4.28).
SHEET_RECORD, MACRO_SHEET = 0x85, 1


def is_mail(content: bytes) -> bool:
    """Whether this compound file is a message of Outlook (.msg). Raises NotAllowed where it is known and not taken."""
    try:
        names = set(_Directory(content).names())
    except struct.error as error:
        raise NotAllowed(CUT_OFF) from error
    if MAIL in names:
        return True
    if names & LOCKED_OFFICE:
        raise NotAllowed(LOCKED)
    if names & OFFICE:
        raise NotAllowed(OLD_OFFICE)
    return False


def check(content: bytes, budget: Budget) -> None:
    """Raises NotAllowed where an older Office file, in a mail or another document, has macros, is locked or carries
    another file along.
    """
    try:
        directory = _Directory(content)
        entries = list(islice(directory.entries(), MOST_ENTRIES))
        names = {entry.name.lower() for entry in entries}
        if names & MACRO_NAMES:
            raise NotAllowed(MACROS)
        if names & {name.lower() for name in LOCKED_OFFICE}:
            raise NotAllowed(LOCKED)
        if CARRIED in names:
            raise NotAllowed(EMBEDDED)
        for entry in entries:
            if entry.name.lower() in ("workbook", "book") and _has_macro_sheet(directory.read(entry, budget)):
                raise NotAllowed(MACROS)
    except struct.error as error:
        raise NotAllowed(CUT_OFF) from error


def attachments(content: bytes, budget: Budget) -> Iterator[bytes]:
    """What a mail of Outlook, and the mails in it, have attached. Raises NotAllowed."""
    try:
        directory = _Directory(content)
        for entry in islice(directory.entries(), MOST_ENTRIES):
            if entry.name.lower() == ATTACHED:
                budget.part()
                yield directory.read(entry, budget)
    except struct.error as error:
        raise NotAllowed(CUT_OFF) from error


def _has_macro_sheet(workbook: bytes) -> bool:
    at = 0
    while at + 4 <= len(workbook):
        record, length = struct.unpack_from("<HH", workbook, at)
        if record == SHEET_RECORD and length >= 6 and workbook[at + 9 : at + 10] == bytes([MACRO_SHEET]):
            return True
        at += 4 + length
    return False


@dataclass(frozen=True)
class Entry:
    """One part: its name, whether it is a stream, where it starts, how many bytes it has."""

    name: str
    kind: int
    start: int
    size: int


class _Directory:
    """Reads the chain of sectors that hold the directory. Raises struct.error where the file ends too early."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._together: tuple[bytes, array[int]] | None = None
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in (9, 12):
            raise NotAllowed(DAMAGED)
        self.size = 1 << shift
        self.table = array("L", self._table())
        used = max((sector for sector, following in enumerate(self.table) if following != FREE), default=0)
        if self._offset(used) >= len(content):
            raise NotAllowed(CUT_OFF)

    def names(self) -> Iterator[str]:
        return (entry.name for entry in self.entries())

    def entries(self) -> Iterator[Entry]:
        (sector,) = struct.unpack_from("<L", self.content, 48)
        for place in self._chain(sector):
            for start in range(self._offset(place), self._offset(place + 1), ENTRY_SIZE):
                length, kind = struct.unpack_from("<HB", self.content, start + 64)
                if kind and 2 <= length <= 64:
                    name = self.content[start : start + length - 2].decode("utf-16-le", "replace")
                    first, size = struct.unpack_from("<LL", self.content, start + 116)
                    yield Entry(name, kind, first, size)

    def read(self, entry: Entry, budget: Budget) -> bytes:
        """The bytes of a stream; nothing of a part that is none."""
        if entry.kind != STREAM or not entry.size:
            return b""
        budget.take(entry.size)
        if entry.size > len(self.content):
            raise NotAllowed(DAMAGED)
        (least,) = struct.unpack_from("<L", self.content, 56)
        if entry.size >= least:
            return self._bytes(entry.start, entry.size)
        return self._small(entry, budget)

    def _bytes(self, start: int, size: int) -> bytes:
        whole = b"".join(
            self.content[self._offset(sector) : self._offset(sector + 1)]
            for sector in islice(self._chain(start), -(-size // self.size))
        )
        if len(whole) < size:
            raise NotAllowed(DAMAGED)
        return whole[:size]

    def _small(self, entry: Entry, budget: Budget) -> bytes:
        """Small streams lie side by side in one that belongs to the root."""
        if self._together is None:
            self._together = self._all_small(budget)
        together, table = self._together
        found, sector, met = b"", entry.start, set[int]()
        while len(found) < entry.size:
            if sector >= len(table) or sector in met:
                raise NotAllowed(DAMAGED)
            met.add(sector)
            found += together[sector * SMALL_SECTOR : (sector + 1) * SMALL_SECTOR]
            sector = table[sector]
        return found[: entry.size]

    def _all_small(self, budget: Budget) -> tuple[bytes, "array[int]"]:
        """The small streams, and what follows each of their sectors."""
        root = next((one for one in self.entries() if one.kind == ROOT), None)
        (first,) = struct.unpack_from("<L", self.content, 60)
        if root is None or root.size > len(self.content):
            raise NotAllowed(DAMAGED)
        budget.take(root.size)
        table = array("I")
        table.frombytes(b"".join(self.content[self._offset(one) : self._offset(one + 1)] for one in self._chain(first)))
        return self._bytes(root.start, root.size), table

    def _offset(self, sector: int) -> int:
        return (sector + 1) * self.size

    def _chain(self, sector: int) -> Iterator[int]:
        met: set[int] = set()
        while sector < len(self.table):
            if sector in met:
                raise NotAllowed(DAMAGED)
            met.add(sector)
            yield sector
            sector = self.table[sector]

    def _table(self) -> Iterator[int]:
        """What follows each sector, read from the sectors that the header and its continuations name, each once: a
        small file could else name one of its sectors so often that the table fills the memory.
        """
        each = self.size // 4
        met: set[int] = set()
        for sector in self._table_sectors(each):
            if sector in met:
                raise NotAllowed(DAMAGED)
            met.add(sector)
            yield from struct.unpack_from(f"<{each}L", self.content, self._offset(sector))

    def _table_sectors(self, each: int) -> Iterator[int]:
        sectors = struct.unpack_from(f"<{IN_HEADER}L", self.content, 76)
        (further,) = struct.unpack_from("<L", self.content, 68)
        met: set[int] = set()
        while True:
            yield from (sector for sector in sectors if sector < LAST_SECTOR)
            if further >= LAST_SECTOR:
                return
            if further in met:
                raise NotAllowed(DAMAGED)
            met.add(further)
            *found, further = struct.unpack_from(f"<{each}L", self.content, self._offset(further))
            sectors = tuple(found)
