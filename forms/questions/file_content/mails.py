"""What e-mails have attached, the mails attached to them included."""

from collections.abc import Callable, Iterator
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesFeedParser
from email.policy import Compat32, Policy
from typing import Any

from django.utils.translation import gettext_lazy

from forms.questions.file_content.bounds import Budget
from forms.questions.file_content.refusals import DAMAGED, TOO_MUCH, NotAllowed
from forms.questions.file_content.texts import BEFORE_HEADERS

UNNAMED = gettext_lazy("an attachment")
# Lines that may begin a part. To take a mail apart takes the longer the more of them there are.
MOST_BOUNDARIES = 5_000
# Of one header: those that say what a part is are taken apart in a time that grows with the square of their length.
MOST_ABOUT_PART, MOST_HEADER = 8 * 1024, 256 * 1024
# Parts in parts make each line cost as much as they are deep: between pieces of this size the time is looked at.
PIECE = 8 * 1024


class BoundedHeaders:
    """For a policy of the standard library's: no header longer than is ever meant."""

    def header_source_parse(self, sourcelines: list[str]) -> Any:
        most = MOST_ABOUT_PART if sourcelines[0][:8].lower() == "content-" else MOST_HEADER
        if sum(map(len, sourcelines)) > most:
            raise NotAllowed(TOO_MUCH)
        return super().header_source_parse(sourcelines)  # type: ignore[misc]  # of the policy that comes after


class _Plain(BoundedHeaders, Compat32):
    pass


def parsed(content: bytes, look: Callable[[], object], policy: "Policy[Any] | None" = None) -> Any:
    """The mail, taken apart piece by piece; `look` raises where it takes too long. Raises NotAllowed."""
    parser = BytesFeedParser(EmailMessage, policy=policy or _Plain())
    begun = BEFORE_HEADERS.match(content)
    for start in range(begun.end() if begun else 0, len(content), PIECE):
        parser.feed(content[start : start + PIECE])
        look()
    return parser.close()


def attachments(content: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part of the mail that is no text or picture to be read in it. Raises NotAllowed."""
    if content.count(b"\n--") > MOST_BOUNDARIES and b"multipart/" in content.lower():
        raise NotAllowed(TOO_MUCH)
    try:
        mail = parsed(content, budget.look)
        for part in mail.walk():
            budget.part()
            if part.is_multipart():
                continue
            plain = part.get_payload(decode=True)
            if isinstance(plain, bytes) and plain:
                budget.take(len(plain))
                yield _name_of(part), plain
    except (MessageError, LookupError, ValueError, AttributeError, RecursionError) as error:
        raise NotAllowed(DAMAGED) from error


def _name_of(part: Message) -> str:
    name = part.get_filename(str(UNNAMED))
    shown = "".join(char for char in str(name) if char.isprintable())
    return shown[:80] or str(UNNAMED)
