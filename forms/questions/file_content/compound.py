"""Compound files (OLE): mail saved by Outlook, older Office formats, and Office files behind a password.

Only the directory is read: what the parts of the file are called says what it is.
"""

import struct
from array import array
from collections.abc import Iterator

from forms.questions.file_content.refusals import CUT_OFF, DAMAGED, LOCKED, OLD_OFFICE, NotAllowed

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIL = "__properties_version1.0"
LOCKED_OFFICE = {"EncryptedPackage", "EncryptionInfo"}
OFFICE = {"WordDocument", "Workbook", "Book", "PowerPoint Document"}
HEADER_SIZE, ENTRY_SIZE, IN_HEADER = 512, 128, 109
LAST_SECTOR, FREE = 0xFFFFFFFA, 0xFFFFFFFF


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


class _Directory:
    """Reads the chain of sectors that hold the directory. Raises struct.error where the file ends too early."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in (9, 12):
            raise NotAllowed(DAMAGED)
        self.size = 1 << shift
        self.table = array("L", self._table())
        used = max((sector for sector, following in enumerate(self.table) if following != FREE), default=0)
        if self._offset(used) >= len(content):
            raise NotAllowed(CUT_OFF)

    def names(self) -> Iterator[str]:
        (sector,) = struct.unpack_from("<L", self.content, 48)
        for place in self._chain(sector):
            for start in range(self._offset(place), self._offset(place + 1), ENTRY_SIZE):
                length, kind = struct.unpack_from("<HB", self.content, start + 64)
                if kind and 2 <= length <= 64:
                    yield self.content[start : start + length - 2].decode("utf-16-le", "replace")

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
