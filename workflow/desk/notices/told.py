"""What went to the national bodies because of a record, and where it stands: written is not sent (D8, D17, D38)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflow.machines.case.machine import Case
from workflow.notices.notice import Notice


@dataclass(frozen=True)
class Told:
    """The newest notice of one wording to one body; `about` is its subject without the reference."""

    about: str
    notice: Notice

    @property
    def has_gone(self) -> bool:
        return self.notice.state in Notice.WENT

    @property
    def needs_a_person(self) -> bool:
        return self.notice.state in Notice.NEEDS_A_PERSON


def told_bodies(case: Case, records: Iterable[Any]) -> list[Told]:
    """By the steps of these records, in the order in which they were written. One query, none without a record."""
    ids = [record.pk for record in records]
    if not ids:
        return []
    names = [str(entry["text"]) for entry in case.procedure.entries("recipients")]
    found = Notice.objects.filter(case=case, follows__record_id__in=ids, recipient_name__in=names)
    newest = {(one.key, one.recipient_name): one for one in found.order_by("queued_at")}
    return [Told(one.subject.partition(": ")[2] or one.subject, one) for one in newest.values()]
