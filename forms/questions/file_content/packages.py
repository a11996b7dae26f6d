"""Office files in a ZIP: Word, Excel, OpenDocument, by what they say they are, in whatever order their parts lie.

Each part is unpacked by itself, within bounds and piece by piece, and thrown away: what is counted is what comes out,
never what the list of the parts says. Nothing that runs, loads or fetches is taken.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from forms.questions.file_content import marked_up
from forms.questions.file_content.bounds import MOST_PART, Budget
from forms.questions.file_content.refusals import (
    CUT_OFF,
    DAMAGED,
    DDE,
    LOCKED,
    MACROS,
    SCRIPT,
    TEMPLATE,
    UNPACKED,
    NotAllowed,
)

# Looks into a file inside the file: its name, its content.
Look = Callable[[str, bytes], None]
SIGNATURE = b"PK\x03\x04"
END, END_WITHIN = b"PK\x05\x06", 65_557
MOST_MEMBERS, MOST_RATIO, SMALL = 5_000, 200, 1024 * 1024
MOST_TOLD = 8 * 1024 * 1024
CONTENT_TYPES, PIECE = "[content_types].xml", 64 * 1024
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
# Word on the web calls the main part word/document2.xml: only the list of types says which part that is.
MAIN_PARTS = {
    "docx": ("wordprocessingml.document.main+xml", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
}
MACRO_WORDS = ("vbaproject", "vbadata", "macrosheet", "macroenabled")
# What a document may load from elsewhere when it is opened; links that somebody has to follow are none of it.
LOADED = ("attachedtemplate", "oleobject", "frame", "subdocument", "afchunk", "package", "control")
ON_A_DRIVE = re.compile(r"(?:file:/{2,5})?[A-Za-z][:|][\\/]", re.IGNORECASE)
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|\\\\|//")
DDE_CODE = re.compile(r'\s*"?\s*dde(?:auto)?(?![a-z])', re.IGNORECASE)
# A formula that names another program and what it is to do: =cmd|'/c …'!A0
DDE_FORMULA = re.compile(rb"<(?:\w{1,40}:)?f\b[^<>]{0,400}>([^<]{1,20000})")
QUOTED = re.compile(rb"\"[^\"]*\"|(?<![|;])'[^']*'")
BAR = re.compile(rb"\||&#0*124;|&#[xX]0*7[cC];")
DDE_LINK = re.compile(rb"<(?:\w+:)?ddelink\b|:dde-(?:source|connection)", re.IGNORECASE)
ODF_SCRIPT = re.compile(rb":event-listener\b|<(?:\w+:)?script\b[^>]*:language", re.IGNORECASE)
FILES_INSIDE = (SIGNATURE, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"MZ")


def kind_of(content: bytes, budget: Budget, look: Look) -> str | None:
    """ "docx", "xlsx" or "odt"; None where it is another archive. Raises NotAllowed."""
    archive = opened(content)
    package = _Package(content, archive)
    kind = package.kind(budget)
    if kind is not None:
        package.check(kind, budget, look)
    return kind


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive, of which only the list was read. Raises NotAllowed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise NotAllowed(DAMAGED if END in content[-END_WITHIN:] else CUT_OFF) from error
    except (NotImplementedError, RuntimeError, OSError, ValueError, EOFError, struct.error) as error:
        raise NotAllowed(DAMAGED) from error
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise NotAllowed(LOCKED)
    # Told already: what lies about it is found out when it is unpacked.
    told = sum(member.file_size for member in members)
    too_large = any(member.file_size > MOST_PART for member in members)
    if too_large or len(members) > MOST_MEMBERS or told > max(MOST_RATIO * len(content), SMALL):
        raise NotAllowed(UNPACKED)
    return archive


def pieces(content: bytes, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """What the member holds, piece by piece. Raises NotAllowed where it is more than its list says, or damaged."""
    budget.part()
    packed = _packed(content, member)
    count = crc = 0
    for piece in _unpacked(packed, member.compress_type):
        count += len(piece)
        crc = zlib.crc32(piece, crc)
        budget.take(len(piece))
        if count > member.file_size:
            raise NotAllowed(DAMAGED)
        yield piece
    if count != member.file_size or crc != member.CRC:
        raise NotAllowed(DAMAGED)


def _packed(content: bytes, member: zipfile.ZipInfo) -> memoryview:
    try:
        signature, name_length, more_length = struct.unpack_from("<4s22xHH", content, member.header_offset)
    except struct.error as error:
        raise NotAllowed(CUT_OFF) from error
    if signature != SIGNATURE:
        raise NotAllowed(DAMAGED)
    start = member.header_offset + 30 + name_length + more_length
    if start + member.compress_size > len(content):
        raise NotAllowed(CUT_OFF)
    return memoryview(content)[start : start + member.compress_size]


def _unpacked(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from (bytes(packed[start : start + PIECE]) for start in range(0, len(packed), PIECE))
        return
    # Office programs know no other way.
    if method != zipfile.ZIP_DEFLATED:
        raise NotAllowed(DAMAGED)
    inflating = zlib.decompressobj(-15)
    try:
        for start in range(0, len(packed), PIECE):
            waiting: bytes = bytes(packed[start : start + PIECE])
            while waiting and not inflating.eof:
                yield inflating.decompress(waiting, PIECE)
                waiting = inflating.unconsumed_tail
        while not inflating.eof and (rest := inflating.decompress(inflating.unconsumed_tail, PIECE)):
            yield rest
    except zlib.error as error:
        raise NotAllowed(DAMAGED) from error
    if not inflating.eof:
        raise NotAllowed(DAMAGED)


class _Package:
    """The members of an archive by name, whatever the case of their letters."""

    def __init__(self, content: bytes, archive: zipfile.ZipFile) -> None:
        self.content = content
        self.members: dict[str, zipfile.ZipInfo] = {}
        self.has_doubles = False
        for member in archive.infolist():
            name = member.filename.replace("\\", "/").casefold()
            self.has_doubles |= name in self.members
            self.members[name] = member

    def kind(self, budget: Budget) -> str | None:
        if any(_is_macro(name) for name in self.members):
            raise NotAllowed(MACROS)
        if self._whole("mimetype", budget).strip() == ODT_TYPE:
            return "odt"
        if CONTENT_TYPES not in self.members:
            return None
        types: set[str] = set()

        def note(_element: str, told: dict[str, str]) -> None:
            budget.part_of_many()
            types.update(value.lower() for value in told.values())

        # However it is written: as these names, it is read as the programs read it.
        listed = self._whole(CONTENT_TYPES, budget)
        if any(word.encode() in listed.lower() for word in MACRO_WORDS):
            raise NotAllowed(MACROS)
        marked_up.elements(listed, note)
        if any(word in told for told in types for word in MACRO_WORDS):
            raise NotAllowed(MACROS)
        for kind, (content_type, usual) in MAIN_PARTS.items():
            if usual in self.members or any(content_type in told for told in types):
                return kind
        return None

    def check(self, kind: str, budget: Budget, look: Look) -> None:
        """Raises NotAllowed where anything in it runs, loads or fetches, or is not what the list says."""
        if self.has_doubles:
            # Each program would take another one of two parts with one name.
            raise NotAllowed(DAMAGED)
        check = self._check_opendocument if kind == "odt" else self._check_office
        self.budget = budget
        if kind == "odt" and "encrypted-package" in self.members:
            raise NotAllowed(LOCKED)
        if kind == "odt" and any(name.startswith(("basic/", "scripts/")) for name in self.members):
            raise NotAllowed(MACROS)
        for name, member in self.members.items():
            if member.is_dir() or name in ("mimetype", CONTENT_TYPES):
                continue
            parts = pieces(self.content, member, budget)
            start = next(parts, b"")
            if name.endswith(".rels") or marked_up.is_markup(start):
                check(kind, name, b"".join((start, *parts)))
            elif start.startswith(FILES_INSIDE):
                look(member.filename, b"".join((start, *parts)))
            else:
                for _piece in parts:
                    pass

    def _check_office(self, kind: str, name: str, part: bytes) -> None:
        if name.endswith(".rels"):
            marked_up.elements(part, self._check_relation)
        elif kind == "docx":
            # Names of elements cannot be written in another way, so this says whether there is any field at all.
            if marked_up.has(part, b"instr"):
                marked_up.field_codes(part, self._check_code)
        else:
            if part.startswith(marked_up.WIDE):
                raise NotAllowed(DAMAGED)
            if DDE_LINK.search(part) or any(map(_asks_a_program, DDE_FORMULA.findall(part))):
                raise NotAllowed(DDE)

    def _check_code(self, code: str) -> None:
        self.budget.part_of_many()
        if DDE_CODE.match(code):
            raise NotAllowed(DDE)

    def _check_relation(self, _element: str, told: dict[str, str]) -> None:
        self.budget.part_of_many()
        kind, target = told.get("type", "").lower(), told.get("target", "")
        if any(word in kind or word in target.lower() for word in MACRO_WORDS):
            raise NotAllowed(MACROS)
        is_loaded = told.get("targetmode", "").lower() == "external" and kind.rpartition("/")[2] in LOADED
        if is_loaded and _is_elsewhere(target):
            raise NotAllowed(TEMPLATE)

    def _check_template(self, element: str, told: dict[str, str]) -> None:
        self.budget.part_of_many()
        if element == "template" and _is_elsewhere(told.get("href", "")):
            raise NotAllowed(TEMPLATE)

    def _check_opendocument(self, kind: str, name: str, part: bytes) -> None:
        if part.startswith(marked_up.WIDE):
            raise NotAllowed(DAMAGED)
        # Locked part by part: the manifest then says how each is to be deciphered.
        if name == "meta-inf/manifest.xml" and b":encryption-data" in part:
            raise NotAllowed(LOCKED)
        if ODF_SCRIPT.search(part):
            raise NotAllowed(SCRIPT)
        if b"template" in part:
            marked_up.elements(part, self._check_template)
        if DDE_LINK.search(part):
            raise NotAllowed(DDE)

    def _whole(self, name: str, budget: Budget) -> bytes:
        """A member that lies here; nothing where there is none."""
        member = self.members.get(name)
        if member is not None and member.file_size > MOST_TOLD:
            raise NotAllowed(UNPACKED)
        return b"".join(pieces(self.content, member, budget)) if member is not None else b""


def _is_macro(name: str) -> bool:
    return any(word in name for word in MACRO_WORDS) or "vba" in name and name.endswith(".bin")


def _asks_a_program(formula: bytes) -> bool:
    """Of what stands in no text and names no sheet: a bar, and what the program is to do behind it."""
    bare = QUOTED.sub(b"", formula)
    bar = BAR.search(bare)
    return bar is not None and b"!" in bare[bar.end() :]


def _is_elsewhere(target: str) -> bool:
    """Whether it is on another computer: on a drive of one's own, or beside the document, it is not."""
    target = target.strip()
    return ON_A_DRIVE.match(target) is None and ELSEWHERE.match(target) is not None
