"""Publications under way: what a publisher sees, who sees nothing else of a case."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from workflow.calendar import one_calendar
from workflow.desk.access import NOT_THE_DESK, PUBLICATION_ROLES, areas, for_roles, only_area
from workflow.desk.paging import window
from workflow.desk.review.publication_dates import dates_of
from workflow.desk.steps.moves import People, moves_of
from workflow.machines.case.machine import Case
from workflow.machines.publication.machine import Publication
from workflow.machines.review.report.guards import content_of, read_contents
from workflow.parties.roles import ASSIGNED_ROLES, Actor, Role

# Each is told with its steps and dates: as many as one reads in one go.
A_PAGE = 10


@require_safe
@for_roles(PUBLICATION_ROLES, NOT_THE_DESK)
def publications(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every publication of the person's areas that is not withheld or over, with what may be done and why not yet.

    A reviewer and a scrutineer see those of the cases that they are assigned to.
    """
    now = present.now()
    shown = {*Publication.BEFORE, *Publication.PUBLIC}
    # Said the other way round, so that the order's index is walked and not that of each state.
    over = [state for state, _label in Publication.STATES if state not in shown]
    of_area = Case.objects.filter(partnership__in=areas(actor, PUBLICATION_ROLES - ASSIGNED_ROLES))
    read = Case.objects.led_for(actor)
    found = Publication.objects.filter(of_area.named_or_else_in() | read.named_or_else_in()).exclude(state__in=over)
    related = found.select_related(
        "case__partnership", "case__procedure", "case__data_key", "review", "cleared_by", "approved_by", "published_by"
    ).prefetch_related("holds")
    in_order = related.order_by(F("planned_on").asc(nulls_last=True), "-created_at", "pk")
    results = window(request, in_order, A_PAGE)
    publications = list(results)
    reading = set(read.filter(publications__in=publications).values_list("pk", flat=True))
    with one_calendar():
        rows = _rows(publications, reading, by=actor, now=now)
    shown_on_page = {
        "rows": rows,
        "results": results,
        "partnership": only_area(actor, PUBLICATION_ROLES),
        "answers_requests": actor.holds({Role.PUBLISHER, Role.OFFICER}),
    }
    return render(request, "workflow/desk/publications.html", shown_on_page)


def _rows(publications: list[Publication], reading: set[Any], *, by: Actor, now: datetime) -> list[tuple[Any, ...]]:
    """Each with its report, steps and dates. Pages, people and editions are read once for all of them."""
    for publication in publications:
        publication.review.case = publication.case
    read_contents(publications, now)
    people: dict[tuple[Any, Any], People] = {}
    rows = []
    for publication in publications:
        case = publication.case
        reads = publication.case_id in reading
        # A publisher reads the draft from its clearance on; until then not even its title.
        may_read = reads or publication.state in Publication.FOR_PUBLISHERS
        facts = content_of(publication, now) if may_read else None
        title = facts.title if facts else "Report without a title yet" if reads else "Report that is not cleared yet"
        who = people.setdefault((case.partnership_id, case.procedure_id), People(case.partnership, case.procedure))
        who.read_for(case)
        moves = moves_of(publication, title=title, by=by, now=now, people=who)
        rows.append((publication, facts, moves, dates_of(publication, now=now), reads))
    return rows
