"""Opening a case: from a referral with its children, or for a notification that no referral came before (D2, D4)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from forms.definition import meanings
from forms.definition.meanings import Reading
from forms.kept_query import KeptQuery
from forms.models import Submission
from forms.same_text import same
from forms.vault import DataKey
from workflow.engine.door import begin_together
from workflow.engine.step import local_date
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.case.children.child import Child, create_together
from workflow.machines.case.differences.finding import Telling
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Agency, Partnership, paths_above
from workflow.parties.reference_counter import ReferenceCounter
from workflow.parties.roles import Actor
from workflow.procedures.referral_kinds import ReferralKind, kinds_of
from workflow.procedures.version import ProcedureVersion

NAME = "child.name"


def _serving(paths: list[str], agencies: list[int]) -> QuerySet[Any]:
    """Which of these agencies serve the partnerships with their home there, and the authorities that notify."""
    serving = Partnership.agencies.through.objects.filter(partnership__home__path__in=paths)
    wanted = serving.filter(Q(agency__in=agencies) | Q(agency__notifies_for=F("partnership")))
    return wanted.select_related("partnership", "agency").order_by("-partnership__home__path", "agency")


SERVING: KeptQuery[Any] = KeptQuery(_serving, paths=list[str], agencies=list[int])


def sender_of(page: Any, by: Actor) -> tuple[Partnership, Agency] | None:
    """For which of its agencies this person refers to the page's partnership; None for nobody's. One query."""
    own = by.agency_ids()
    rows: list[Any] = SERVING.rows(paths=paths_above(page), agencies=sorted(own)) if own else []
    found = next((row for row in rows if row.agency_id in own), None)
    if found is None:
        return None
    partnership: Partnership = found.partnership
    # The local authority is told when the case opens: it was read in the same query.
    if notifiers := [row.agency for row in rows if row.agency.notifies_for_id == partnership.pk]:
        partnership.notifiers = notifiers
    return partnership, found.agency


def open_case(
    submission: Submission,
    *,
    partnership: Partnership,
    agency: Agency,
    by: Actor,
    now: datetime,
    arrival: Arrival | None = None,
) -> Case:
    """The new case of a sent referral, opened inside the transaction that stores it. Raises NoProcedureInForce.

    `arrival`: how it came where the office recorded it for the agency; then the day on which it came counts (D2, D4).
    """
    reading = meanings.read(submission.version.definition, submission.answers)
    today, children = arrival.came_on if arrival is not None else local_date(now), reading.many("child")
    key = submission.data_key
    case = _new_case(partnership, key, headline(children), now)
    kind = _kind_in(reading, case)
    if kind is not None:
        case.headline = headline(children, kind.text)
    referral = Referral(case=case, data_key=key, agency=agency, submission=submission, referred_on=today)
    notification = Notification(case=case, data_key=key, aware_on=aware_on(reading, agency, partnership, today))
    told = {"on_behalf": arrival.words} if arrival is not None else {}
    about: dict[str, Any] = {}
    if kind is not None:
        notification.nature = kind.key
        if why := kind.why_not_notified(_birthdays(children), _incident_in(reading) or today):
            about["not_required"] = why
    begin_together([(case, {}), (referral, told), (notification, about)], by=by, now=now)
    if arrival is not None:
        arrival.case, arrival.record_id, arrival.submission = case, referral.pk, submission
        arrival.save(update_fields=["case", "record_id", "submission"])
    create_together([_child(case, details) for details in children])
    return case


@transaction.atomic
def open_without_referral(
    partnership: Partnership, *, case_id: UUID, aware_on: date, aware_by: str, incident: str, by: Actor, now: datetime
) -> Case:
    """The new case of an incident that nobody referred: the local authority is to notify of it (D2).

    Its children come with the notification. Raises NoProcedureInForce, IntegrityError where this case is there already.
    """
    key = DataKey.objects.make()
    case = _new_case(partnership, key, incident, now, id=case_id)
    notification = Notification(case=case, data_key=key, aware_on=aware_on)
    notification.aware_by = aware_by
    begin_together([(case, {"incident": incident}), (notification, {"aware_by": aware_by})], by=by, now=now)
    return case


def _new_case(partnership: Partnership, key: DataKey, line: str, now: datetime, **given: UUID) -> Case:
    today = local_date(now)
    case = Case(
        partnership=partnership,
        procedure=ProcedureVersion.objects.in_force(partnership, today),
        data_key=key,
        reference=ReferenceCounter.next_reference(partnership, today.year),
        opened_at=now,
        **given,
    )
    case.headline = line
    return case


def name_by_children(case: Case, nature: str = "") -> None:
    """Once its children are known, the case is named by them; where the referral said its kind, by that and later by
    the nature that the notification says.
    """
    kinds, what = kinds_of(case.procedure), (case.headline or "").rpartition(": ")[0]
    of_a_kind = what if what in {kind.text for kind in kinds.values()} else ""
    if of_a_kind and nature in kinds:
        of_a_kind = kinds[nature].text
    case.headline = headline([child.details or {} for child in case.children.select_related("data_key")], of_a_kind)
    case.save(update_fields=["headline"])


def _kind_in(reading: Reading, case: Case) -> ReferralKind | None:
    """The kind that the referral names, where its form asks and the case's version of the procedure knows it."""
    return kinds_of(case.procedure).get(str(reading.one("referral.kind") or ""))


