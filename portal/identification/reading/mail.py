"""An e-mail: every header as it is meant, every text deciphered, every attachment read as a file of its own."""

import codecs
import contextlib
from email.message import Message
from email.policy import EmailPolicy

from forms.questions.file_content.mails import BoundedHeaders, parsed
from forms.questions.file_content.refusals import NotAllowed
from portal.identification.reading import plain
from portal.identification.reading.letters import distinct
from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import NOT_WHOLE, inside

MOST_PARTS = 1_000
# What the standard library makes sense of; a longer header is read as it stands alone.
MOST_UNDERSTOOD = 16 * 1024


class _Understanding(BoundedHeaders, EmailPolicy):
    pass


def read_mail(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    # What stands before and behind the parts is in no part: all of it is read as it stands too.
    yield Text("as it stands", plain.text_or_refuse(content))
    try:
        message = parsed(content, bounds.pause, _Understanding())
    except NotAllowed:
        yield Look("", NOT_WHOLE)
        return
    for number, part in enumerate(message.walk()):
        bounds.pause()
        if number > MOST_PARTS:
            yield Look("", NOT_WHOLE)
            return
        yield Text("headers", "\n".join(distinct(_headers(part))))
        if part.is_multipart():
            continue
        yield from _part(part, bounds, depth)


def _part(part: Message, bounds: Bounds, depth: int) -> Reading:
    got = part.get_payload(decode=True)
    body = got if isinstance(got, bytes) else b""
    bounds.unpack(len(body))
    name = _name(part)
    if name or part.get_content_maintype() != "text":
        yield from inside("attached", name or f"file.{part.get_content_subtype()}", body, bounds, depth)
    elif part.get_content_subtype() == "html":
        yield from plain.read_html("", _text(part, body).encode(), bounds, depth)
    else:
        yield from plain.read_text("", _text(part, body).encode(), bounds, depth)


def _headers(part: Message) -> list[str]:
    found = []
    for name, value in part.raw_items():
        found.append(f"{name}: {value}")
        # The standard library stumbles over damaged headers in many ways; they are read as they stand in any case.
        with contextlib.suppress(Exception):
            if len(value) > MOST_UNDERSTOOD:
                continue
            found.append(str(part[name]))
    return found


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    # As with other headers.
    except Exception:
        return ""


def _text(part: Message, body: bytes) -> str:
    """In the encoding that the part names, where there is such a one."""
    try:
        return body.decode(codecs.lookup(part.get_content_charset("utf-8") or "utf-8").name, "replace")
    except (LookupError, ValueError, TypeError):
        return body.decode("utf-8", "replace")
