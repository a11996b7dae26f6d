"""Returns that are awaited, across the cases of a person's areas: found, and many reminded of at once (D30)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from workflow.desk.converters import identifier
from workflow.desk.filters import FilterForm
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Actor

PAGE_SIZE = 50
WHEN = [("", "Any"), ("late", "Late"), ("today", "Due today or later")]


class AwaitedForm(FilterForm):
    """Which returns are shown."""

    agency = forms.ChoiceField(label="Agency", required=False)
    when = forms.ChoiceField(label="Date", choices=WHEN, required=False)


def awaited_in(partnerships: Sequence[Partnership]) -> "QuerySet[AgencyReturn]":
    """Every return that is awaited in cases of these partnerships, the one due first at the top."""
    found = AgencyReturn.objects.filter(
        Case.objects.filter(partnership__in=partnerships).named_in(), state__in=AgencyReturn.AWAITED
    )
    return found.order_by("due_on", "case__reference", "agency__name", "pk")


def agencies_in(found: "QuerySet[AgencyReturn]") -> list[tuple[str, str]]:
    """The agencies to choose from."""
    names = Agency.objects.filter(pk__in=found.order_by().values("agency")).values_list("pk", "name")
    return [("", "All"), *((str(pk), name) for pk, name in names)]


def narrowed(found: "QuerySet[AgencyReturn]", asked: dict[str, Any], *, today: date) -> "QuerySet[AgencyReturn]":
    """What the filters leave, with what a row shows."""
    if asked["agency"]:
        found = found.filter(agency=int(asked["agency"]))
    if asked["when"] == "late":
        found = found.filter(due_on__lt=today)
    elif asked["when"] == "today":
        found = found.filter(due_on__gte=today)
    return found.select_related("agency", "case__partnership")


def remind_all(found: Iterable[AgencyReturn], *, by: Actor, now: datetime) -> str:
    """Remind of each, one step each: one that was sent meanwhile stops no other. Says what came of it."""
    number, refused = 0, []
    for one in found:
        try:
            perform(one, "remind", by=by, now=now)
        except Refused as reason:
            refused.append(f"{one.agency}, {one.case.reference}: {reason.reason}")
        else:
            number += 1
    return " ".join([f"{number} {'agency was' if number == 1 else 'agencies were'} reminded.", *refused])


def chosen(found: "QuerySet[AgencyReturn]", identifiers: Iterable[str]) -> "list[Any]":
    """Those of the ticked returns that the person may remind of, at most a page of them."""
    wanted = [one for text in list(identifiers)[:PAGE_SIZE] if (one := identifier(text)) is not None]
    return list(found.filter(pk__in=wanted).select_related("agency", "case__partnership"))
