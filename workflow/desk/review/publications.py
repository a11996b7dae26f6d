"""Publications under way: what a publisher sees, who sees nothing else of a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import NOT_THE_DESK, PUBLICATION_ROLES, areas, for_roles, only_area
from workflow.desk.review.publication_dates import dates_of
from workflow.desk.steps.moves import People, moves_of
from workflow.machines.publication.machine import Publication
from workflow.parties.roles import CASE_ROLES, Actor
from workflow.report_seam import report_desk

MOST = 50


@require_safe
@for_roles(PUBLICATION_ROLES, NOT_THE_DESK)
def publications(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every publication of the person's areas that is not withheld or over, with what may be done and why not yet."""
    now = present.now()
    shown = [*Publication.BEFORE, *Publication.PUBLIC]
    found = Publication.objects.filter(case__partnership__in=areas(actor, PUBLICATION_ROLES), state__in=shown)
    related = found.select_related(
        "case__partnership", "case__procedure", "case__data_key", "review", "approved_by"
    ).prefetch_related("holds")
    rows = []
    for publication in related.order_by("planned_on", "-created_at")[:MOST]:
        publication.review.case = publication.case
        facts = report_desk().content(publication.review)
        title = facts.title if facts else "Report without a title yet"
        people = People(publication.case.partnership, publication.case.procedure)
        moves = moves_of(publication, title=title, by=actor, now=now, people=people)
        reads = actor.holds(CASE_ROLES, partnership_id=publication.case.partnership_id)
        rows.append((publication, facts, moves, dates_of(publication, now=now), reads))
    return render(
        request, "workflow/desk/publications.html", {"rows": rows, "partnership": only_area(actor, PUBLICATION_ROLES)}
    )
