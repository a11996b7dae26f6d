"""Taking a sealed copy back, or giving its recipient a new link."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from workflow import notices
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.settling import settle
from workflow.notices.notice import Notice
from workflow.notices.sealed.links import LINK_LASTS, digest_of, tokens_of
from workflow.notices.sealed_copy import SealedCopy

REVOKED, RENEWED = "sealed_copy.revoke", "sealed_copy.renew"
STILL_TO_GO = (Notice.State.QUEUED, Notice.State.FAILED, Notice.State.PARKED, Notice.State.BY_HAND)


def revoke(copies: Iterable[SealedCopy], *, by: Any, now: datetime) -> list[SealedCopy]:
    """Close these copies for good. What had not left yet does not leave. Returns those that were still good.

    `by`: a user, None for the program.
    """
    with transaction.atomic():
        wanted = [copy.pk for copy in copies]
        rows = list(
            SealedCopy.objects.select_for_update(of=("self",))
            .filter(pk__in=wanted, revoked_at=None)
            .select_related("case")
        )
        if not rows:
            return []
        SealedCopy.objects.filter(pk__in=[row.pk for row in rows]).update(
            revoked_at=now, revoked_by=by, code_until=None
        )
        Notice.objects.filter(sealed_copy__in=rows, state__in=STILL_TO_GO).update(state=Notice.State.SET_ASIDE)
        log.append([Event(case=row.case, kind=REVOKED, record_id=row.pk, actor=by, at=now) for row in rows])
        settle([row.case_id for row in rows], now)
    return rows


def renew(copy: SealedCopy, *, by: Any, now: datetime) -> None:
    """A new link for the same recipient, in the wording of the first notice; the old link is dead.

    Raises NoticeRefused where the copy was revoked or never went by link.
    """
    with transaction.atomic():
        row = SealedCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
        if row.revoked_at is not None or not row.is_download:
            raise notices.NoticeRefused("A new link can be sent only for a sealed download that was not revoked.")
        row.link_number, row.code_until, row.code_tries, row.wrong_codes = row.link_number + 1, None, 0, 0
        row.expires_at, row.link_digest = now + LINK_LASTS, digest_of(tokens_of(row)[0])
        row.save()
        first = Notice.objects.filter(sealed_copy=row, channel=Notice.Channel.SEALED).earliest("queued_at")
        notices.queue([notices.repeat(first, case=copy.case, now=now)])
        log.append([Event(case=copy.case, kind=RENEWED, record_id=row.pk, actor=by, at=now)])
