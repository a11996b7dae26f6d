"""What a person's start page shows: what they can start, what waits for them, what they sent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from forms.models import Draft
from forms.models.form_page import FormPage
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor
from workflow.workspace.label import labels_of
from workflow.workspace.waiting_for_me import Need

# What a start page shows of a list; the rest has a page of its own.
RECENT, SOONEST = 5, 8


@dataclass(frozen=True)
class DraftLine:
    """A draft with what it is called, the case it is about and the partnership that gets it."""

    draft: Draft
    title: str
    about: str
    partnership: str
    label: str = ""


def starts(actor: Actor) -> list[dict[str, Any]]:
    """Where this person can refer a child: the partnerships their agencies serve, each with its form. Two queries."""
    found = Partnership.objects.filter(agencies__in=actor.agency_ids()).distinct().select_related("home")
    partnerships = list(found)
    if not partnerships:
        return []
    pages = list(FormPage.objects.live().filter(handler="open_case"))
    return [{"partnership": one, "page": next(filter(one.has_page, pages), None)} for one in partnerships]


def drafts(actor: Actor, *, now: datetime) -> "QuerySet[Draft]":
    """What the person can go on with, the newest first."""
    return Draft.objects.open_for(actor.user, now=now)


def draft_lines(actor: Actor, found: Iterable[Draft]) -> list[DraftLine]:
    """These drafts with case, the person's label of it, and partnership: four queries, however many they are."""
    shown = list(found)
    if not shown:
        return []
    subjects = [draft.subject for draft in shown if draft.subject]
    cases: dict[str, tuple[Any, str]] = {}
    if subjects:
        own = Case.objects.filter(pk__in=subjects).values_list("pk", "pk", "reference")
        asked = AgencyReturn.objects.filter(pk__in=subjects).values_list("pk", "case_id", "case__reference")
        cases = {str(pk): (case, reference) for pk, case, reference in [*own, *asked]}
    labels = labels_of(actor.user, [case for case, _reference in cases.values()]) if cases else {}
    areas = list(Partnership.objects.exclude(home=None).select_related("home"))
    lines = []
    for draft in shown:
        case, reference = cases.get(draft.subject, (None, ""))
        area = next((one.name for one in areas if one.has_page(draft.page)), "")
        lines.append(DraftLine(draft, draft.definition["title"], reference, area, labels.get(case, "")))
    return lines


def labelled(actor: Actor, found: list[Need]) -> list[Need]:
    """These needs under the person's own labels of their cases: one query."""
    labels = labels_of(actor.user, {need.record.case_id for need in found}) if found else {}
    return [replace(need, label=labels.get(need.record.case_id, "")) for need in found]
