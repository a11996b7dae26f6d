"""The desk's page about keeping and erasing, and its report as a file."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forms import present
from forms.reading.exports import csv_file
from workflow.desk.access import areas, for_roles
from workflow.desk.downloads import download
from workflow.desk.retention.report import COLUMNS, Span, lines
from workflow.machines.case.machine import Case
from workflow.machines.case.retention.by_itself import coming
from workflow.machines.case.retention.holds import held_cases
from workflow.machines.case.retention.periods import KINDS, Periods
from workflow.machines.case.retention.schedule import LegalHold
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role

ROLES = frozenset({Role.OFFICER, Role.DECISION_MAKER, Role.AUDITOR})
# Who works on the cases themselves.
CASES = frozenset({Role.OFFICER, Role.DECISION_MAKER})
NOT_YOURS = "How long records are kept, and what went, is for the support office, decision makers and auditors."
SHOWN = 200


@require_safe
@for_roles(ROLES, NOT_YOURS)
def retention(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is next, how long everything is kept, and what went."""
    today = present.today()
    own = areas(actor, ROLES)
    span = Span.asked(request.GET.get("from", ""), request.GET.get("to", ""), today=today)
    mine = Case.objects.filter(partnership__in=areas(actor, CASES))
    context: dict[str, Any] = {
        "reads_cases": actor.holds(CASES),
        "next": [_next(case, today) for case in _coming(mine)[:SHOWN]],
        "held": list(_held(mine)[:SHOWN]),
        "periods": _periods(own, today),
        "span": span,
        "lines": lines([one.pk for one in own], span, everywhere=True),
        "columns": COLUMNS,
        "query": urlencode({"from": span.first.isoformat(), "to": span.last.isoformat()}),
    }
    return render(request, "workflow/desk/retention.html", context)


@require_safe
@for_roles(ROLES, NOT_YOURS)
def retention_file(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """What went, as a table for a spreadsheet: kinds, numbers, rules and roles, no names and no cases."""
    today = present.today()
    span = Span.asked(request.GET.get("from", ""), request.GET.get("to", ""), today=today)
    found = lines([one.pk for one in areas(actor, ROLES)], span, everywhere=True)
    name = f"what-went-{span.first.isoformat()}-{span.last.isoformat()}.csv"
    return download(csv_file.whole([COLUMNS, *(one.cells for one in found)]), csv_file.TYPE, name)


def _coming(mine: Any) -> Any:
    asked = Q(retention_over_on__isnull=False) | Q(retention_prompted_at__isnull=False)
    asked |= Q(erasure_proposed_at__isnull=False)
    found = mine.filter(asked, state=Case.CLOSED_STATE).exclude(pk__in=held_cases())
    return found.select_related("partnership").order_by("retention_over_on", "closed_at")


def _held(mine: Any) -> Any:
    held = LegalHold.objects.filter(lifted_at=None, case__in=mine)
    return held.select_related("case__partnership").defer("reason").order_by("placed_at")


def _next(case: Case, today: date) -> dict[str, Any]:
    if case.erasure_proposed_at is not None:
        waits = "It is proposed to erase it: a decision maker approves or keeps it"
    elif case.retention_prompted_at is not None:
        waits = "Its time is over: propose to erase it, or place a legal hold"
    else:
        waits = "Its time ends soon: place a legal hold where somebody still needs it"
    return {"case": case, "last_day": case.retention_over_on, "waits": waits}


def _periods(own: list[Partnership], today: date) -> list[dict[str, Any]]:
    periods = Periods(today)
    return [
        {
            "partnership": one,
            "rows": [periods.of(key, one.pk) for key in KINDS],
            "warn_days": periods.warn_days(one.pk),
            "coming": coming(one, periods, today),
            "waits": bool(getattr(periods.schedules.get(one.pk), "proposed", None)),
        }
        for one in own
    ]
