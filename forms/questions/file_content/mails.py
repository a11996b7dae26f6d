"""What e-mails have attached, the mails attached to them included."""

from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser

from forms.questions.file_content.bounds import Budget
from forms.questions.file_content.refusals import DAMAGED, TOO_MUCH, NotAllowed
from forms.questions.file_content.texts import BEFORE_HEADERS

UNNAMED = "an attachment"
# Lines that may begin a part. To take a mail apart takes the longer the more of them there are.
MOST_BOUNDARIES = 5_000


def attachments(content: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part of the mail that is no text or picture to be read in it. Raises NotAllowed."""
    if content.count(b"\n--") > MOST_BOUNDARIES and b"multipart/" in content.lower():
        raise NotAllowed(TOO_MUCH)
    begun = BEFORE_HEADERS.match(content)
    try:
        mail = BytesParser(EmailMessage, policy=policy.compat32).parsebytes(content[begun.end() if begun else 0 :])
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
    name = part.get_filename(UNNAMED)
    shown = "".join(char for char in str(name) if char.isprintable())
    return shown[:80] or UNNAMED
