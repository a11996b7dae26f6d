"""The recommendations of all reports of an area, with what each agency has done: for the sign-off group (D44)."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from forms.looked_up import is_there
from forms.reading.exports import csv_file
from workflow.desk.access import case_workers, only_area
from workflow.desk.downloads import download
from workflow.desk.paging import first_of
from workflow.machines.case.machine import Case
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.recommendation.machine import Recommendation
from workflow.parties.roles import Actor

MOST = 500
SHOWN = {"open": "Not closed", "overdue": "Overdue", "closed": "Closed", "all": "All"}
COLUMNS = (
    "Case",
    "Partnership",
    "Number",
    "Recommendation",
    "Outcome for children",
    "State",
    "By when",
    "Agency",
    "State of its action",
    "Its date",
    "Evidence given",
    "Evidence accepted",
    "Overdue",
)


@require_safe
@case_workers
def recommendations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Across reports: what is open, evidenced, overdue; filtered by what the address asks."""
    today = present.today()
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    found = _found(actor, show, today)
    context = {
        "rows": _rows(first_of(found, MOST), today),
        "more": max(0, found.count() - MOST),
        "show": show,
        "choices": SHOWN.items(),
        "overdue": _found(actor, "overdue", today).count(),
        "partnership": only_area(actor),
    }
    return render(request, "workflow/desk/recommendations.html", context)


@require_safe
@case_workers
def recommendations_file(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The same as a table for a spreadsheet: the report's own words and dates, nothing that was typed about a case."""
    today = present.today()
    every = list(_found(actor, "all", today))
    rows = (cells for one in _rows(every, today) for cells in _cells(one, today))
    return download(csv_file.whole([COLUMNS, *rows]), csv_file.TYPE, f"recommendations-{today.isoformat()}.csv")


def _found(actor: Actor, show: str, today: date) -> "QuerySet[Any]":
    """The recommendations of the cases that an area of theirs leads, soonest first; `show`: those of one kind."""
    found = Recommendation.objects.filter(Case.objects.led_for(actor).exclude(state=Case.ERASED).named_in())
    if show in ("open", "overdue"):
        found = found.exclude(state=Recommendation.CLOSED_STATE)
    elif show == "closed":
        found = found.filter(state=Recommendation.CLOSED_STATE)
    if show == "overdue":
        found = found.filter(_is_late(today))
    return found.select_related("case__partnership").order_by("by_when", "case", "number")


def _is_late(today: date) -> Q:
    """As `is_overdue` of a recommendation, or of one of its actions."""
    passed = Q(by_when__lt=today)
    actions = RecommendationAction.objects.filter(
        passed, recommendation=OuterRef("pk"), state__in=RecommendationAction.AWAITED
    )
    return passed & Q(state=Recommendation.OPEN) | Q(is_there(actions))


def _rows(found: list[Any], today: date) -> list[Any]:
    """Each with its actions and whether something of it is late: one query."""
    prefetch_related_objects(found, Prefetch("actions", RecommendationAction.objects.select_related("agency")))
    for one in found:
        one.late = [action for action in one.actions.all() if action.is_overdue(today)]
        one.is_late = bool(one.late) or one.is_overdue(today)
    return found


def _cells(one: Any, today: date) -> list[tuple[Any, ...]]:
    about = (one.case.reference, str(one.case.partnership), one.number, one.what, one.outcome, one.get_state_display())
    actions = list(one.actions.all())
    if not actions:
        late = "Yes" if one.is_late else "No"
        return [(*about, one.by_when.isoformat(), "", "", "", "", "", late)]
    return [
        (
            *about,
            one.by_when.isoformat(),
            str(action.agency),
            action.get_state_display(),
            action.by_when.isoformat(),
            _day(action.evidenced_on),
            _day(action.accepted_on),
            "Yes" if action.is_overdue(today) else "No",
        )
        for action in actions
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
