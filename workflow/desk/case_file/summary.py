"""What the case page says at a glance: the two dates, the notification, other areas, what keeps the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.definition.dates import spoken_day
from workflow.desk.case_file.asked import JOINED, LINKS, NAMED_ALIKE
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.incident_day import incident_of
from workflow.engine.step import local_date
from workflow.machines.case.assignments.guards import running
from workflow.machines.case.differences.difference import Difference, Told, in_words
from workflow.machines.case.involved_area import InvolvedArea
from workflow.machines.case.links.guards import AS_READ
from workflow.machines.case.links.link import FEW, CaseLink, linked_with, links_of, readable, same_name
from workflow.machines.case.links.link import namesakes as alike
from workflow.machines.case.machine import Case
from workflow.machines.case.retention.guards import keep_until
from workflow.machines.notification.machine import Notification
from workflow.parties.roles import CASE_ROLES

Fact = tuple[str, str]
Verdict = CaseLink.Verdict
SINCE = {Notification.WITHDRAWN: ", withdrawn since", Notification.JOINED: ", joined to another since"}


def about_incident(file: CaseFile) -> list[Fact]:
    """The incident and its notification, for who reads what was sent."""
    return [fact for fact in [*_dates(file), *_notified(file), *_joined(file)] if fact[1]]


def _dates(file: CaseFile) -> Iterator[Fact]:
    yield "Date of the incident", spoken_day(incident_of(file))
    for notification in file.notifications:
        by = f", {notification.aware_by}" if notification.aware_by else ""
        of_death = " of the death" if notification.is_of_a_death else ""
        yield f"The local authority became aware{of_death}", f"{spoken_day(notification.aware_on)}{by}"


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
            withdrawn = SINCE.get(notification.state, "")
            of_death = " of the death" if notification.is_of_a_death else ""
            yield f"The Panel was notified{of_death}", f"{day}, number {notification.national_reference}{withdrawn}"
        for before in notification.earlier or []:
            made = _at(datetime.fromisoformat(before["submitted_at"]))
            yield "Notified before, and withdrawn", f"{made}, number {before['national_reference']}"
        if notification.is_joined:
            yield "Joined to the notification of", ", ".join(notification.joined_with)
            told = spoken_day(notification.joining_told_on) or "not yet: its letter has not gone"
            yield "The Panel was told that it is one incident", told
        yield "Notifications joined to this one", ", ".join(notification.joined_references)
        if notification.copied_at:
            yield "Copy to the support office", _at(notification.copied_at)
        why = notification.why_not_required or {}
        yield "Why no notification is required", str(why.get("reason") or "")
        yield "Who decided that", str(why.get("decider") or "")
        yield "Who disagrees, and why", str(why.get("dissent") or "")


def _joined(file: CaseFile) -> Iterator[Fact]:
    joined = [] if file.has_none(JOINED) else file.case.joined_referrals.select_related("agency", "case")
    yield "Referrals joined to this case", "\n".join(f"{one.agency}, {one.case.reference}" for one in joined)
    yield "Joined to", ", ".join(one.joined_to.reference for one in file.referrals if one.joined_to)


def about_keeping(file: CaseFile) -> list[Fact]:
    """Who is assigned, other areas, legal hold and retention: for everybody who reads the case."""
    case = file.case
    areas = [] if file.has_none(InvolvedArea) else list(case.areas.filter(until=None).select_related("partnership"))
    # Guards ask the case who reads it along.
    case.__dict__.setdefault("reading_areas", {case.partnership_id, *(one.partnership_id for one in areas)})
    named = "\n".join(f"{one.partnership}, since {_at(one.since)}" for one in areas)
    people = "\n".join(f"{one}, since {_at(one.since)}" for one in running(case))
    outside = "\n".join(f"{one.body}, since {_at(one.since)}" for one in case.involved_bodies)
    found = [
        ("Assigned to this case", people),
        ("Areas that read this case along", named),
        ("Bodies outside the portal that are involved", outside),
    ]
    if case.led_by_id:
        found.insert(0, ("Led elsewhere", f"By {case.led_by}, since {spoken_day(case.led_since)}"))
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
    """Other cases the person reads in which a child has the same name, and nobody has answered what they are to this
    one: perhaps the same incident. One query.
    """
    if not any(child.name_index for child in file.children):
        return []
    if not file.has_none(LINKS):
        found = readable(file.case, file.by).filter(same_name(file.case))
        return list(found.exclude(linked_with(file.case))[:FEW])
    shown = [] if file.has_none(NAMED_ALIKE) else alike(file.case, file.by)
    # The guard of the step that answers asks for no others.
    file.case.__dict__[AS_READ] = (file.by.user_id(), bool(shown))
    return shown


@dataclass(frozen=True)
class Linked:
    """A case of the same child, as it was answered."""

    case: Case
    is_same_incident: bool


def linked(file: CaseFile) -> list[Linked]:
    """The cases of the same child that the person reads, the same incident first. Two queries at most."""
    if file.has_none(LINKS):
        return []
    answered = {
        link.second_id if link.first_id == file.case.pk else link.first_id: link.verdict == Verdict.SAME_INCIDENT
        for link in links_of(file.case).exclude(verdict=Verdict.ANOTHER_CHILD)
    }
    if not answered:
        return []
    found = [Linked(case, answered[case.pk]) for case in readable(file.case, file.by).filter(pk__in=answered)]
    return sorted(found, key=lambda one: not one.is_same_incident)


def led_elsewhere(file: CaseFile) -> bool:
    """Whether the person reads this case for an area that does not lead it (D26)."""
    return not file.by.holds(CASE_ROLES, partnership_id=file.case.partnership_id)


def _at(moment: Any) -> str:
    return spoken_day(local_date(moment))