def _incident_in(reading: Reading) -> date | None:
    try:
        return date.fromisoformat(reading.one("incident.date") or "")
    except ValueError:
        return None


def _birthdays(children: Sequence[Mapping[str, Any]]) -> list[str | None]:
    return [details.get("child.birth_date") for details in children]


def headline(children: Sequence[Mapping[str, Any]], kind: str = "") -> str:
    """One line for case workers: "Death of a child: 2 children"; of a referral that says its kind, by its words."""
    if kind:
        return f"{kind}: {len(children)} {'child' if len(children) == 1 else 'children'}"
    outcomes = {details.get("child.outcome") for details in children}
    if "died" in outcomes:
        what = "Death of a child"
    else:
        what = "Serious harm to a child" if "seriously_harmed" in outcomes else "Incident"
    return f"{what}: {len(children)} {'child' if len(children) == 1 else 'children'}"


def aware_on(reading: Reading, agency: Agency, partnership: Partnership, today: date) -> date:
    """The day the local authority became aware (D2): what it says itself, else the day the referral arrived."""
    given = reading.one("referral.aware_date")
    if given is None or agency.notifies_for_id != partnership.pk:
        return today
    return min(date.fromisoformat(given), today)


def take_over_children(case: Case, children: Sequence[Mapping[str, Any]], telling: Telling | None = None) -> None:
    """What a later form says of the children: those known are brought up to date, others are added.

    A child is known by name; one whose name was not known, by what is known of the birth. `telling` keeps what it
    tells otherwise, so that no value is lost.
    """
    known = list(case.children.select_related("data_key").order_by("pk"))
    for details in children:
        child = _same(known, details)
        if child is None:
            _child(case, details).save(force_insert=True)
            continue
        known.remove(child)
        if telling is not None:
            telling.about_child(child, details)
        child.describe({**(child.details or {}), **details})
        child.save(update_fields=["details", "name_index"])


def _same(known: Sequence[Child], details: Mapping[str, Any]) -> Child | None:
    name = _name_of(details)
    named = (child for child in known if _name_of(child.details or {}) == name)
    if name and (found := next(named, None)) is not None:
        return found
    unnamed = (child for child in known if not _name_of(child.details or {}))
    birth = details.get("child.birth_known")
    return next((child for child in unnamed if (child.details or {}).get("child.birth_known") == birth), None)


def _child(case: Case, details: Mapping[str, Any]) -> Child:
    child = Child(case=case, data_key=case.data_key)
    child.describe(dict(details))
    return child


def _name_of(details: Mapping[str, Any]) -> str:
    return same(str(details.get(NAME) or ""))
