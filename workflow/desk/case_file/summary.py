"""What the case page says at a glance: the two dates, the notification, other areas, what keeps the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms.definition.dates import spoken_day
from workflow.desk.case_file.file import CaseFile
from workflow.engine.step import local_date
from workflow.machines.case.children.child import Child
from workflow.machines.case.differences.difference import Difference, Told, day_of, in_words
from workflow.machines.case.incident import DAY, told_in
from workflow.machines.case.involved_area import InvolvedArea
from workflow.machines.case.machine import Case
from workflow.machines.case.retention.guards import keep_until
from workflow.machines.notification.machine import Notification
from workflow.parties.roles import CASE_ROLES

Fact = tuple[str, str]


def about_incident(file: CaseFile) -> list[Fact]:
    """The incident and its notification, for who reads what was sent."""
    return [fact for fact in [*_dates(file), *_notified(file), *_joined(file)] if fact[1]]


def _dates(file: CaseFile) -> Iterator[Fact]:
    yield "Date of the incident", spoken_day(_incident(file))
    for notification in file.notifications:
        by = f", {notification.aware_by}" if notification.aware_by else ""
        of_death = " of the death" if notification.is_of_a_death else ""
        yield f"The local authority became aware{of_death}", f"{spoken_day(notification.aware_on)}{by}"


def _incident(file: CaseFile) -> date | None:
    """The day that counts where forms differ; else as the notification tells it, else the first referral."""
    if (counts := next((one.counts for one in file.differences if one.fact == DAY), None)) is not None:
        return day_of(counts)
    records: list[Any] = [*file.notifications, *file.referrals]
    for record in records:
        if (day := told_in(file.submission(record.submission_id))) is not None:
            return day
    return None


@dataclass(frozen=True)
class ToldValue:
    """One of several values: what it is, who told it and when, and whether it counts."""

    text: str
    source: str
    counts: bool


@dataclass(frozen=True)
class ToldTwice:
    """A fact that forms tell differently: its values, and since when and why one of them counts."""

    label: str
    values: tuple[ToldValue, ...]
    why: str
    reason: str


def told_twice(file: CaseFile) -> list[ToldTwice]:
    """What forms of the case tell differently, what is still to be decided first."""
    found = sorted(file.differences, key=lambda one: one.is_decided)
    return [
        ToldTwice(one.label, tuple(_value(one, told) for told in one.told), _why(one), one.reason or "")
        for one in found
    ]


def _value(one: Difference, told: Told) -> ToldValue:
    on = f", {in_words(told['on'])}" if told["on"] else ""
    return ToldValue(in_words(told["value"]), f"{told['source']}{on}", told["value"] == one.counts)


def _why(one: Difference) -> str:
    since = f"counts since {_at(one.since)}"
    if one.decided_at is None:
        return (
            f"“{in_words(one.counts)}” {since}, because it was told last. Nobody has decided yet which value is right."
        )
    return f"“{in_words(one.counts)}” {since}. {one.decided_by} decided so on {_at(one.decided_at)}."


def _notified(file: CaseFile) -> Iterator[Fact]:
    for notification in file.notifications:
        if notification.submitted_at:
            day = _at(notification.submitted_at)
            withdrawn = ", withdrawn since" if notification.state == Notification.WITHDRAWN else ""
            of_death = " of the death" if notification.is_of_a_death else ""
            yield f"The Panel was notified{of_death}", f"{day}, number {notification.national_reference}{withdrawn}"
        for before in notification.earlier or []:
            made = _at(datetime.fromisoformat(before["submitted_at"]))
            yield "Notified before, and withdrawn", f"{made}, number {before['national_reference']}"
        if notification.copied_at:
            yield "Copy to the support office", _at(notification.copied_at)
        why = notification.why_not_required or {}
        yield "Why no notification is required", str(why.get("reason") or "")
        yield "Who decided that", str(why.get("decider") or "")
        yield "Who disagrees, and why", str(why.get("dissent") or "")


def _joined(file: CaseFile) -> Iterator[Fact]:
    joined = file.case.joined_referrals.select_related("agency", "case")
    yield "Referrals joined to this case", "\n".join(f"{one.agency}, {one.case.reference}" for one in joined)
    yield "Joined to", ", ".join(one.joined_to.reference for one in file.referrals if one.joined_to)


def about_keeping(case: Case) -> list[Fact]:
    """Other areas, legal hold and retention: for everybody who reads the case."""
    areas = InvolvedArea.objects.filter(case=case, until=None).select_related("partnership")
    named = "\n".join(f"{one.partnership}, since {_at(one.since)}" for one in areas)
    found = [("Areas that read this case along", named)]
    if hold := case.legal_hold:
        hold.data_key = case.data_key
        found.append(("Legal hold", f"Since {_at(hold.placed_at)}: {hold.reason}"))
    if not case.is_open:
        until = keep_until(case)
        found.append(("Kept until", spoken_day(until) or "No period is set: the case is kept"))
    if case.erasure_proposed_at:
        found.append(("Proposed to be erased", f"On {_at(case.erasure_proposed_at)} by {case.erasure_proposed_by}"))
    return [fact for fact in found if fact[1]]


def namesakes(file: CaseFile) -> list[Case]:
    """Other cases the person reads in which a child has the same name: perhaps the same incident. One query."""
    indexes = {child.name_index for child in file.children} - {""}
    if not indexes:
        return []
    same = Child.objects.filter(name_index__in=indexes).values("case")
    mine = Case.objects.in_areas(file.by.partnership_ids(CASE_ROLES))
    return list(mine.filter(pk__in=same).exclude(pk=file.case.pk).order_by("opened_at")[:5])


def led_elsewhere(file: CaseFile) -> bool:
    """Whether the person reads this case for an area that does not lead it (D26)."""
    return not file.by.holds(CASE_ROLES, partnership_id=file.case.partnership_id)


def _at(moment: Any) -> str:
    return spoken_day(local_date(moment))
