"""Why a step waits for letters: which have not gone, and what is to be done (D8, D21, D39 to D41, D43).

For guards, which say it as it stands.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workflow.engine.machine import Machine
from workflow.notices.going import copies_of, still_to_go, waiting_in
from workflow.notices.notice import Notice

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case

WHAT_TO_DO = "Send what is left, and mark it as sent on the page “Notices” with the day and how it went."


def not_gone(record: Machine, key: str, what: str) -> str:
    """What the record waits for, in words: "The advance copy has not gone to everybody yet (D39). Not sent: …".

    `what` says it of the case, without the full stop. "" where nothing of this kind was asked for. One query.
    """
    waiting = still_to_go(copies_of(record, key))
    return f"{what}. Not sent yet: {in_words(waiting)}. {WHAT_TO_DO}" if waiting else ""


def had_a_copy(record: Machine) -> set[str]:
    """The names of those to whom something that this record waits for has really gone, at any time. One query."""
    asked = Notice.objects.filter(follows__machine=record.KIND, follows__record_id=record.pk, key__in=record.SENDINGS)
    return set(asked.filter(state__in=Notice.WENT).values_list("recipient_name", flat=True))


def in_words(notices: Iterable[Notice]) -> str:
    """Each recipient with where their copy stands: "Ofsted (to be sent by hand); the Panel (…)"."""
    return "; ".join(f"{notice.recipient_name} ({notice.standing})" for notice in notices)


def lies_there(case: "Case") -> list[str]:
    """What was written in this case and has neither gone nor been set aside: a sentence for each. One query."""
    return [
        f"“{notice.subject.partition(': ')[2]}” to {notice.recipient_name} has not gone: {notice.standing}."
        for notice in waiting_in(case)
    ]
