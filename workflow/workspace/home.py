"""What a person's start page shows: what they can start, what waits for them, what they sent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from forms import handlers
from forms.kept_query import KeptQuery
from forms.models import Draft
from forms.models.form_page import FormPage
from forms.models.submission import called, titled
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor
from workflow.workspace import cases, own
from workflow.workspace.cases import Row
from workflow.workspace.label import labels_of
from workflow.workspace.waiting_for_me import Need, asked_of, needs_of

# What a start page shows of a list; the rest has a page of its own.
RECENT = 5


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
    partnerships = SERVED.rows(agencies=sorted(actor.agency_ids()))
    if not partnerships:
        return []
    pages = REFERRALS.rows()
    return [{"partnership": one, "page": next(filter(one.has_page, pages), None)} for one in partnerships]


def _served(agencies: list[int]) -> "QuerySet[Partnership]":
    return Partnership.objects.filter(agencies__in=agencies).distinct().select_related("home")


def _referrals() -> "QuerySet[FormPage]":
    return FormPage.objects.live().filter(handler="open_case").defer("steps")


SERVED: KeptQuery[Partnership] = KeptQuery(_served, agencies=list[int])
REFERRALS: KeptQuery[FormPage] = KeptQuery(_referrals)


def drafts(actor: Actor, *, now: datetime) -> "QuerySet[Draft]":
    """What the person can go on with, the newest first."""
    return titled(Draft.objects.open_for(actor.user, now=now))


def newest_drafts(actor: Actor, *, now: datetime) -> list[Draft]:
    """The first few of them, and one more."""
    names = handlers.writes_for(actor.user)
    return DRAFTS.rows(user=actor.user.pk, names=sorted(names) or [""], now=now)


def _drafts(user: int, names: list[str], now: datetime) -> "QuerySet[Draft]":
    return titled(Draft.objects.open_to(user, names, now))[: RECENT + 1]


DRAFTS: KeptQuery[Draft] = KeptQuery(_drafts, user=int, names=list[str], now=datetime)


def at_hand(actor: Actor, *, now: datetime) -> tuple[list[Need], list[Row]]:
    """What is asked of the person's agency, one more than is shown, and its newest cases: eight queries."""
    asked, newest = asked_of(actor, today=local_date(now)), cases.newest(actor, RECENT)
    needed, records = [], []
    for kind, about in asked.items():
        found = own.records_among(kind, actor, wanted=about, cases=[case.pk for case in newest])
        needed += [one for one in found if one.pk in about]
        records += found
    labels = labels_of(actor.user, {one.pk for one in newest} | {one.case_id for one in needed})
    needs = [replace(need, label=labels.get(need.record.case_id, "")) for need in needs_of(needed, now=now)]
    return needs, cases.rows_of(newest, records, labels)


def draft_lines(actor: Actor, found: Iterable[Draft]) -> list[DraftLine]:
    """These drafts with case, the person's label of it, and partnership: four queries, however many they are."""
    shown = list(found)
    if not shown:
        return []
    subjects = [draft.subject for draft in shown if draft.subject]
    about: dict[str, tuple[Any, str]] = {}
    if subjects:
        own = Case.objects.filter(pk__in=subjects).values_list("pk", "pk", "reference")
        asked = AgencyReturn.objects.filter(pk__in=subjects).values_list("pk", "case_id", "case__reference")
        about = {str(pk): (case, reference) for pk, case, reference in [*own, *asked]}
    labels = labels_of(actor.user, [case for case, _reference in about.values()]) if about else {}
    areas = list(Partnership.objects.exclude(home=None).select_related("home"))
    lines = []
    for draft in shown:
        case, reference = about.get(draft.subject, (None, ""))
        area = next((one.name for one in areas if one.has_page(draft.page)), "")
        lines.append(DraftLine(draft, called(draft), reference, area, labels.get(case, "")))
    return lines
