"""Everything of one person passes to another who holds the same role in the same place; or somebody stands in.

What passes is a list of functions, so that a room which gives somebody work says itself how it is handed over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from portal.accounts.people import deciding
from portal.accounts.people.holding import write
from portal.accounts.people.leaving import open_tasks, owned_cases, pass_task
from portal.accounts.people.place import Place
from portal.accounts.people.telling import tell
from workflow.engine.door import perform
from workflow.engine.step import Refused, local_date
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.tasks.task import TASK_ROLES
from workflow.parties.cover import Cover
from workflow.parties.party import Membership
from workflow.parties.roles import SYSTEM, Actor, Role
from workflow.people.models import User
from workflow.workspace.handing_over import hand_over_drafts

NOT_THE_SAME = "Choose somebody who holds the same role in the same place."
NOT_YOURS = "What this person works on is not yours to hand over."
# The step that assigns somebody with this role to a case.
ASSIGN = {Role.SCRUTINEER: "assign_scrutineer", Role.REVIEWER: "assign_reviewer"}
STANDS_IN_ALREADY = "This is arranged for some of these days already. End that first, or choose other days."
IS_AWAY = "They are away themselves on some of these days, and somebody stands in for them. Choose somebody else."
TO_YOURSELF = "You cannot hand work over to yourself. Ask a colleague."


@dataclass(frozen=True)
class Passing:
    """What is handed over: from whom to whom, in which role and place, by whom and when."""

    away: User
    to: User
    place: Place
    by: Actor
    now: datetime


def pass_drafts(passing: Passing) -> str:
    """The open drafts that the person wrote for this agency; in words what was passed, "" where there was nothing."""
    if passing.place.agency is None:
        return ""
    agency = passing.place.agency
    moved = hand_over_drafts(passing.away, passing.to, agency, by=passing.by, now=passing.now)
    return _counted(moved, "open draft") if moved else ""


def pass_assignments(passing: Passing) -> str:
    """The cases of the partnership to which a scrutineer or a reviewer is assigned. Whom a review appointed as its
    reviewer stays that until it appoints another (D20).
    """
    role, partnership = passing.place.role, passing.place.partnership
    if role not in ASSIGN or partnership is None:
        return ""
    found = CaseAssignment.objects.filter(user=passing.away, role=role, until=None, case__partnership=partnership)
    # Read before the first of them ends.
    running = list(found.select_related("case"))
    reason = f"Handed over to {passing.to}"
    for given in running:
        told = {"assignment": given.pk, "reason": reason}
        perform(given.case, "end_assignment", by=SYSTEM, now=passing.now, data=told)
        if not given.case.assignments.filter(user=passing.to, role=role, until=None).exists():
            perform(given.case, ASSIGN[role], by=SYSTEM, now=passing.now, data={"person": passing.to.pk})
    return _counted(len(running), "case") if running else ""


def pass_cases(passing: Passing) -> str:
    """The cases that an officer has."""
    role, partnership = passing.place.role, passing.place.partnership
    if role != Role.OFFICER or partnership is None:
        return ""
    owned = list(owned_cases(passing.away, partnership))
    for case in owned:
        perform(case, "give_case", by=SYSTEM, now=passing.now, data={"person": passing.to.pk})
    return _counted(len(owned), "case") + " of their own" if owned else ""


def pass_tasks(passing: Passing) -> str:
    """What they have to do in cases of the partnership."""
    role, partnership = passing.place.role, passing.place.partnership
    if role not in TASK_ROLES or partnership is None:
        return ""
    tasks = list(open_tasks(passing.away, partnership))
    for task in tasks:
        pass_task(task, passing.to, now=passing.now)
    return _counted(len(tasks), "task") if tasks else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# What passes with a role. A room that assigns work to people adds its own. Tasks go before the assignments, with whose
# end they would go back to the office.
HANDED_OVER: list[Callable[[Passing], str]] = [pass_drafts, pass_cases, pass_tasks, pass_assignments]


def hand_over(membership: Membership, to: User, *, by: Actor, now: datetime) -> list[str]:
    """Pass everything on, all or nothing; says in words what was passed. Raises Refused."""
    place = _same_role(membership, to, by=by, now=now)
    passing = Passing(membership.user, to, place, by, now)
    with transaction.atomic():
        moved = [said for function in HANDED_OVER if (said := function(passing))]
        for person, other in ((passing.away, to), (to, passing.away)):
            kind = "hand_over" if person == passing.away else "take_over"
            write(person, kind, by=by, now=now, **place.logged, other=str(other), what=", ".join(moved))
            tell(person.email, "handed_over", passing=passing, moved=moved)
    return moved


def stand_in(
    membership: Membership, by_whom: User, first_day: date, last_day: date, *, by: Actor, now: datetime
) -> Cover:
    """Let a colleague stand in from a day to a day. Raises Refused."""
    place = _same_role(membership, by_whom, by=by, now=now)
    away = membership.user
    if last_day < first_day or last_day < local_date(now):
        words = "The last day must be the first day or later, and not over yet."
        raise Refused(words, "data", {"last_day": [words]})
    with transaction.atomic():
        # Under the lock: what is sent twice is arranged once.
        both = User.objects.select_for_update(no_key=True).filter(pk__in=(away.pk, by_whom.pk))
        list(both.order_by("pk"))
        there = Cover.objects.between(first_day, last_day).filter(role=place.role)
        if there.filter(away=away, standing_in=by_whom).exists():
            raise Refused(STANDS_IN_ALREADY, "stale", {"to": [STANDS_IN_ALREADY]})
        if there.filter(away=by_whom).exists():
            # What is covered does not pass on a second time: nobody would do it.
            raise Refused(IS_AWAY, "guard", {"to": [IS_AWAY]})
        cover = Cover.objects.create(
            away=away,
            standing_in=by_whom,
            role=place.role,
            first_day=first_day,
            last_day=last_day,
            arranged_by=by.user,
            arranged_at=now,
        )
        days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
        for person, other in ((away, by_whom), (by_whom, away)):
            kind = "arrange_cover" if person == away else "stand_in"
            write(person, kind, by=by, now=now, **place.logged, other=str(other), **days)
            tell(person.email, "cover", cover=cover)
    return cover


def end_cover(cover: Cover, *, by: Actor, now: datetime) -> None:
    """The colleague is back early. Raises Refused."""
    with transaction.atomic():
        locked = Cover.objects.select_for_update().get(pk=cover.pk)
        if locked.ended_at is not None:
            raise Refused("This has ended already.", "stale")
        locked.ended_at = now
        locked.save()
        for person in (locked.away, locked.standing_in):
            write(person, "end_cover", by=by, now=now)


def candidates(membership: Membership, now: datetime) -> list[User]:
    """Who holds the same role in the same place, today."""
    place = Place.of(membership)
    found = Membership.objects.filter(ended_at=None, user__is_active=True, **place.fields)
    found = found.exclude(user=membership.user).select_related("user")
    return [one.user for one in found if one.until is None or one.until >= local_date(now)]


def _same_role(membership: Membership, other: User, *, by: Actor, now: datetime) -> Place:
    if by.user == other and by.user != membership.user:
        raise Refused(TO_YOURSELF, "role")
    if not deciding.may_end(by, membership):
        raise Refused(NOT_YOURS, "role")
    if other not in candidates(membership, now):
        raise Refused(NOT_THE_SAME, "data", {"to": [NOT_THE_SAME]})
    return Place.of(membership)
