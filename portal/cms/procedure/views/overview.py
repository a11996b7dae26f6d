"""The versions, one version with all its parts, and what two versions say differently."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms import present
from portal.cms.procedure import access
from portal.cms.procedure.access import PAGES
from workflow.models import ProcedureVersion
from workflow.procedures import publishing
from workflow.procedures.comparing import differences
from workflow.procedures.document import document_of
from workflow.procedures.faults import list_faults
from workflow.procedures.parts import TITLES, group_of, list_of
from workflow.procedures.version import NoProcedureInForce
from workflow.procedures.wording import said

CHANGES_SHOWN = 30


@require_safe
@access.readers
def versions(request: HttpRequest) -> HttpResponse:
    """Every version, those not begun first."""
    found = ProcedureVersion.objects.select_related("partnership").annotate(number=Count("cases"))
    today = present.today()
    rows = [(one, state_of(one, today)) for one in found.order_by("-effective_from", "title")]
    context = {"rows": rows, "may_write": not access.why_not_begin(request.user)}
    return render(request, f"{PAGES}/versions.html", context)


def state_of(procedure: ProcedureVersion, today: date) -> str:
    """Where a version stands, in a word or two."""
    if procedure.withdrawn_at is not None:
        return "withdrawn"
    if not procedure.is_published:
        return "draft"
    if procedure.effective_from > today:
        return "not begun"
    try:
        current = ProcedureVersion.objects.in_force(procedure.partnership, today)
    except NoProcedureInForce:
        return "published"
    return "in force" if current == procedure else "followed by another"


@require_safe
@access.readers
def version(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """One version: every part with the way to its page; of a draft what keeps it from being published."""
    today, user = present.today(), request.user
    lists = {name: value for name, value in procedure.content.items() if isinstance(value, list)}
    groups = {name: value for name, value in procedure.content.items() if isinstance(value, dict)}
    groups.setdefault(TITLES.name, {})
    context = {
        "procedure": procedure,
        "state": state_of(procedure, today),
        "cases": procedure.cases.count(),
        "rules": procedure.rules.all(),
        "notices": procedure.notice_templates.all(),
        "lists": [(list_of(name), len(value), any(list_faults(name, value))) for name, value in lists.items()],
        "groups": [(group_of(name), _summary(name, value)) for name, value in groups.items()],
        "may_write": not access.why_not_write(user, procedure),
        "may_copy": not access.why_not_copy(user, procedure),
        "why_not_publish": access.why_not_publish(user, procedure),
        "may_withdraw": _may_withdraw(user, procedure, today),
        "problems": [] if procedure.is_published else publishing.problems_of(procedure),
        "changes": procedure.changes.select_related("by")[:CHANGES_SHOWN],
        "follows": publishing.follows(procedure),
    }
    return render(request, f"{PAGES}/version.html", context)


def _summary(name: str, value: dict[str, Any]) -> list[tuple[str, str]]:
    known = {setting.name: setting for setting in group_of(name).settings}
    return [
        (known[key].label if key in known else key, said(one, known[key].choices if key in known else ()))
        for key, one in value.items()
        if one not in ("", [], None)
    ]


def _may_withdraw(user: access.Person, procedure: ProcedureVersion, today: date) -> bool:
    waits = procedure.is_published and procedure.withdrawn_at is None and procedure.effective_from > today
    return waits and not access.why_not_withdraw(user, procedure)


@require_safe
@access.readers
def compare(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """What this version says otherwise than another; without one chosen, than the version that it follows."""
    others = ProcedureVersion.objects.exclude(pk=procedure.pk)
    chosen = {str(one.pk): one for one in others}
    other = chosen.get(request.GET.get("with", "")) or publishing.follows(procedure)
    sections = differences(document_of(other), document_of(procedure)) if other else []
    context = {"procedure": procedure, "other": other, "others": list(chosen.values()), "sections": sections}
    return render(request, f"{PAGES}/compare.html", context)
