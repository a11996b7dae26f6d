"""When a report may be published, and the counting behind that day (D39 to D41)."""

from dataclasses import dataclass
from datetime import date, datetime

from workflow import clocks
from workflow.calendar import Skipped
from workflow.engine.step import local_date
from workflow.machines.publication.guards import earliest_publication
from workflow.machines.publication.machine import Publication
from workflow.notices.going import copies_of, still_to_go
from workflow.notices.notice import Notice


@dataclass(frozen=True)
class PublicationDates:
    """`counted_from` is the day the last advance copy went, or today where one has not gone yet (`is_sent` false).

    `waiting`: those copies of it that have not gone, while it is on its way.
    """

    publication: Publication
    counted_from: date
    is_sent: bool
    earliest: date
    clear_days: int
    legal_basis: str
    skipped: tuple[Skipped, ...]
    waiting: tuple[Notice, ...] = ()

    @property
    def is_planned_too_early(self) -> bool:
        """Whether the planned day leaves too few clear days after the copy, as it went or if it goes today."""
        planned_on = self.publication.planned_on
        on_its_way = self.publication.state == Publication.ADVANCE_COPY_SENT
        return on_its_way and planned_on is not None and planned_on < self.earliest


def dates_of(publication: Publication, *, now: datetime) -> PublicationDates:
    """The earliest day of publication with its arithmetic. One query, one while an advance copy is on its way, and one
    for rules that were not read before.
    """
    rule = clocks.rule_of(publication.case.procedure, "advance-copy")
    sent_on = publication.advance_copy_on
    counted_from = sent_on or local_date(now)
    due = earliest_publication(publication, counted_from)
    on_its_way = sent_on is None and publication.state == Publication.ADVANCE_COPY_SENT
    return PublicationDates(
        publication,
        counted_from,
        sent_on is not None,
        due.due,
        rule.length,
        rule.legal_basis,
        due.skipped,
        tuple(still_to_go(copies_of(publication, "advance-copy"))) if on_its_way else (),
    )
