"""What is done with a notice that was written: it is set aside, or what it told is corrected. Both are logged."""

from datetime import datetime
from typing import Any

from django.db import transaction

from workflow import notices
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.settling import settle
from workflow.notices.going import still_waited_for
from workflow.notices.notice import Notice

WAITED_FOR = (
    "The case waits for this copy to {recipient}: send it, and mark it as sent. If it is not to be sent after all, "
    "take the step back that asked for it, where that is possible."
)
SET_ASIDE, CORRECTED = "notice.set_aside", "notice.correct"


def set_aside(notice: Notice, *, by: Any, now: datetime) -> None:
    """A notice that waits for a person is not to be sent after all; it stays in the register.

    Raises NoticeRefused when it waits for nobody, and when it is a copy without which the case cannot go on.
    """
    if still_waited_for(notice):
        raise notices.NoticeRefused(WAITED_FOR.format(recipient=notice.recipient_name))
    waiting = Notice.objects.filter(pk=notice.pk, state__in=Notice.NEEDS_A_PERSON)
    with transaction.atomic():
        if not waiting.update(state=Notice.State.SET_ASIDE, sent_by=by):
            raise notices.NoticeRefused("This notice does not wait for anybody: it was sent, or is on its way.")
        log.append([Event(case=notice.case, kind=SET_ASIDE, record_id=notice.pk, actor=by, at=now)])
        settle([notice.case_id], now)


def correct(notice: Notice, *, correction: str, by: Any, now: datetime) -> Notice:
    """Tell the same recipient that what they were told no longer holds. Raises NoticeRefused before it was sent.

    Returns the correction; the notice stays as it was sent.
    """
    with transaction.atomic():
        row = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
        row.case = notice.case
        if row.state not in (Notice.State.SENT, Notice.State.SENT_BY_HAND):
            raise notices.NoticeRefused("Only what was sent can be corrected. Set this notice aside instead.")
        if row.corrections.exists():
            raise notices.NoticeRefused("This notice was corrected already. Correct the correction instead.")
        fresh = notices.compose_correction(row, correction=correction, now=now)
        notices.queue([fresh])
        log.append([Event(case=notice.case, kind=CORRECTED, record_id=notice.pk, actor=by, at=now)])
        settle([notice.case_id], now)
    return fresh
