"""When a report may be published, and the counting behind that day (D39 to D41)."""

from dataclasses import dataclass
from datetime import date, datetime

from workflow import clocks
from workflow.calendar import Skipped
from workflow.engine.step import local_date
from workflow.machines.publication.guards import earliest_publication
from workflow.machines.publication.machine import Publication


@dataclass(frozen=True)
class PublicationDates:
    """`counted_from` is the day the advance copy went, or today where it has not gone yet (`is_sent` false)."""

    publication: Publication
    counted_from: date
    is_sent: bool
    earliest: date
    clear_days: int
    legal_basis: str
    skipped: tuple[Skipped, ...]


def dates_of(publication: Publication, *, now: datetime) -> PublicationDates:
    """The earliest day of publication with its arithmetic. One query, and one for rules that were not read before."""
    rule = clocks.rule_of(publication.case.procedure, "advance-copy")
    sent_on = publication.advance_copy_on
    counted_from = sent_on or local_date(now)
    due = earliest_publication(publication, counted_from)
    return PublicationDates(
        publication, counted_from, sent_on is not None, due.due, rule.length, rule.legal_basis, due.skipped
    )
