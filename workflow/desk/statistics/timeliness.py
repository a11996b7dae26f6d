"""How the clocks were kept: met in time, late, running, overdue; and the median of the working days taken."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import TruncQuarter

from workflow.calendar import BankHolidays
from workflow.clocks.deadline import Deadline
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.tables import Counted
from workflow.parties.party import Partnership
from workflow.procedures.editions import edition
from workflow.procedures.version import BankHoliday

IN_TIME, LATE, RUNNING, OVERDUE, STOPPED = "in_time", "late", "running", "overdue", "stopped"
MEDIAN = "median"
# How the keys of these tables begin.
CLOCKS = "clock-"
COLUMNS = (
    ("started", "Started"),
    (IN_TIME, "Met in time"),
    (LATE, "Met late"),
    (RUNNING, "Running"),
    (OVERDUE, "Overdue"),
    (STOPPED, "Stopped"),
    (MEDIAN, "Median working days taken"),
)
# The limits that come with the portal, and those that staff say count beside them; a milestone of their own does not.
COUNTS = Q(rule__statutory=True) | Q(rule__key__in=[rule["key"] for rule in edition()["rules"]])
NOTE = "Counted in the quarter in which the limit began. A breach that was recorded stays recorded as late."


def timeliness(partnerships: Sequence[Partnership], period: Period, *, today: date) -> list[Counted]:
    """A table for each clock that ran, by the name of the clock: three queries however many deadlines there are."""
    clocks = Deadline.objects.filter(
        COUNTS, case__partnership__in=partnerships, started_on__range=period.days, rule__is_prompt=False
    ).order_by()
    numbers: dict[str, Counter[tuple[int, Quarter, str]]] = defaultdict(Counter)
    labels: dict[str, str] = {}
    for key, label, partnership, first, outcome, number in _outcomes(clocks, today):
        labels[key] = label
        place = (partnership, Quarter.of(first))
        numbers[key][*place, outcome] += number
        numbers[key][*place, "started"] += number
    medians = _medians(clocks)
    return [
        Counted(f"{CLOCKS}{key}", f"Limit: {labels[key]}", NOTE, COLUMNS, numbers[key], IN_TIME, medians.get(key, {}))
        for key in sorted(labels, key=lambda one: labels[one])
    ]


def _outcomes(clocks: Any, today: date) -> Iterable[Any]:
    met, running = Q(state=Deadline.State.MET), Q(state=Deadline.State.RUNNING)
    late = Q(breached_at__isnull=False) | Q(met_on__gt=F("due_on"))
    outcome = Case(
        When(met & ~late, then=Value(IN_TIME)),
        When(met, then=Value(LATE)),
        When(running & Q(due_on__lt=today), then=Value(OVERDUE)),
        When(running, then=Value(RUNNING)),
        default=Value(STOPPED),
    )
    found = clocks.annotate(quarter=TruncQuarter("started_on"), outcome=outcome)
    grouped = found.values("rule__key", "rule__label", "case__partnership", "quarter", "outcome")
    return grouped.annotate(number=Count("pk")).values_list(
        "rule__key", "rule__label", "case__partnership", "quarter", "outcome", "number"
    )


def _medians(clocks: Any) -> dict[str, dict[tuple[int, Quarter, str], float]]:
    """By clock and place. The database groups by the two days; the working days between them are counted here."""
    met = clocks.filter(state=Deadline.State.MET, met_on__isnull=False)
    grouped = met.values("rule__key", "case__partnership", "started_on", "met_on").annotate(number=Count("pk"))
    rows = list(grouped.values_list("rule__key", "case__partnership", "started_on", "met_on", "number"))
    if not rows:
        return {}
    taken = WorkingDays(min(row[2] for row in rows), max(max(row[3], row[2]) for row in rows), BankHoliday.calendar())
    every: dict[str, dict[tuple[int, Quarter, str], Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for key, partnership, started, met_on, number in rows:
        every[key][partnership, Quarter.of(started), MEDIAN][taken.between(started, met_on)] += number
    return {key: {place: median_of(days) for place, days in places.items()} for key, places in every.items()}


class WorkingDays:
    """The working days of a stretch of time, added up once, so that any two days of it are compared at once."""

    def __init__(self, first: date, last: date, holidays: BankHolidays) -> None:
        self.first = first
        self._sums = [0]
        for number in range(1, (last - first).days + 1):
            is_working = holidays.why_not_working(first + timedelta(days=number)) is None
            self._sums.append(self._sums[-1] + is_working)

    def between(self, start: date, end: date) -> int:
        """Working days after the start until the end: the day of the event is day 0."""
        if end <= start:
            return 0
        return self._sums[(end - self.first).days] - self._sums[(start - self.first).days]


def median_of(days: Counter[int]) -> float:
    """The middle of these numbers, each as often as it was counted; between two middles their mean."""
    half, seen, before = sum(days.values()) / 2, 0, None
    for value in sorted(days):
        if before is not None:
            return (before + value) / 2
        seen += days[value]
        if seen > half:
            return float(value)
        if seen == half:
            before = value
    return float(before or 0)
