"""What kind of file this is, by its content and never by its name alone; and which kinds a question takes.

What a file has inside is looked at too, within bounds: nothing is taken that runs, starts or fetches something.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from forms.definition.shape import FILE_KINDS, USUAL_FILE_KINDS
from forms.questions.file_content import compound, inside, media, packages, pdf, texts
from forms.questions.file_content.bounds import Budget
from forms.questions.file_content.refusals import CUT_OFF, NotAllowed

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileType:
    """A format: its family, what it is called in a sentence and in a list, the endings that its name may have."""

    media_type: str
    kind: str
    called: str
    listed: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": FileType("application/pdf", "documents", gettext_noop("a PDF"), "PDF", ("pdf",)),
    "docx": FileType(
        f"{_OFFICE}.wordprocessingml.document", "documents", gettext_noop("a Word document"), "Word (docx)", ("docx",)
    ),
    "xlsx": FileType(
        f"{_OFFICE}.spreadsheetml.sheet", "documents", gettext_noop("an Excel workbook"), "Excel (xlsx)", ("xlsx",)
    ),
    "odt": FileType(
        "application/vnd.oasis.opendocument.text",
        "documents",
        gettext_noop("an OpenDocument text"),
        "OpenDocument (odt)",
        ("odt",),
    ),
    "txt": FileType(
        "text/plain", "documents", gettext_noop("a plain text"), gettext_noop("plain text (txt)"), ("txt",)
    ),
    "eml": FileType("message/rfc822", "emails", gettext_noop("an e-mail"), gettext_noop("e-mail (eml)"), ("eml",)),
    "msg": FileType(
        "application/vnd.ms-outlook",
        "emails",
        gettext_noop("an e-mail of Outlook"),
        gettext_noop("Outlook e-mail (msg)"),
        ("msg",),
    ),
    "png": FileType("image/png", "pictures", gettext_noop("a PNG picture"), "PNG", ("png",)),
    "jpeg": FileType("image/jpeg", "pictures", gettext_noop("a JPEG picture"), "JPEG", ("jpg", "jpeg")),
    "heic": FileType("image/heic", "pictures", gettext_noop("a HEIC picture"), "HEIC", ("heic", "heif")),
    "m4a": FileType(
        "audio/mp4", "audio", gettext_noop("a sound recording"), gettext_noop("sound (m4a)"), ("m4a", "mp4")
    ),
    "mp3": FileType("audio/mpeg", "audio", gettext_noop("a sound recording"), gettext_noop("sound (mp3)"), ("mp3",)),
    # Cameras and telephones do not agree on the ending.
    "mp4": FileType(
        "video/mp4", "video", gettext_noop("a video"), gettext_noop("video (mp4)"), ("mp4", "m4v", "mov", "3gp")
    ),
    "mov": FileType("video/quicktime", "video", gettext_noop("a video"), gettext_noop("video (mov)"), ("mov", "qt")),
}


def kinds_of(question: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds of files that a question takes: what its editor chose, else documents, e-mails and pictures."""
    chosen = question["rules"].get("kinds")
    return tuple(kind for kind in FILE_KINDS if kind in chosen) if chosen else USUAL_FILE_KINDS


def listed(kinds: Iterable[str] = USUAL_FILE_KINDS) -> str:
    """The formats of these kinds, as they continue “Choose …”: PDF, Word (docx), … or e-mail (eml)."""
    wanted = set(kinds)
    *most, last = [gettext(one.listed) for one in TYPES.values() if one.kind in wanted]
    return gettext("%(most)s or %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def in_words(kinds: Iterable[str] = USUAL_FILE_KINDS) -> str:
    """What a person may send, as a hint."""
    told = gettext("%(kinds)s, up to %(most)s MB each.")
    return told % {"kinds": listed(kinds), "most": settings.ATTACHMENT_MAX_BYTES // MEGABYTE}


def accepted(kinds: Iterable[str] = USUAL_FILE_KINDS) -> str:
    """The same for the browser's window to choose a file."""
    wanted = set(kinds)
    endings = dict.fromkeys(ending for one in TYPES.values() if one.kind in wanted for ending in one.endings)
    return ",".join(f".{ending}" for ending in endings)


def type_of(content: bytes, name: str, kinds: Iterable[str] = USUAL_FILE_KINDS) -> str:
    """The media type of the content. Raises NotAllowed when it is not taken, or is not what its name says."""
    kinds = tuple(kinds)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found = TYPES.get(_recognised(content, ending) or "")
    if found is None:
        meant = next((one for one in TYPES.values() if ending in one.endings), None)
        if meant is not None and meant.kind in kinds:
            told = gettext("does not hold what its name says: it is not %(called)s. Choose another file")
            raise NotAllowed(told % {"called": gettext(meant.called)})
        raise NotAllowed(gettext("is not a kind of file we can take. Choose %(kinds)s") % {"kinds": listed(kinds)})
    if found.kind not in kinds:
        told = gettext("is %(called)s, which this question does not take. Choose %(kinds)s")
        raise NotAllowed(told % {"called": gettext(found.called), "kinds": listed(kinds)})
    if ending not in found.endings:
        wanted = gettext(" or ").join(f".{one}" for one in found.endings)
        told = gettext("is %(called)s, which its name does not say. Save it again with the ending %(ending)s")
        raise NotAllowed(told % {"called": gettext(found.called), "ending": wanted})
    return found.media_type


def _recognised(content: bytes, ending: str) -> str | None:
    """The key of the format. Where a content can be read in two ways, as a text of headers can, the name decides."""
    budget = Budget()
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        if b"IEND" not in content:
            raise NotAllowed(CUT_OFF)
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(packages.SIGNATURE):
        return packages.kind_of(content, budget, lambda name, part: inside.look(name, part, budget))
    if content.startswith(compound.SIGNATURE):
        if not compound.is_mail(content):
            return None
        inside.check_outlook(content, budget)
        return "msg"
    if found := media.kind_of_boxes(content):
        return found
    start = pdf.begins_at(content)
    if start is not None and (start == 0 or ending not in ("eml", "txt")):
        pdf.check(content, start, budget)
        return "pdf"
    if content.startswith(b"ID3") or content[:1] == b"\xff" and media.is_mp3(content):
        return "mp3" if media.is_mp3(content) else None
    if ending == "eml":
        if not texts.is_mail(content):
            return None
        inside.check_mail(content, budget)
        return "eml"
    return "txt" if texts.is_plain(content) and ending == "txt" else None
