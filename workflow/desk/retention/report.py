"""What went, from the counts that outlive it: by partnership, kind and rule, and who decided. No names, no cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Sum

from workflow.machines.case.retention.gone import label_of
from workflow.machines.case.retention.schedule import Gone

COLUMNS = ("Partnership", "Kind", "Number", "Rule", "Proposed by", "Approved by", "First day", "Last day")
SEVERAL = "Several, or none"


@dataclass(frozen=True)
class Span:
    """Two local days, both included."""

    first: date
    last: date

    @classmethod
    def asked(cls, first: str, last: str, *, today: date) -> "Span":
        """What was asked for; what is no day is the year until today. Turned round where it stands upside down."""
        one, other = _day(first) or date(today.year, 1, 1), _day(last) or today
        return cls(min(one, other), max(one, other))


@dataclass(frozen=True)
class Line:
    """What went of one kind by one rule and decision."""

    partnership: str
    kind: str
    number: int
    rule: str
    proposed_by: str
    approved_by: str
    first: date
    last: date

    @property
    def cells(self) -> tuple[str, ...]:
        days = (self.first.isoformat(), self.last.isoformat())
        return (self.partnership, self.kind, str(self.number), self.rule, self.proposed_by, self.approved_by, *days)


def lines(partnership_ids: Iterable[int], span: Span, *, everywhere: bool) -> list[Line]:
    """One line a partnership, kind, rule and decision; `everywhere` with what belongs to none or several. One query."""
    found = Gone.objects.filter(on__range=(span.first, span.last))
    mine = found.filter(partnership__in=partnership_ids)
    if everywhere:
        mine = mine | found.filter(partnership=None)
    by = ("partnership__name", "kind", "rule", "proposed_by", "approved_by")
    summed = mine.order_by(*by).values(*by).annotate(number=Sum("number"), first=Min("on"), last=Max("on"))
    return [
        Line(
            partnership=row["partnership__name"] or SEVERAL,
            kind=label_of(row["kind"]),
            number=row["number"],
            rule=row["rule"],
            proposed_by=row["proposed_by"],
            approved_by=row["approved_by"],
            first=row["first"],
            last=row["last"],
        )
        for row in summed
    ]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
