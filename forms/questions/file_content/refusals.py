"""Why a file is not taken. Each message continues a sentence that starts with the file's name, and says what to do."""

from django.utils.translation import gettext, gettext_noop


class NotAllowed(Exception):
    """The file is not taken; the message, in the page's language, continues a sentence that starts with its name."""

    def __str__(self) -> str:
        return gettext(super().__str__())


LOCKED = gettext_noop("is protected by a password. Save it without a password")
OTHER_LOCK = gettext_noop(
    "is protected in a way that only its owner's program can open. Save it as a PDF without protection"
)
MACROS = gettext_noop("contains macros. Save it without macros")
CUT_OFF = gettext_noop("was cut off: its end is missing. Save or copy it again and choose it once more")
DAMAGED = gettext_noop("is damaged. Open it in its own program, save it again and choose it once more")
UNPACKED = gettext_noop("is too large when unpacked. Save it as a PDF")
OLD_OFFICE = gettext_noop("is in an older Office format. Save it as .docx, .xlsx or .pdf")
SCRIPT = gettext_noop("contains a script. Print it to a PDF and choose that")
LAUNCH = gettext_noop("starts another program when it is opened. Print it to a PDF and choose that")
EMBEDDED = gettext_noop("has other files inside it. Take them out and send each by itself")
TEMPLATE = gettext_noop("loads a template or a part of itself from another computer. Save it as a PDF")
DDE = gettext_noop("fetches data from another program when it is opened (DDE). Save it as a PDF")
NESTED = gettext_noop("holds files inside files inside files. Take them out and send each by itself")
TOO_MUCH = gettext_noop("has too many parts to be checked. Print it to a PDF and choose that")
PROGRAM = gettext_noop("is a program, or starts one. Send it without that")


class InsideNotAllowed(NotAllowed):
    """A file inside the file is not taken: the message names the innermost one and says why."""

    @classmethod
    def of(cls, name: str, reason: NotAllowed) -> "InsideNotAllowed":
        return (
            reason
            if isinstance(reason, cls)
            else cls(gettext("has “%(name)s” inside it, which %(reason)s") % {"name": name, "reason": reason})
        )
