"""How things stand, for the office, the partners and the groups."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import areas, for_roles, only_area
from workflow.desk.case_file.places import place_of
from workflow.desk.case_work.task_words import reasons
from workflow.desk.overview import OVERVIEW_ROLES, figures, kept
from workflow.desk.paging import first_of, told
from workflow.desk.statistics.quarters import Period
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor
from workflow.waiting.reading import for_actor
from workflow.waiting.waiting import Waiting
from workflow.waiting.words import whom

FOR_THE_AREA = "The overview is for the support office, the safeguarding partners and the groups."
# How many of what is late, and of what comes, are named before the queue has the rest.
NAMED = 8


@dataclass(frozen=True)
class Named:
    """One thing that waits, as a line. `url`: where this person does it, "" where it is another's."""

    row: Waiting
    why: str
    whom: str
    url: str = ""


@require_safe
@for_roles(OVERVIEW_ROLES, FOR_THE_AREA)
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is late, what comes this week, where cases stand, how the limits were kept."""
    today = local_date(present.now())
    own = areas(actor, OVERVIEW_ROLES)
    cases = Case.objects.read_by(actor, OVERVIEW_ROLES)
    rows = figures.rows_of(cases, actor, today)
    late, soon = figures.late(rows, today), figures.this_week(rows, today)
    numbers = kept.numbers(cases, actor, today)
    context: dict[str, Any] = {
        "today": today,
        "late": figures.by_whom(numbers.late, "late", "Late", "late"),
        "late_rows": named(late, actor),
        "soon": figures.by_whom(numbers.week, "soon", "This week", "week"),
        "soon_rows": named(soon, actor),
        "mine": numbers.mine,
        "mine_told": told(numbers.mine),
        "stages": figures.by_stage(numbers.stages),
        "limits": list(figures.limits(own, quarters(today), today)),
        "partnership": only_area(actor, OVERVIEW_ROLES),
    }
    return render(request, "workflow/desk/dashboard.html", context)


def quarters(today: date) -> Period:
    """The last four, as the statistics show them when nothing is asked for."""
    return Period.asked("", "", today=today)


def named(rows: figures.Rows, by: Actor) -> list[Named]:
    """The first of them by their day: two queries. A limit that another has to keep is not named for the office too."""
    rows = rows.annotate(is_mine=ExpressionWrapper(for_actor(by), BooleanField()))
    related = rows.select_related("case", "agency", "person", "partnership").order_by("due", "since", "pk")
    found = first_of(related, 2 * NAMED)
    by_day: dict[tuple[object, object], Waiting] = {}
    every: list[Waiting] = []
    for row in found:
        key = (row.case_id, row.due)
        if row.what == Waiting.What.LATE and key in by_day:
            continue
        if key in by_day and by_day[key].what == Waiting.What.LATE:
            every.remove(by_day[key])
        by_day[key] = row
        every.append(row)
    said = reasons(every[:NAMED])
    return [
        Named(row, said[row.pk], whom(row), place_of(row, row.case.reference) if vars(row)["is_mine"] else "")
        for row in every[:NAMED]
    ]
