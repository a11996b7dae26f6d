"""Looks into the files that a file has inside: attachments of a mail, objects of a document, parts of an archive."""

from forms.questions.file_content import compound, mails, packages, pdf, texts
from forms.questions.file_content.bounds import Budget
from forms.questions.file_content.refusals import DAMAGED, MACROS, PROGRAM, InsideNotAllowed, NotAllowed

# What a double click would start.
PROGRAMS = (
    *("exe", "com", "scr", "pif", "cpl", "msi", "msp", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh"),
    *("hta", "lnk", "url", "jar", "reg", "dll", "iso", "img", "vhd", "chm", "scf", "settingcontent-ms", "one", "xll"),
)
MACRO_ENDINGS = ("docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam", "xlsb")
STARTED = (b"MZ", b"\x7fELF", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00")
NO_NAME = mails.UNNAMED


def check_mail(content: bytes, budget: Budget) -> None:
    """Raises NotAllowed where something in the mail would not be taken by itself, or nothing could be said of it."""
    for name, attached in mails.attachments(content, budget):
        look(name, attached, budget)


def check_outlook(content: bytes, budget: Budget) -> None:
    """The same of a mail that Outlook saved."""
    for attached in compound.attachments(content, budget):
        look(str(NO_NAME), attached, budget)


def look(name: str, content: bytes, budget: Budget) -> None:
    """Raises NotAllowed, which names the file inside, where it runs, fetches, is locked or cannot be unpacked. What
    only shows something is nobody's business here: the question's kinds are about what was sent.
    """
    with budget.deeper():
        try:
            _look(name, content, budget)
        except NotAllowed as refusal:
            raise InsideNotAllowed.of(name, refusal) from refusal


def _look(name: str, content: bytes, budget: Budget) -> None:
    ending = name.rpartition(".")[2].lower().strip(" .") if "." in name else ""
    if content.startswith(STARTED) or ending in PROGRAMS:
        raise NotAllowed(PROGRAM)
    if ending in MACRO_ENDINGS:
        raise NotAllowed(MACROS)
    if content.startswith(packages.SIGNATURE):
        _look_into_archive(content, budget)
    elif content.startswith(compound.SIGNATURE):
        _look_into_compound(content, budget)
    elif pdf.begins_at(content) is not None:
        pdf.check_still(content, budget)
    elif ending == "eml" or texts.is_mail(content[: texts.MOST_HEADERS]) and _is_whole_mail(content):
        check_mail(content, budget)


def _is_whole_mail(content: bytes) -> bool:
    """Text that only begins like a mail is text."""
    return b"\ncontent-type:" in content[: texts.MOST_HEADERS].lower()


def _look_into_archive(content: bytes, budget: Budget) -> None:
    def inner(name: str, part: bytes) -> None:
        look(name, part, budget)

    if packages.kind_of(content, budget, inner) is not None:
        return
    archive = packages.opened(content)
    for member in archive.infolist():
        if not member.is_dir():
            inner(member.filename, b"".join(packages.pieces(content, member, budget)))


def _look_into_compound(content: bytes, budget: Budget) -> None:
    try:
        is_outlook = compound.is_mail(content)
    except NotAllowed as refusal:
        if str(refusal) == DAMAGED:
            raise
        is_outlook = False
    if is_outlook:
        check_outlook(content, budget)
    else:
        compound.check(content, budget)
