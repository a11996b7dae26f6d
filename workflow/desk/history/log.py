"""The log as an auditor reads it: who did what in which case and when, never what the case is about."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow.desk.access import areas, for_roles, only_area
from workflow.desk.history.words import happened, role_of
from workflow.desk.sent_forms.export import Export
from workflow.engine.event import Event
from workflow.machines.audit.round import AuditRound
from workflow.parties.party import Membership
from workflow.parties.person_file import PersonFile
from workflow.parties.roles import Actor, Role

EVENTS_A_PAGE = 30
AUDITORS_ONLY = "The log is for auditors. Officers find what happened in a case under its timeline."


@require_safe
@for_roles({Role.AUDITOR}, AUDITORS_ONLY)
def log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every step, every reading and every export in the auditor's areas, newest first."""
    partnerships = areas(actor, {Role.AUDITOR})
    exports = Export.objects.filter(partnership__in=partnerships).values("pk")
    rounds = AuditRound.objects.filter(partnership__in=partnerships).values("pk")
    theirs = Q(case__partnership__in=partnerships) | Q(record_id__in=exports) | Q(record_id__in=rounds)
    # Bank holidays hold for all partnerships.
    theirs |= Q(kind__startswith="bank_holiday.")
    # So does the record itself.
    theirs |= Q(kind__startswith="log.")
    # Who holds or held a role in their areas.
    held = Membership.objects.filter(partnership__in=partnerships)
    theirs |= Q(record_id__in=PersonFile.objects.filter(user__in=held.values("user")).values("pk"))
    found = Event.objects.filter(theirs).order_by("-position")
    found = found.select_related("case", "actor").defer("data", "case__headline")
    page = Paginator(found, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(event, happened(event.kind), role_of(event)) for event in page.object_list]
    context = {"results": page, "rows": rows, "partnership": only_area(actor, {Role.AUDITOR})}
    return render(request, "workflow/desk/log.html", context)
