"""Plain text in the encodings that people's programs write, and e-mails however their program begins them."""

import codecs
import re
from email.parser import BytesHeaderParser

# What a browser could run or draw, where it takes a text for a page.
MARKUP = re.compile(r"<\s*(!doctype|html|head|body|svg|script|iframe|object|embed|\?xml|\?php)", re.IGNORECASE)
LOOKED_AT = 8192
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
HEADERS = {"from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version", "delivered-to"}
MOST_HEADERS = 512 * 1024
# Apple Mail's own files begin with the length, mailboxes with a line that says who it is from.
BEFORE_HEADERS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:\d{1,12}\s*\r?\n)?(?:>?From [^\r\n]*\r?\n)?")
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")


def text_of(content: bytes) -> str | None:
    """The text, where it is one: UTF-8, UTF-16 with its mark, or one byte a letter as older programs write."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return _decoded(content, encoding)
    found = _decoded(content, "utf-8")
    return _decoded(content, "cp1252", "replace") if found is None else found


def _decoded(content: bytes, encoding: str, errors: str = "strict") -> str | None:
    try:
        text = content.decode(encoding, errors)
    except UnicodeDecodeError:
        return None
    return None if NOT_TEXT.search(text) else text


def is_plain(content: bytes) -> bool:
    """Whether this is a text that no browser would take for a page."""
    text = text_of(content)
    return text is not None and not MARKUP.search(text[:LOOKED_AT])


def is_mail(content: bytes) -> bool:
    """Whether it begins with the headers of an e-mail: any headers, of which one is among those every mail has."""
    begun = BEFORE_HEADERS.match(content)
    head = END_OF_HEADERS.split(content[begun.end() if begun else 0 :][:MOST_HEADERS], 1)[0]
    if b"\x00" in head:
        return False
    return any(name.lower() in HEADERS for name in BytesHeaderParser().parsebytes(head + b"\n\n"))
