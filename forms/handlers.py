"""The seam: what happens with a submitted form is decided by a handler that another package registers here.

A form page names its handler by key.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.dispatch import Signal
from django.http import HttpRequest

from forms.registry import Registry

if TYPE_CHECKING:
    from forms.definition.meanings import Reading
    from forms.models import Draft, Submission
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

    def asked(self, *, page: "FormPage", user: Any, subject: str) -> Sequence[tuple[str, str]]:
        """For whom or what the form is asked, as labels and texts, shown above it to this person; mostly nothing."""

    def on_behalf(self, *, page: "FormPage", subject: str) -> str:
        """For whom it is filled in and how it came, where the person sends it for somebody else; else ""."""

    def written_for(self, *, page: "FormPage", user: Any, subject: str) -> str:
        """A name for those on whose behalf this person writes, kept with draft and submission; "" for nobody's.

        Once the person no longer writes for them (`writes_for`), what they wrote is not theirs to open any more.
        """

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


@runtime_checkable
class OpenToAll(Protocol):
    """What a handler has besides whose forms anybody may fill in, without an account (forms.filling.pages.guests).

    Such a form is about one of `subjects`, asks for no file, and is sent within `lifetime` of its last change.
    """

    lifetime: timedelta

    def subjects(self, *, page: "FormPage") -> Sequence[tuple[str, str]]:
        """What the form may be about now, as keys for its address and titles; empty: it cannot be filled in."""

    def told(self, *, page: "FormPage") -> tuple[str, str, str]:
        """What the start page says: above the subjects, where there are none, and who reads what is sent, how long."""

    def let_begin(self, request: HttpRequest) -> None:
        """Raises Refused where this browser's network has begun too many."""

    def let_send(self, request: HttpRequest, reading: "Reading") -> None:
        """Raises Refused where too many were sent from there, or in the name of who the answers say it is."""


registry: Registry[SubmissionHandler] = Registry()
register = registry.register
# Raises LookupError with the known keys.
get = registry.__getitem__
choices = registry.choices

WritesFor = Callable[[Any], Iterable[str]]
# A draft, who would send it and its revision: why it may not go yet, "" where it may.
WhyNotSend = Callable[["Draft", Any, int], str]
# The page where a draft is given to others, "" where there is none.
TogetherUrl = Callable[["Draft"], str]
DraftLifetime = Callable[["FormPage"], "timedelta | None"]
_writes_for: list[WritesFor] = []
_why_not_send: list[WhyNotSend] = []
_together_url: list[TogetherUrl] = []
_draft_lifetime: list[DraftLifetime] = []


def connect(
    *,
    writes_for: WritesFor,
    why_not_send: WhyNotSend,
    together_url: TogetherUrl,
    draft_lifetime: DraftLifetime,
) -> None:
    """Take over, at start-up, what tells for whom a person writes now, by the names that handlers give; what keeps a
    draft from being sent; where it is given to others; and how long a draft that begins now is kept.
    """
    _writes_for[:], _why_not_send[:], _together_url[:] = [writes_for], [why_not_send], [together_url]
    _draft_lifetime[:] = [draft_lifetime]


def writes_for(user: Any) -> set[str]:
    """For whom this person writes now."""
    return {name for names in _writes_for for name in names(user)}


def why_not_send(draft: "Draft", user: Any, revision: int) -> str:
    """Why those the draft is written for do not let it go yet; "" where they do."""
    return next((reason for told in _why_not_send if (reason := told(draft, user, revision))), "")


def together_url(draft: "Draft") -> str:
    """The page where the draft is given to others, "" where there is none."""
    return next((url for told in _together_url if (url := told(draft))), "")


def open_to_all(key: str) -> OpenToAll | None:
    """What lets anybody fill in the forms of this handler; None where people sign in for them."""
    found = dict.get(registry, key)
    return found if isinstance(found, OpenToAll) else None


def draft_lifetime(page: "FormPage") -> timedelta | None:
    """How long a draft of this page is kept after its last change; None: as long as the portal is set up for."""
    if open_form := open_to_all(page.handler):
        return open_form.lifetime
    return next((found for told in _draft_lifetime if (found := told(page)) is not None), None)


# What a receiver raises stops what it was told of: nothing is opened, read or added without a trace in the case's log.

# Sent with attachment, user and now, before the content of an attachment leaves the vault.
attachment_opened = Signal()
# Sent with file (a SealedFile) and now, in the transaction that keeps it, when a file that was kept turns out infected.
file_infected = Signal()
# Sent with submission, user and now, before another than its owner reads it.
submission_read = Signal()
# Sent with submission, user and now, in the transaction that stores the submission, once for each, held or accepted.
submission_sent = Signal()
# Sent with submission, correction, user and now, in the transaction that stores the correction.
submission_corrected = Signal()
# Sent with submission and now, in the transaction in which its handler accepted it, or held it.
submission_settled = Signal()
