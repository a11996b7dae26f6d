"""What kind of file this is, by its content and never by its name alone."""

import io
import re
import zipfile

from django.conf import settings

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
PNG, JPEG, HEIC, TEXT, EMAIL = "image/png", "image/jpeg", "image/heic", "text/plain", "message/rfc822"

ENDINGS = {
    PDF: {"pdf"},
    DOCX: {"docx"},
    XLSX: {"xlsx"},
    ODT: {"odt"},
    PNG: {"png"},
    JPEG: {"jpg", "jpeg"},
    HEIC: {"heic", "heif"},
    TEXT: {"txt"},
    EMAIL: {"eml"},
}
ALLOWED_WORDS = "PDF, Word (docx), Excel (xlsx), OpenDocument (odt), PNG, JPEG, HEIC, plain text or e-mail (eml)"
# For the browser's window to choose a file.
ACCEPTED = ".pdf,.docx,.xlsx,.odt,.png,.jpg,.jpeg,.heic,.txt,.eml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
MOST_UNPACKED, MOST_MEMBERS, MOST_RATIO = 300 * 1024 * 1024, 5_000, 200
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|svg|script|iframe|object|embed|\?xml|\?php)", re.IGNORECASE)
MAIL_HEADER = re.compile(
    rb"^(received|return-path|from|to|date|subject|message-id|mime-version|x-[\w-]+):", re.IGNORECASE
)


def in_words() -> str:
    """What a person may send, as a hint."""
    most = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
    return f"{ALLOWED_WORDS}, up to {most} MB each."


class NotAllowed(Exception):
    """The file's content is not taken; the message continues a sentence that starts with its name."""


def type_of(content: bytes, name: str) -> str:
    """The media type of the content. Raises NotAllowed when it is not taken, or is not what its name says."""
    found = _by_signature(content) or _as_text(content, name)
    if found is None:
        raise NotAllowed(f"is not a kind of file we can take. Choose {ALLOWED_WORDS}")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS[found]:
        wanted = " or ".join(f".{one}" for one in sorted(ENDINGS[found]))
        raise NotAllowed(f"does not hold what its name says. Save it again with the ending {wanted}")
    return found


def _by_signature(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return _check_pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return HEIC
    if content.startswith(b"PK\x03\x04"):
        return _check_archive(content)
    if content.startswith(OLE):
        raise NotAllowed(
            "is protected by a password or in an older Office format. "
            "Save it as .docx, .xlsx or .pdf, without a password"
        )
    return None


def _check_pdf(content: bytes) -> str:
    if re.search(rb"/Encrypt\b", content):
        raise NotAllowed("is protected by a password. Save it without a password")
    return PDF


def _check_archive(content: bytes) -> str | None:
    """The office document that this archive is. Reads the list of its members; unpacks none but two small ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise NotAllowed("is protected by a password. Save it without a password")
            unpacked = sum(member.file_size for member in members)
            if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content):
                raise NotAllowed("is too large when unpacked. Save it as a PDF")
            names = {member.filename for member in members}
            if any(
                "vbaproject" in one.lower() or one.lower().endswith(".bin") and "vba" in one.lower() for one in names
            ):
                raise NotAllowed("contains macros. Save it without macros")
            return _office_type(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise NotAllowed("is damaged or was cut off. Save it again and choose it once more") from error


def _office_type(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    if "mimetype" in names and archive.read("mimetype")[:200].strip() == ODT.encode():
        if any(one.startswith("Basic/") for one in names):
            raise NotAllowed("contains macros. Save it without macros")
        return ODT
    if "[Content_Types].xml" not in names:
        return None
    if b"macroEnabled" in archive.read("[Content_Types].xml")[:200_000]:
        raise NotAllowed("contains macros. Save it without macros")
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _as_text(content: bytes, name: str) -> str | None:
    """Plain text or an e-mail, told apart by the name; nothing a browser could run."""
    if b"\x00" in content:
        return None
    if name.lower().endswith(".eml"):
        return EMAIL if MAIL_HEADER.match(content.lstrip()) else None
    if MARKUP.search(content[:8192]):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in content[:8192]):
            return None
    return TEXT if name.lower().endswith(".txt") else None
