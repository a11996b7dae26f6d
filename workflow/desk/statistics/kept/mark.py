"""A change to something that the statistics count, noted by the database in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Max, Q

from workflow.desk.statistics.quarters import Period, Quarter
from workflow.parties.party import Partnership

# Stands for every quarter: of a case that went elsewhere, of a calendar that was corrected.
WHOLE = 0
# A sweep leaves the newest of each quarter once there are so many.
COMPACT_AFTER = 2_000

# Of one partnership's quarter: how many marks there are, and the newest. A mark that another transaction placed
# earlier and committed later changes the number, though it is not the newest.
Version = tuple[int, int]


class QuarterMark(models.Model):
    """Only ever added, by triggers, so that no transaction waits for another. `quarter`: 4 × the year + 0 to 3."""

    # No foreign key: a mark without a partnership is about all of them, and nothing hangs on one that went.
    partnership = models.BigIntegerField(null=True)
    quarter = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["partnership", "quarter", "id"])]

    def __str__(self) -> str:
        return f"change in {self.quarter}"


def numbered(quarter: Quarter) -> int:
    """As the triggers number it."""
    return 4 * quarter.year + quarter.number - 1


def versions(partnerships: list[Partnership], period: Period) -> dict[tuple[int, Quarter], str]:
    """What each partnership's quarter stands at, one query: another text after anything in it changed."""
    asked = Q(partnership__in=[one.pk for one in partnerships]) | Q(partnership=None)
    within = Q(quarter__range=(numbered(period.first), numbered(period.last))) | Q(quarter=WHOLE)
    rows = QuarterMark.objects.filter(asked, within).order_by().values_list("partnership", "quarter")
    found: dict[tuple[int | None, int], Version] = {
        (partnership, quarter): (number, newest)
        for partnership, quarter, number, newest in rows.annotate(number=Count("pk"), newest=Max("pk"))
    }
    none = (0, 0)
    everywhere = found.get((None, WHOLE), none)
    return {
        (one.pk, quarter): repr(
            (everywhere, found.get((one.pk, WHOLE), none), found.get((one.pk, numbered(quarter)), none))
        )
        for one in partnerships
        for quarter in period
    }


def compact(now: datetime) -> int:
    """A step of the sweep: the newest mark of each quarter says as much as all of them. Returns how many went."""
    if QuarterMark.objects.count() < COMPACT_AFTER:
        return 0
    last = QuarterMark.objects.aggregate(last=Max("pk"))["last"]
    kept: Any = QuarterMark.objects.order_by().values("partnership", "quarter").annotate(newest=Max("pk"))
    # What is placed meanwhile is newer than any of these, and stays.
    keep = set(kept.values_list("newest", flat=True))
    gone, _each = QuarterMark.objects.filter(pk__lte=last).exclude(pk__in=keep).delete()
    return gone
