"""Every case in which a person's agency has a part: found by its reference or the person's own label, page by page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from forms import present
from forms.kept_query import KeptQuery
from workflow.desk.narrowing import SHORT, any_of, named_by
from workflow.desk.queue.references import of_our_reference
from workflow.engine.step import Status
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.roles import Actor
from workflow.workspace import own, waiting_for_me
from workflow.workspace.label import labels_of

A_PAGE = 20
WAITING = "waiting"


@dataclass(frozen=True)
class Part:
    """One record of the agency in a case: what it is, where it stands, who sent it."""

    what: str
    status: Status
    sent: str = ""


@dataclass
class Row:
    """A case in the list."""

    case: Case
    label: str
    parts: list[Part] = field(default_factory=list)


def cases(actor: Actor, *, search: str = "", show: str = "") -> "QuerySet[Case]":
    """The newest first. `show`: "waiting" for those only in which something is asked of the agency."""
    found = named_by(_ordered(), *own.ways(actor))
    if show == WAITING:
        found = named_by(found, waiting_for_me.rows(actor, today=present.today()))
    words = search.casefold().split()
    if words:
        named = [pk for pk, text in labels_of(actor.user).items() if all(word in text.casefold() for word in words)]
        found = found.filter(Q(pk__in=named) | of_our_reference(" ".join(search.split())))
    return found


def _ordered() -> "QuerySet[Case]":
    return Case.objects.select_related("partnership", "data_key").order_by("-opened_at", "-pk")


def newest(actor: Actor, number: int) -> list[Case]:
    """The first few of all of them: two queries, three where they are many."""
    few = own.cases_of(actor)
    if few is None or len(few) > SHORT:
        found = _ordered().select_related(None)
        found = found.filter(any_of(found, *own.ways(actor)) if few is None else Q(pk__in=few))
        few = set(found.values_list("pk", flat=True)[:number])
    return NEWEST.rows(cases=sorted(few))[:number]


def _newest(cases: list[UUID]) -> "QuerySet[Case]":
    return _ordered().filter(pk__in=cases)


NEWEST: KeptQuery[Case] = KeptQuery(_newest, cases=list[UUID])


def rows(actor: Actor, page: Iterable[Case]) -> list[Row]:
    """The cases of one page with the agency's records in them: five queries, however many cases there are."""
    shown = list(page)
    labels = labels_of(actor.user, [case.pk for case in shown])
    records = [own.records_among(kind, actor, cases=[case.pk for case in shown]) for kind in own.KINDS]
    return rows_of(shown, [one for each in records for one in each], labels)


def rows_of(shown: Iterable[Case], records: Iterable[Any], labels: Mapping[Any, str]) -> list[Row]:
    """The same from what was read already, among other records too."""
    parts: dict[Any, list[Part]] = defaultdict(list)
    for record in records:
        parts[record.case_id].append(part_of(record))
    return [Row(case, labels.get(case.pk, ""), parts[case.pk]) for case in shown]


def part_of(record: Any) -> Part:
    """What it is in words; who sent it, so that colleagues know whom to ask."""
    what = {
        Referral: "Referral",
        AgencyReturn: "Return",
        RecommendationAction: "Recommendation",
    }.get(type(record), "Notification")
    submission = getattr(record, "submission", None)
    sent = f"Sent by {submission.owner}, {submission.submitted_at:%-d %B %Y}" if submission is not None else ""
    return Part(what, own.status_of(record), sent)
