"""The queue of cases."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import NOT_THE_DESK, areas, for_roles
from workflow.desk.paging import MOST, told, window
from workflow.desk.queue import asked as wanted
from workflow.desk.queue.finding import due_choices, find
from workflow.desk.queue.giving import officers_of
from workflow.desk.queue.rows import PAGE_SIZE, WHOLE, rows_of
from workflow.desk.queue.saved_view import VIEWS, columns_of
from workflow.desk.sent_forms.listing import number_held_in
from workflow.desk.statistics import STATISTICS_ROLES
from workflow.engine.step import local_date
from workflow.intake.handlers.moving import READERS
from workflow.machines.case.machine import Case
from workflow.parties.kept import KeptByPerson
from workflow.parties.roles import CASE_ROLES, Actor, Role
from workflow.waiting.reading import rows_for

# The filters below the search.
NARROWED_BY = ("partnership", "stage", "waits", "when", "owner", "due")


@require_safe
@for_roles(CASE_ROLES | {Role.AUDITOR, Role.PUBLISHER}, NOT_THE_DESK)
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Cases of the person's partnerships, of a scrutineer and a reviewer those assigned to them; auditors and
    publishers are led to what is theirs.
    """
    if not actor.holds(CASE_ROLES):
        return redirect("desk:log" if actor.holds({Role.AUDITOR}) else "desk:publications")
    return render(request, "workflow/desk/queue.html", queue_context(request, actor))


def queue_context(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What the page shows for the address that was asked."""
    now = present.now()
    today = local_date(now)
    partnerships = areas(actor)
    offices = areas(actor, {Role.OFFICER})
    officers = officers_of(offices or partnerships)
    cases = Case.objects.read_by(actor)
    form = wanted.QueueForm(
        request.GET,
        partnership=[("", "All"), *((one.slug, one.name) for one in partnerships)],
        owner=[*wanted.OWNER, *((str(one.pk), str(one)) for one in officers if one.pk != actor.user_id())],
        due=due_choices(partnerships),
    )
    asked = form.asked()
    filtered = any(asked[name] for name in ("q", *NARROWED_BY))
    found = find(cases, asked, by=actor, today=today)
    columns = columns_of(actor, several_areas=len(partnerships) > 1)
    page = window(request, found, PAGE_SIZE, key="reference", whole=lambda ids: WHOLE.rows(cases=ids))
    rows = rows_of(list(page), by=actor, now=now, columns=columns, areas=partnerships)
    # Without a filter the list is what its tab counts.
    known = {} if filtered or page.paginator.after else {asked["tab"]: page.paginator.counted}
    counts = _counts(cases, actor, today, known=known)
    kept = {name: value for name, value in asked.items() if value and name != "q"}
    return {
        "form": form,
        "asked": asked,
        "tabs": _tabs(asked, counts),
        "narrowed": sum(bool(asked[name]) for name in NARROWED_BY),
        "filtered": filtered,
        "results": page,
        "rows": rows,
        "this_year": today.year,
        "columns": columns,
        "shown_columns": [(key, label) for key, label in wanted.COLUMNS if key in columns],
        "all_columns": wanted.COLUMNS,
        "views": VIEWS.rows(actor),
        "current_view": request.GET.get("view", ""),
        "kept": kept,
        "here": urlencode({**kept, **({"q": asked["q"]} if asked["q"] else {})}),
        "officers": officers if offices else [],
        "partnerships": partnerships,
        "partnership": partnerships[0] if len(partnerships) == 1 else None,
        "is_officer": bool(offices),
        "may_search_text": actor.holds(READERS),
        "may_see_statistics": actor.holds(STATISTICS_ROLES),
        "held_count": number_held_in(offices) if offices else 0,
    }


def _counts(cases: Any, actor: Actor, today: date, *, known: dict[str, int]) -> dict[str, str]:
    """How many cases there are in the tabs that are worked on, counted as far as a window goes: a query each, none
    where the number is known.
    """
    open_now, mine = known.get("open"), known.get("mine")
    if open_now is None:
        open_now = cases.filter(state=Case.OPEN).order_by()[: MOST + 1].count()
    if mine is None:
        mine = len(MINE.rows(actor, today=today))
    return {"open": told(open_now), "mine": told(mine)}


def _mine(by: Actor, today: date) -> QuerySet[Any]:
    """The cases that wait for this person, as far as a window goes."""
    waiting = rows_for(by, today=today).filter(Case.objects.read_by(by).named_in())
    return waiting.order_by().values_list("case", flat=True).distinct()[: MOST + 1]


MINE: KeptByPerson[Any] = KeptByPerson(_mine, today=date)


def _tabs(asked: dict[str, Any], counts: Mapping[str, str]) -> list[tuple[str, str, bool, str | None]]:
    """Label, address, whether it is shown, and for what is worked on how many cases there are."""
    rest = {name: value for name, value in asked.items() if value}
    return [
        (label, f"?{urlencode({**rest, 'tab': key})}", key == asked["tab"], counts.get(key))
        for key, label in wanted.TABS
    ]
