"""Opening a sealed copy: the link finds it, a fresh code opens it once, and each opening stands in the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from workflow import notices
from workflow.engine import log
from workflow.engine.event import Event
from workflow.notices.letters.paper import NEUTRAL_NAME, print_letter
from workflow.notices.sealed.freezing import content_of
from workflow.notices.sealed.links import CODE_LASTS, CODE_MARK, MOST_TRIES, digest_of, is_code
from workflow.notices.sealed_copy import SealedCopy

OPENED = "sealed_copy.open"
CODE_NOTICE = "sealed-copy-code"


class NotOpened(Exception):
    """The copy was not handed out; `reason` is shown as it stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Document:
    """What is handed out. The name of the file tells nothing."""

    name: str
    content: bytes


def find(token: str) -> SealedCopy | None:
    """The copy that this link leads to, also one that can no longer be opened."""
    found = SealedCopy.objects.filter(link_digest=digest_of(token)).exclude(link_digest="")
    return found.select_related("case__partnership", "case__procedure", "case__data_key", "report__data_key").first()


def _locked(copy: SealedCopy) -> SealedCopy:
    return SealedCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)


def new_code(copy: SealedCopy, *, now: datetime) -> SealedCopy:
    """Make the code before useless and a fresh one good. Raises NotOpened where the copy can no longer be opened."""
    with transaction.atomic():
        row = _locked(copy)
        if not row.can_be_opened(now):
            raise NotOpened("This copy can no longer be opened.")
        row.code_number, row.code_until, row.code_tries = row.code_number + 1, now + CODE_LASTS, 0
        row.save(update_fields=["code_number", "code_until", "code_tries"])
    row.case = copy.case
    return row


def send_code(copy: SealedCopy, *, now: datetime) -> None:
    """A second e-mail, to the address on record, with a code that was not there before."""
    with transaction.atomic():
        fresh = new_code(copy, now=now)
        notice = notices.compose(
            copy.case, CODE_NOTICE, to=notices.Recipient(copy.recipient_name, copy.recipient_email), now=now,
            title=CODE_MARK,
        )  # fmt: skip
        notice.sealed_copy = fresh
        notices.queue([notice])


def open_with(copy: SealedCopy, typed: str, *, now: datetime) -> Document:
    """The document, once for each code. Raises NotOpened with what to do; a wrong code is counted."""
    # The count must stay where the answer is no: nothing is raised inside the transaction.
    with transaction.atomic():
        row = _locked(copy)
        refusal = _refusal(row, typed, now)
        if not refusal:
            row.code_until = None
            row.opened_at, row.openings = row.opened_at or now, row.openings + 1
            log.append([Event(case=copy.case, kind=OPENED, record_id=row.pk, actor=None, at=now)])
        row.save(update_fields=["code_until", "code_tries", "wrong_codes", "opened_at", "openings"])
    if refusal:
        raise NotOpened(refusal)
    return document_of(copy, now=now)


def _refusal(row: SealedCopy, typed: str, now: datetime) -> str:
    if not row.can_be_opened(now):
        return "This copy can no longer be opened. Ask the support office for a new link."
    if row.code_until is None:
        return "Ask for a code first. Each code opens the document once."
    if now >= row.code_until:
        return "This code is too old. Ask for a new one."
    if is_code(row, typed):
        return ""
    row.code_tries, row.wrong_codes = row.code_tries + 1, row.wrong_codes + 1
    if row.code_tries >= MOST_TRIES:
        row.code_until = None
        return "That was the wrong code too many times. Ask for a new one."
    return "The code is not right. Check it and enter it again."


def document_of(copy: SealedCopy, *, now: datetime) -> Document:
    """The frozen report, or the letter. Raises LookupError where there is neither."""
    if copy.report is not None:
        return Document(copy.report.file_name, content_of(copy.report))
    letter: Any = copy.letter
    if letter is None:
        raise LookupError("This copy has neither a report nor a letter.")
    return Document(NEUTRAL_NAME, print_letter(letter, now=now))


def openings_of(case: Any) -> dict[Any, list[datetime]]:
    """When each copy of the case was opened, in order: one query."""
    found: dict[Any, list[datetime]] = {}
    events = Event.objects.filter(case=case, kind=OPENED).order_by("position")
    for record_id, at in events.values_list("record_id", "at"):
        found.setdefault(record_id, []).append(at)
    return found
