"""Marking what lies in the register as sent, as an officer does."""

from datetime import date
from typing import Any

from tests.factories.party import UserFactory
from tests.workflow.reviews.steps import at
from workflow import notices
from workflow.models import Notice


def send_by_hand(case: Any, *names: str, on: str, now: str) -> None:
    """The waiting notices of the case to these recipients, or to everybody, went by hand on that day."""
    waiting = Notice.objects.filter(case=case, state__in=[*Notice.NEEDS_A_PERSON, Notice.State.SET_ASIDE])
    if names:
        waiting = waiting.filter(recipient_name__in=names)
    # What was set aside is taken up again only where nothing newer waits for the same person.
    found = {(one.recipient_name, one.key): one for one in waiting.order_by("queued_at")}
    for notice in found.values():
        if notice.state == Notice.State.SET_ASIDE and not names:
            continue
        notices.mark_sent_by_hand(notice, by=UserFactory(), proof="By courier.", on=date.fromisoformat(on), now=at(now))
