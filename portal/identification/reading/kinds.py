"""What a file is by its first bytes, and whether its name says the same."""

import io
import re
import zipfile
from pathlib import PurePosixPath

from forms.questions.file_content import texts

PDF, ZIP, OOXML, ODF, OLE, RTF, PICTURE = "pdf", "zip", "ooxml", "odf", "ole", "rtf", "picture"
HTML, SVG, XML, JSON, MAIL, TEXT, GZIP, UNKNOWN = "html", "svg", "xml", "json", "mail", "text", "gzip", "unknown"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0")
BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"heim", b"heis")
# Which kinds the ending of a name promises. An ending that is not here promises nothing.
PROMISED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys([".pdf"], (PDF,)),
    **dict.fromkeys([".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".pptx", ".pptm", ".ppsx"], (OOXML,)),
    **dict.fromkeys([".odt", ".ods", ".odp", ".odg", ".epub"], (ODF,)),
    **dict.fromkeys([".doc", ".xls", ".ppt", ".msg"], (OLE,)),
    **dict.fromkeys([".rtf"], (RTF,)),
    **dict.fromkeys([".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".bmp"], (PICTURE,)),
    **dict.fromkeys([".heic", ".heif", ".avif", ".ico"], (PICTURE,)),
    **dict.fromkeys([".txt", ".csv", ".md", ".tsv"], (TEXT, JSON, MAIL, XML)),
    **dict.fromkeys([".html", ".htm"], (HTML, XML, TEXT)),
    ".svg": (SVG,),
    ".xml": (XML, SVG, HTML),
    ".json": (JSON, TEXT),
    ".eml": (MAIL, TEXT),
    ".zip": (ZIP,),
    ".gz": (GZIP,),
}
CHARACTERS = "utf-8", "utf-16-le", "utf-16-be"
BEGINS_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|h1|meta)\b", re.I | re.S)
BEGINS_SVG = re.compile(
    r"\s*(?:<\?xml.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?>\s*)*<(?:\w+:)?svg\b", re.I | re.S
)


def kind_of(content: bytes, name: str = "") -> str:
    """By what is in it; only texts are told apart by their names as well."""
    head = content[:1024]
    if b"%PDF-" in head:
        return PDF
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _package(content, PurePosixPath(name).suffix.casefold())
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return OLE
    if head.lstrip().startswith(b"{\\rt"):
        return RTF
    if head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return PICTURE
    if head[4:8] == b"ftyp" and head[8:12] in BRANDS:
        return PICTURE
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    return _text_kind(content, PurePosixPath(name).suffix.casefold())


def _package(content: bytes, ending: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        # Damaged: what it was is what its name says, where that is a package.
        return next((kind for kind in PROMISED.get(ending, ()) if kind in (OOXML, ODF)), ZIP)
    if "[Content_Types].xml" in names or any(name.startswith(("word/", "xl/", "ppt/")) for name in names):
        return OOXML
    return ODF if "mimetype" in names or "META-INF/manifest.xml" in names else ZIP


def _text_kind(content: bytes, ending: str) -> str:
    text = decoded(content)
    if text is None:
        return UNKNOWN
    start = text[:4096].lstrip("\ufeff")
    if BEGINS_SVG.match(start):
        return SVG
    if BEGINS_HTML.match(start) or ending in (".html", ".htm"):
        return HTML
    if start.lstrip().startswith("<?xml") or (ending == ".xml" and start.lstrip().startswith("<")):
        return XML
    if ending != ".csv" and start.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]"):
        return JSON
    if ending in (".eml", ".mbox", ".mht", ".mhtml") or (ending in ("", ".txt") and texts.is_mail(content)):
        return MAIL
    return TEXT


def decoded(content: bytes) -> str | None:
    """The letters of a text, in whatever encoding somebody's program wrote it; None where it is none."""
    if not content:
        return ""
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return _as(content, "utf-32")
    found = texts.text_of(content)
    if found is not None:
        return found
    zeros = content[:4000].count(0)
    if zeros and zeros * 3 > len(content[:4000]):
        return _as(content, "utf-16-be" if content[:2].startswith(b"\0") else "utf-16-le")
    return None


def _as(content: bytes, encoding: str) -> str | None:
    text = content.decode(encoding, "replace")
    strange = sum(1 for letter in text[:4000] if letter == "\ufffd" or (letter < " " and letter not in "\t\r\n\f\0"))
    return None if strange * 20 > len(text[:4000]) else text.replace("\0", "")


def belies_its_name(name: str, kind: str) -> bool:
    """Whether the ending promises something else than what the file is."""
    promised = PROMISED.get(PurePosixPath(name).suffix.casefold())
    return promised is not None and kind not in promised
