"""Adding to the log, whose head is looked at before: what was changed past this door is never signed into the chain."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from forms.kept_writing import insert, update
from workflow.engine.event import AuditHead, Event
from workflow.engine.log_checking import (
    HEAD_CHANGED,
    HEAD_MISSING,
    KEY_MISSING,
    ROWS_ADDED,
    ROWS_MISSING,
    Broken,
    last_row,
    verify,
)
from workflow.engine.log_records import AuditAnchor
from workflow.engine.log_signing import digest_of, is_genuine, signed
from workflow.engine.log_triggers import drop_triggers, install_triggers
from workflow.engine.step import Refused
from workflow.parties.roles import Actor

# The first migration asks for the triggers here.
__all__ = ["Broken", "LogBroken", "append", "drop_triggers", "install_triggers", "record_reading", "verify"]

logger = logging.getLogger(__name__)
ONLY_ROW = 1
SIGNED = ["position", "digest", "key_id", "signature"]
END_OF_LOG = """
    SELECT e.*, h.position AS head_position, h.digest AS head_digest, h.key_id AS head_key_id,
           h.signature AS head_signature
    FROM workflow_audithead h
    LEFT JOIN workflow_event e ON e.position = (SELECT MAX(position) FROM workflow_event)
    WHERE h.id = 1
"""
LOCKED = "FOR UPDATE OF h"
# Without a lock another may add a row between the two queries: what is wrong is wrong again.
LOOKS = 3

LAST_CHANGED = "the last row was changed after it was written"
LAST_UNSIGNED = "the last row has no genuine signature"

STOPPED = (
    "Nothing can be recorded just now, so nothing was done. The record of what happens in this portal was changed from "
    "outside, and an administrator has to look at it first. Keep what you typed, tell your system administrator, and "
    "try again when they say so."
)


class LogBroken(Refused):
    """The end of the log is not what was written there, and nothing is added to it. `why` is for administrators."""

    def __init__(self, why: str) -> None:
        super().__init__(STOPPED, "guard")
        self.why = why


def append(events: Sequence[Event]) -> None:
    """Add events to the end of the chain in their order: three queries however many they are.

    Raises LogBroken with nothing added where the end of the chain is not what the signed head says.
    """
    if not events:
        return
    # Part of the transaction that it logs: alone it is a transaction, inside another it needs no savepoint of its own.
    with transaction.atomic(savepoint=False):
        head, last = _locked()
        why = why_refused(head, last)
        if why:
            # Where another was just adding, PostgreSQL gives the row as it was before the wait for the lock.
            last = last_row()
            why = why_refused(head, last)
        if not why:
            add(head or AuditHead(pk=ONLY_ROW), events)
            return
    # Out of the block: whoever takes the refusal decides what becomes of their transaction.
    at = last.position if last is not None else 0
    logger.critical(
        "The audit record does not hold at row %s: %s. Nothing is recorded any more. Run manage.py verify_audit; "
        "docs/operations.md says what to do.",
        at,
        why,
    )
    raise LogBroken(why)


def add(head: AuditHead, events: Sequence[Event], *, previous: str | None = None) -> None:
    """Chain the events to the head, which the caller has locked and looked at, and sign all of it.

    `previous` is the digest of the row before, where that is not the head's.
    """
    position, before = head.position, head.digest if previous is None else previous
    for event in events:
        position += 1
        event.position, event.previous = position, before
        before = event.digest = digest_of(event)
        event.key_id, event.signature = signed("row", position, before)
    insert(events)
    head.position, head.digest = position, before
    sign_head(head)


def sign_head(head: AuditHead) -> None:
    """Sign with the newest key, and save what is signed."""
    head.key_id, head.signature = signed("head", head.position, head.digest)
    if head._state.adding:
        head.save(force_insert=True)
    else:
        update(head, *SIGNED)


def _locked() -> tuple[AuditHead | None, Event | None]:
    """The head, locked, and the last row: one query, because every page that logs a reading pays for it."""
    found: list[Any] = list(Event.objects.raw(END_OF_LOG + (LOCKED if connection.vendor == "postgresql" else "")))
    if not found:
        return None, last_row()
    row = found[0]
    head = AuditHead(
        pk=ONLY_ROW,
        position=row.head_position,
        digest=row.head_digest,
        key_id=row.head_key_id,
        signature=row.head_signature,
    )
    head._state.adding = False
    return head, row if row.position is not None else None


def why_refused(head: AuditHead | None, last: Event | None) -> str:
    """Why nothing may be added after this row under this head, "" where it may. No query but for old rows."""
    if head is None:
        # Of a log that was emptied with its head only the checkpoints tell, and the cases that are there.
        return "" if last is None else HEAD_MISSING
    genuine = is_genuine("head", head.position, head.digest, key_id=head.key_id, signature=head.signature)
    if not genuine:
        return KEY_MISSING if genuine is None and head.key_id else HEAD_CHANGED
    if last is None:
        return ROWS_MISSING if head.position else ""
    if last.position < head.position:
        return ROWS_MISSING
    if last.position > head.position:
        return ROWS_ADDED
    if last.digest != head.digest or digest_of(last) != last.digest:
        return LAST_CHANGED
    genuine = is_genuine("row", last.position, last.digest, key_id=last.key_id, signature=last.signature)
    if genuine is None:
        genuine = AuditAnchor.objects.filter(position__gte=last.position).exists()
    return "" if genuine else LAST_UNSIGNED


def why_stopped() -> str:
    """Why nothing can be recorded now, "" where it can. Two queries, more only where something seems wrong."""
    why = ""
    for _once_more in range(LOOKS):
        why = why_refused(AuditHead.objects.filter(pk=ONLY_ROW).first(), last_row())
        if not why:
            break
    return why


def record_reading(case: Any, *, kind: str, by: Actor, now: datetime, record_id: Any = None) -> None:
    """Log that a person opened a case file or one of its documents."""
    append([Event(case=case, kind=kind, record_id=record_id, actor=by.user, at=now)])
