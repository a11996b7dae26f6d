"""A notice that failed goes again, to the address as it is now: the old one keeps where it could not go."""

from datetime import datetime
from typing import Any

from django.db import transaction

from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.settling import settle
from workflow.notices.composing import Recipient, repeat
from workflow.notices.notice import BodyAddress, Notice
from workflow.notices.outbox import NoticeRefused, bodies, queue
from workflow.notices.sealed.links import make
from workflow.notices.sealed_copy import SealedCopy
from workflow.notices.wake import wake_once
from workflow.parties.party import Agency

READDRESSED = "notice.readdress"


def send_again(notice: Notice, *, now: datetime, by: Any = None) -> Notice:
    """Put a notice that failed back into the outbox. Returns the one that goes. `by`: a user.

    Where a body's or an agency's address was changed since, a new notice goes there, by hand where there is none now,
    and this one is set aside with the address it had. Raises NoticeRefused when it is in another state.
    """
    with transaction.atomic():
        stopped = Notice.objects.select_for_update(of=("self",)).select_related("sealed_copy", "case__partnership")
        row = stopped.filter(pk=notice.pk, state__in=[Notice.State.FAILED, Notice.State.PARKED]).first()
        if row is None:
            raise NoticeRefused("This notice is not one that failed: it is waiting, sent, or to be sent by hand.")
        to = address_now(row)
        if to.email == row.recipient_email:
            fresh_start = {"queued_at": now, "not_before": now, "attempts": 0, "broken_off": 0, "last_error": ""}
            Notice.objects.filter(pk=row.pk).update(state=Notice.State.QUEUED, **fresh_start)
            settle([row.case_id], now)
            wake_once()
            return row
        fresh = _readdressed(row, to, now=now)
        queue([fresh])
        Notice.objects.filter(pk=row.pk).update(state=Notice.State.SET_ASIDE)
        log.append([Event(case=row.case, kind=READDRESSED, record_id=row.pk, actor=by, at=now)])
        settle([row.case_id], now)
    return fresh


def address_now(notice: Notice) -> Recipient:
    """Where the recipient of this notice is reached today: a national body, or an agency at its shared address.

    Of everybody else, and of a notice without a case, it stays the address that the notice has.
    """
    case, name = notice.case, notice.recipient_name
    same = Recipient(name, notice.recipient_email)
    if case is None:
        return same
    keys = [entry["key"] for entry in case.procedure.entries("recipients") if entry["text"] == name]
    if keys:
        return bodies(case, keys[:1])[0]
    serving = Agency.objects.filter(name=name, partnerships=case.partnership_id).values_list("contact_email", flat=True)
    addresses = list(serving.distinct())
    return Recipient(name, addresses[0]) if len(addresses) == 1 else same


def _readdressed(row: Notice, to: Recipient, *, now: datetime) -> Notice:
    """The same notice with the same letter to the new address; what was sealed for the old one opens no more."""
    case: Any = row.case
    fresh = repeat(row, case=case, now=now)
    fresh.recipient_email, fresh.corrects_id = to.email, row.corrects_id
    if row.letter is not None:
        fresh.letter = row.letter
    has_document = row.letter is not None or row.sealed_copy is not None
    if not to.email or (has_document and to.copies == BodyAddress.Copies.BY_HAND):
        fresh.channel = Notice.Channel.LETTER if row.letter is not None else Notice.Channel.BY_HAND
        fresh.state = Notice.State.BY_HAND
    if (copy := row.sealed_copy) is not None:
        SealedCopy.objects.filter(pk=copy.pk, revoked_at=None).update(revoked_at=now, code_until=None)
        by_hand = fresh.state == Notice.State.BY_HAND
        fresh.sealed_copy = make(
            case,
            name=to.name,
            email=to.email,
            way=SealedCopy.Way.BY_HAND if by_hand else copy.way,
            report=copy.report,
            now=now,
        )
    return fresh
