"""The seam: what happens with a submitted form is decided by a handler that another package registers here.

A form page names its handler by key.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.dispatch import Signal

from forms.registry import Registry

if TYPE_CHECKING:
    from forms.models import Submission
    from forms.models.form_page import FormPage
    from forms.vault import DataKey


class Refused(Exception):
    """The person may not start or send this form now. The reason is shown to them as it stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Held(Exception):
    """The submission is stored and receipted, but could not be taken further yet. The reason is shown as it stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Accepted:
    """What the receipt says: the reference, what happens next (a sentence each), where to follow it."""

    reference: str
    next_steps: tuple[str, ...] = ()
    url: str = ""


class SubmissionHandler(Protocol):
    """What a form does when it is sent."""

    key: str
    label: str
    required_meanings: tuple[str, ...]
    needs_subject: bool

    def may_start(self, *, page: "FormPage", user: Any, subject: str) -> None:
        """Raises Refused, or Http404 where the person may not know of the subject."""

    def describe(self, *, page: "FormPage", subject: str) -> str:
        """What the form is about, shown on every step: "Case NSCP-2026-0003", or nothing."""

    def on_behalf(self, *, page: "FormPage", subject: str) -> str:
        """For whom it is filled in and how it came, where the person sends it for somebody else; else ""."""

    def data_key(self, *, page: "FormPage", subject: str) -> "DataKey | None":
        """The key that encrypts the draft and the submission; None makes a fresh one."""

    def prefill(self, *, page: "FormPage", user: Any, subject: str) -> dict[str, Any]:
        """Answers known before the start, by meaning."""

    def may_read(self, *, submission: "Submission", user: Any) -> bool:
        """Whether this person, other than its owner, may read the submission and open its attachments."""

    def may_correct(self, *, submission: "Submission", user: Any) -> bool:
        """Whether this person, its owner included, may add to the submission what was left out or is wrong."""

    def accept(self, submission: "Submission", *, user: Any, now: datetime) -> Accepted:
        """Take the submission further, inside the transaction that stores it. Raises Held."""


registry: Registry[SubmissionHandler] = Registry()
register = registry.register
# Raises LookupError with the known keys.
get = registry.__getitem__
choices = registry.choices

# What a receiver raises stops what it was told of: nothing is opened, read or added without a trace in the case's log.

# Sent with attachment, user and now, before the content of an attachment leaves the vault.
attachment_opened = Signal()
# Sent with submission, user and now, before another than its owner reads it.
submission_read = Signal()
# Sent with submission, correction, user and now, in the transaction that stores the correction.
submission_corrected = Signal()
