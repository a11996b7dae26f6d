"""The link and the one-time code of a sealed copy: worked out with a key outside the database, stored nowhere."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from forms.vault import signatures
from workflow.notices.sealed_copy import SealedCopy

# Where the e-mail gets its link and its code while it leaves: the row in the outbox holds only these words.
LINK_MARK = "[the link to the sealed copy]"
CODE_MARK = "[the one-time code]"
LINK_LASTS = timedelta(days=28)
CODE_LASTS = timedelta(minutes=30)
CODE_DIGITS = 8
MOST_TRIES = 5


def make(
    case: Any, *, name: str, email: str, way: str, now: datetime, report: Any = None, lasts: timedelta = LINK_LASTS
) -> SealedCopy:
    """A copy for one recipient, not saved yet: `workflow.notices.queue()` saves it with its notice."""
    made = SealedCopy(
        case=case, report=report, recipient_name=name, recipient_email=email, way=way, made_at=now, expires_at=None
    )
    if made.is_download:
        made.expires_at = now + lasts
        made.link_digest = digest_of(tokens_of(made)[0])
    return made


def token_of(copy: SealedCopy) -> str:
    """What stands in the link: 64 hexadecimal digits that nobody can work out without the key."""
    today, *former = tokens_of(copy)
    return next((token for token in former if digest_of(token) == copy.link_digest), today)


def tokens_of(copy: SealedCopy) -> list[str]:
    """The same by every index key that may have made it, today's first."""
    return signatures("sealed-copy-link", f"{copy.pk}:{copy.link_number}".encode())


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def url_of(copy: SealedCopy) -> str:
    return settings.PORTAL_BASE_URL + reverse("receiving:copy", args=[token_of(copy)])


def code_of(copy: SealedCopy) -> str:
    """The code that opens the copy now, in two groups of four digits."""
    digits = _codes(copy)[0]
    return f"{digits[:4]} {digits[4:]}"


def _codes(copy: SealedCopy) -> list[str]:
    made = signatures("sealed-copy-code", f"{copy.pk}:{copy.link_number}:{copy.code_number}".encode())
    return [f"{int(signature[:15], 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}" for signature in made]


def is_code(copy: SealedCopy, typed: str) -> bool:
    """Whether that is the code, however it is spaced."""
    digits = "".join(char for char in typed if char.isdigit())
    # A code that went out before the key was changed is good for its half hour.
    return any(hmac.compare_digest(digits.encode(), code.encode()) for code in _codes(copy))


def completed(body: str, copy: SealedCopy) -> str:
    """The text of an e-mail as it leaves."""
    text = body.replace(LINK_MARK, url_of(copy)) if LINK_MARK in body else body
    return text.replace(CODE_MARK, code_of(copy)) if CODE_MARK in text else text
