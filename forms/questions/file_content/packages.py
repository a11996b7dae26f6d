"""Office files in a ZIP: Word, Excel, OpenDocument, by what they say they are, in whatever order their parts lie.

Reads the list of the members and unpacks none but three small ones.
"""

import io
import lzma
import struct
import zipfile
import zlib

from forms.questions.file_content.refusals import CUT_OFF, DAMAGED, LOCKED, MACROS, UNPACKED, NotAllowed

SIGNATURE = b"PK\x03\x04"
END, END_WITHIN = b"PK\x05\x06", 65_557
MOST_UNPACKED, MOST_MEMBERS, MOST_RATIO = 300 * 1024 * 1024, 5_000, 200
CONTENT_TYPES, MOST_READ = "[content_types].xml", 500_000
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
# Word on the web calls the main part word/document2.xml: only the list of types says which part that is.
MAIN_PARTS = {
    "docx": (b"wordprocessingml.document.main+xml", "word/document.xml"),
    "xlsx": (b"spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
}

# What the programs that unpack raise, each for its own way of packing; a wrong flag inside asks for a password.
UNREADABLE = (
    *(NotImplementedError, RuntimeError, OSError, ValueError, EOFError),
    *(zlib.error, lzma.LZMAError, struct.error),
)


def kind_of(content: bytes) -> str | None:
    """ "docx", "xlsx" or "odt"; None where it is another archive. Raises NotAllowed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive, len(content))
            return _Package(archive).kind
    except zipfile.BadZipFile as error:
        raise NotAllowed(DAMAGED if END in content[-END_WITHIN:] else CUT_OFF) from error
    except UNREADABLE as error:
        raise NotAllowed(DAMAGED) from error


def _check_members(archive: zipfile.ZipFile, size: int) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise NotAllowed(LOCKED)
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * size:
        raise NotAllowed(UNPACKED)


class _Package:
    """The members of an archive by name, whatever the case of their letters."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}

    @property
    def kind(self) -> str | None:
        if any("vbaproject" in name or "vba" in name and name.endswith(".bin") for name in self.members):
            raise NotAllowed(MACROS)
        if self._start_of("mimetype").strip() == ODT_TYPE:
            return self._opendocument()
        if CONTENT_TYPES not in self.members:
            return None
        types = self._start_of(CONTENT_TYPES)
        if b"macroEnabled" in types:
            raise NotAllowed(MACROS)
        for kind, (content_type, usual) in MAIN_PARTS.items():
            if content_type in types or usual in self.members:
                return kind
        return None

    def _opendocument(self) -> str:
        # Locked as one package, or part by part: the manifest then says how each is to be deciphered.
        if "encrypted-package" in self.members or b":encryption-data" in self._start_of("meta-inf/manifest.xml"):
            raise NotAllowed(LOCKED)
        if any(name.startswith("basic/") for name in self.members):
            raise NotAllowed(MACROS)
        return "odt"

    def _start_of(self, name: str) -> bytes:
        """Of a member that lies here, at most so many bytes; nothing where there is none."""
        if name not in self.members:
            return b""
        with self.archive.open(self.members[name]) as member:
            return member.read(MOST_READ)
