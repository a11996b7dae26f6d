"""Which dates stand in a person's calendar: what waits for them with a day, the limits of the cases they own, and the
meetings to which they are asked or that their cases have.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from workflow.clocks.deadline import Deadline
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.parties.assignees import assignees_in_all_roles
from workflow.parties.roles import CASE_ROLES, Actor, Role
from workflow.waiting.reading import rows_for
from workflow.waiting.waiting import Waiting
from workflow.waiting.words import why

MOST = 500
# For how long a meeting that is over stays in the calendar.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Entry:
    """One whole day in a calendar, or from `begins` to `ends`: reference and kind, nothing of the case."""

    uid: str
    day: date
    words: str
    url: str
    written_at: datetime
    begins: datetime | None = None
    ends: datetime | None = None


def dates_of(actor: Actor, *, now: datetime) -> list[Entry]:
    """What the person may know of today, the soonest first."""
    found = [*_waiting(actor, now), *_limits(actor), *_meetings(actor, now)]
    return sorted(found, key=lambda one: (one.day, one.words))[:MOST]


def _waiting(actor: Actor, now: datetime) -> Iterator[Entry]:
    agencies = Q(agency__in=actor.agency_ids()) | Q(authority=True)
    # A task keeps its person where they no longer read the case.
    readable = Case.objects.read_by(actor).named_or_else_in() | agencies
    # A limit that passed stands in the calendar of its owner by itself.
    rows = rows_for(actor, today=local_date(now)).filter(readable, due__isnull=False).exclude(what=Waiting.What.LATE)
    for row in rows.select_related("case")[:MOST]:
        at_agency = row.agency_id is not None or row.authority
        yield _entry(
            row.case, str(row.identity), row.due, why(row), row.since, page="workspace" if at_agency else "desk"
        )


def _limits(actor: Actor) -> Iterator[Entry]:
    owned = Case.objects.owned_by(actor).filter(state=Case.OPEN, led_by=None)
    running = Deadline.objects.filter(case__in=owned.values("pk"), state=Deadline.State.RUNNING)
    for deadline in running.select_related("case", "rule").order_by("due_on")[:MOST]:
        yield _entry(deadline.case, str(deadline.pk), deadline.due_on, deadline.rule.label, deadline.opened_at)


def _meetings(actor: Actor, now: datetime) -> Iterator[Entry]:
    """Those to come, and of the last days, that stand: two queries."""
    found = Meeting.objects.stands().filter(starts_at__gte=now - KEPT)
    agencies = actor.agency_ids()
    if agencies:
        at_agency = found.filter(Case.objects.visible_to(actor).named_in())
        asked = Invitation.objects.filter(agency__in=agencies, withdrawn_at=None).values("meeting")
        yield from _met(at_agency.filter(pk__in=asked), page="workspace")
    if actor.holds(CASE_ROLES):
        asked = Invitation.objects.filter(_asks(actor), withdrawn_at=None).values("meeting")
        of_theirs = Q(pk__in=asked) | Q(case__in=Case.objects.owned_by(actor).values("pk"))
        yield from _met(found.filter(Case.objects.read_by(actor).named_in(), of_theirs), page="desk")


def _asks(actor: Actor) -> Q:
    """A condition on invitations: the person, whom they stand in for, their seat, or a group in which they sit."""
    found = Q(person__in=assignees_in_all_roles(actor))
    for held in actor.memberships:
        if held.role == Role.DECISION_MAKER:
            found |= Q(seat=held.seat, meeting__case__partnership=held.partnership_id) & ~Q(seat="")
        elif held.role == Role.GROUP:
            found |= Q(group=held.group, meeting__case__partnership=held.partnership_id) & ~Q(group="")
    return found


def _met(meetings: Any, *, page: str) -> Iterator[Entry]:
    for one in meetings.select_related("case").order_by("starts_at")[:MOST]:
        day, words = local_date(one.starts_at), str(one.get_kind_display())
        made = _entry(one.case, f"{page}:{one.pk}", day, words, one.changed_at, page=page)
        yield replace(made, begins=one.starts_at, ends=one.ends_at)


def _entry(case: Any, identity: str, day: Any, words: str, written_at: datetime, *, page: str = "desk") -> Entry:
    url = settings.PORTAL_BASE_URL + reverse(f"{page}:case", args=[case.reference])
    return Entry(str(uuid5(NAMESPACE_URL, identity)), day, f"{case.reference}: {words}", url, written_at)
