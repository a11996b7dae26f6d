"""Statistics for assurance: tables first, a chart beside each, the same numbers as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forms import present
from workflow.desk.access import areas, for_roles
from workflow.desk.downloads import download
from workflow.desk.statistics import STATISTICS_ROLES
from workflow.desk.statistics.files import KINDS, Marking, file_of
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.whole import Statistics, gather
from workflow.engine.step import local_date
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor

ASSURANCE_ONLY = (
    "The statistics are for the support office, those who decide, the groups, the scrutineer and the auditors."
)
YEARS_OFFERED = 5


@require_safe
@for_roles(STATISTICS_ROLES, ASSURANCE_ONLY)
def statistics(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The tables of the person's own partnerships."""
    own, chosen, period = _asked(request, actor)
    found = gather(chosen, period, today=present.today())
    kept = {"from": period.first.key, "to": period.last.key}
    if len(own) > 1 and len(chosen) == 1:
        kept["partnership"] = chosen[0].slug
    context: dict[str, Any] = {
        "found": found,
        "several": len(chosen) > 1,
        "own": own,
        "chosen": chosen[0].slug if len(chosen) == 1 else "",
        "quarters": _offered(period),
        "period": period,
        "partnership": chosen[0] if len(chosen) == 1 else None,
        "files": [(kind.upper(), f"{urlencode({**kept, 'kind': kind})}") for kind in KINDS],
    }
    return render(request, "workflow/desk/statistics.html", context)


@require_safe
@for_roles(STATISTICS_ROLES, ASSURANCE_ONLY)
def file(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The same numbers as CSV, Excel workbook or PDF."""
    kind = request.GET.get("kind", "csv")
    if kind not in KINDS:
        raise Http404("There is no such file.")
    _own, chosen, period = _asked(request, actor)
    now = present.now()
    found: Statistics = gather(chosen, period, today=local_date(now))
    pieces, content_type = file_of(kind, found, Marking(found, str(actor.user), now), now=now)
    return download(pieces, content_type, f"statistics-{period.first.key}-{period.last.key}.{kind}")


def _asked(request: HttpRequest, actor: Actor) -> tuple[list[Partnership], list[Partnership], Period]:
    """The person's partnerships, those of them asked for, and the period."""
    own = areas(actor, STATISTICS_ROLES)
    slug = request.GET.get("partnership", "")
    chosen = [one for one in own if one.slug == slug] or own
    period = Period.asked(request.GET.get("from", ""), request.GET.get("to", ""), today=present.today())
    return own, chosen, period


def _offered(period: Period) -> list[Quarter]:
    """The quarters to choose from, newest first: some years back from now, and what was asked for."""
    quarter, found = Quarter.of(present.today()), set(period)
    for _ in range(4 * YEARS_OFFERED):
        found.add(quarter)
        quarter = quarter.before
    return sorted(found, reverse=True)
