"""What the overview counts, in some ten queries however many cases there are; each number leads to what it counts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, ExpressionWrapper, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.http import urlencode

from workflow.desk.charts import Chart, Kind, chart
from workflow.desk.queue.asked import STAGES, WAITS, WEEK, going_on
from workflow.desk.queue.finding import WAITED_FOR
from workflow.desk.statistics import whole
from workflow.desk.statistics.quarters import Period
from workflow.desk.statistics.timeliness import CLOCKS, IN_TIME, LATE, OVERDUE, RUNNING, STOPPED
from workflow.machines.case import machine
from workflow.machines.case.queries import CaseQuerySet
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor
from workflow.procedures.version import DeadlineRule
from workflow.waiting.reading import told_to
from workflow.waiting.waiting import Waiting

Rows = QuerySet[Waiting]
# The limits that everybody is measured by: telling the Panel, the rapid review, the report.
LIMITS = ("notification", "rapid-review", "publication")
OUTCOMES = (
    Kind(IN_TIME, "In time", "plain"),
    Kind(LATE, "Late", "striped"),
    Kind(OVERDUE, "Overdue", "crossed"),
    Kind(RUNNING, "Running", "open"),
    Kind(STOPPED, "Stopped", "dotted"),
)
CASES = (Kind("cases", "Cases"),)


def late(rows: Rows, today: date) -> Rows:
    """What should be done by now."""
    return rows.filter(due__lt=today)


def this_week(rows: Rows, today: date) -> Rows:
    """What is to be done from today on, within a week."""
    return rows.filter(due__range=(today, today + timedelta(days=WEEK)))


def rows_of(cases: CaseQuerySet, by: Actor, today: date) -> Rows:
    """What waits in these cases, whoever has to do it: what the queue finds under its open cases."""
    return told_to(by, today=today).filter(is_open(cases).named_in())


def rows_together(cases: CaseQuerySet, by: Actor, today: date) -> Rows:
    """The same, for who counts all of it: the cases are put together once, instead of asked for by each row."""
    return told_to(by, today=today).filter(case__in=is_open(cases).order_by().values("pk"))


def is_open(cases: CaseQuerySet) -> CaseQuerySet:
    """Those of them that are under way."""
    return cases.filter(state=machine.Case.OPEN)


@dataclass(frozen=True)
class Waited:
    """In how many cases who is waited for: with a day that passed, and within this week."""

    late: Mapping[str, int]
    week: Mapping[str, int]


def waited(rows: Rows, today: date) -> Waited:
    """One query, which walks once over what has a day until then."""
    whom = Case(*(When(fits, then=Value(name)) for name, fits in WAITED_FOR.items()), output_field=CharField())
    is_late = ExpressionWrapper(Q(due__lt=today), BooleanField())
    until = rows.filter(due__lte=today + timedelta(days=WEEK)).order_by().annotate(whom=whom, is_late=is_late)
    numbers = until.values_list("whom", "is_late").annotate(cases=Count("case", distinct=True))
    late: dict[str, int] = {}
    week: dict[str, int] = {}
    for name, has_passed, cases in numbers:
        (late if has_passed else week)[name] = cases
    return Waited(late, week)


def by_whom(numbers: Mapping[str, int], key: str, title: str, when: str) -> Chart:
    """In how many cases who is waited for."""
    found = [
        (label, _queue(waits=name, when=when), {"cases": numbers[name]}) for name, label in WAITS if numbers.get(name)
    ]
    about = "How many cases wait for whom. A case that waits for two is counted for both."
    return chart(key, title, about, first_heading="Waits for", kinds=CASES, rows=found)


def at_stages(cases: CaseQuerySet) -> dict[str, int]:
    """How many open cases are at each stage: one query."""
    under_way = is_open(cases).named_in()
    each = [
        model.objects.filter(under_way, state__in=going_on(model))
        .order_by()
        .values_list(Value(model.KIND, CharField()))
        .annotate(number=Count("case", distinct=True))
        for model in STAGES
    ]
    return dict(each[0].union(*each[1:], all=True))


def by_stage(numbers: Mapping[str, int]) -> Chart:
    """How many open cases are at each stage."""
    rows = [
        (str(model._meta.verbose_name).capitalize(), _queue(stage=model.KIND), {"cases": numbers.get(model.KIND, 0)})
        for model in STAGES
    ]
    about = "Open cases, in the order of the procedure. A case may be at two stages at once."
    return chart("stages", "Where cases stand", about, first_heading="Stage", kinds=CASES, rows=rows)


def limits(partnerships: Sequence[Partnership], period: Period, today: date) -> Iterator[Chart]:
    """How each limit was kept, by the quarter in which it began, as the statistics have it."""
    counted = {one.key.removeprefix(CLOCKS): one for one in whole.counted(partnerships, period, today=today)}
    lengths = _lengths()
    for key in LIMITS:
        if key not in counted:
            continue
        sums: Counter[tuple[Any, str]] = Counter()
        for (_where, quarter, column), number in counted[key].numbers.items():
            sums[quarter, column] += number
        rows = [
            (
                quarter.label,
                _statistics(key, quarter.key, partnerships),
                {kind.key: sums[quarter, kind.key] for kind in OUTCOMES},
            )
            for quarter in period
        ]
        title = counted[key].title.removeprefix("Limit: ")
        about = f"The limit is {lengths[key]}. Counted in the quarter in which it began." if key in lengths else ""
        yield chart(f"limit-{key}", title, about, first_heading="Quarter", kinds=OUTCOMES, rows=rows)


def _lengths() -> Mapping[str, str]:
    """How long each limit is, as the newest version of the procedure says."""
    rules = DeadlineRule.objects.filter(key__in=LIMITS).order_by("pk")
    return {rule.key: rule.length_in_words for rule in rules}


def _queue(**asked: str) -> str:
    return f"{reverse('desk:queue')}?{urlencode({'tab': 'open', **asked})}"


def _statistics(key: str, quarter: str, partnerships: Sequence[Partnership]) -> str:
    asked = {"from": quarter, "to": quarter}
    if len(partnerships) == 1:
        asked["partnership"] = partnerships[0].slug
    return f"{reverse('desk:statistics')}?{urlencode(asked)}#clock-{key}"
