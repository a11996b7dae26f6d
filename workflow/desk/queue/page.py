"""The queue of cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import NOT_THE_DESK, areas, for_roles
from workflow.desk.queue import cases as cases_queue
from workflow.desk.sent_forms.listing import held_in
from workflow.desk.statistics import STATISTICS_ROLES
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.parties.roles import CASE_ROLES, Actor, Role


@require_safe
@for_roles(CASE_ROLES | {Role.AUDITOR, Role.PUBLISHER}, NOT_THE_DESK)
def queue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Cases of the person's partnerships; auditors and publishers are led to what is theirs."""
    if not actor.holds(CASE_ROLES):
        return redirect("desk:log" if actor.holds({Role.AUDITOR}) else "desk:publications")
    now = present.now()
    partnerships = areas(actor)
    cases = Case.objects.in_areas(partnerships)
    named = [("", "All"), *((one.slug, one.name) for one in partnerships)]
    form = cases_queue.QueueForm(request.GET, partnership=named, due=cases_queue.due_choices(cases))
    asked = form.asked()
    found = cases_queue.find(cases, asked, by=actor, today=local_date(now))
    page, rows = cases_queue.page_of(found, request.GET.get("page"), now=now, areas=partnerships)
    offices = areas(actor, {Role.OFFICER})
    context = {
        "form": form,
        "asked": asked,
        "tabs": [
            (label, f"?{urlencode(_kept(asked, tab=key))}", key == asked["tab"]) for key, label in cases_queue.TABS
        ],
        "filtered": bool(asked["q"] or asked["partnership"] or asked["due"]),
        "results": page,
        "rows": rows,
        "partnerships": partnerships,
        "partnership": partnerships[0] if len(partnerships) == 1 else None,
        "is_officer": bool(offices),
        "may_see_statistics": actor.holds(STATISTICS_ROLES),
        "held_count": held_in(offices).count() if offices else 0,
    }
    return render(request, "workflow/desk/queue.html", context)


def _kept(asked: dict[str, Any], **changed: str) -> dict[str, str]:
    return {name: value for name, value in {**asked, **changed}.items() if value}
