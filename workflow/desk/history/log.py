"""The log as an auditor reads it: who did what in which case and when, never what the case is about."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forms.sent_numbers import whole_number
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


@dataclass(frozen=True)
class Stretch:
    """Some entries, newest first, found by their numbers and never counted: the log is as long as its portal is old.

    `newer`, `older`: the number from which the next ones go, None where there are none.
    """

    events: list[Event]
    newer: int | None
    older: int | None

    @classmethod
    def asked(cls, found: "QuerySet[Event]", before: str, after: str) -> "Stretch":
        """Those next before a number, those next after one, else the newest. What is no number asks for the newest."""
        if (bound := whole_number(after)) is not None:
            events = list(found.filter(position__gt=bound).order_by("position")[: EVENTS_A_PAGE + 1])
            has_newer, shown = len(events) > EVENTS_A_PAGE, events[:EVENTS_A_PAGE][::-1]
            return cls.of(shown, has_newer=has_newer, has_older=True)
        bound = whole_number(before)
        events = list((found if bound is None else found.filter(position__lt=bound))[: EVENTS_A_PAGE + 1])
        return cls.of(events[:EVENTS_A_PAGE], has_newer=bound is not None, has_older=len(events) > EVENTS_A_PAGE)

    @classmethod
    def of(cls, shown: list[Event], *, has_newer: bool, has_older: bool) -> "Stretch":
        numbers: list[Any] = [shown[0].position, shown[-1].position] if shown else [None, None]
        return cls(shown, numbers[0] if has_newer else None, numbers[1] if has_older else None)


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
    page = Stretch.asked(found, request.GET.get("before", ""), request.GET.get("after", ""))
    rows = [(event, happened(event.kind), role_of(event)) for event in page.events]
    context = {"results": page, "rows": rows, "partnership": only_area(actor, {Role.AUDITOR})}
    return render(request, "workflow/desk/log.html", context)
