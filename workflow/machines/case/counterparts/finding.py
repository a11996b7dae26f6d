"""Who the counterparts of the office in a case are, and which of them a person speaks for."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from workflow.machines.case.counterparts.counterpart import AGENCY, GROUP, PERSON, SEAT, Counterpart
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.voting.tally import Rules
from workflow.parties.assignees import assignees
from workflow.parties.party import Agency
from workflow.parties.roles import ASSIGNED_ROLES, Actor, Group, Role, Seat, is_assigned
from workflow.parties.titles import OF_GROUPS, title_of


def is_office(case: Any, by: Actor) -> bool:
    """Whether this person runs the office that leads the case."""
    return by.holds({Role.OFFICER}, partnership_id=case.partnership_id)


def agencies_in(case: Any) -> "QuerySet[Agency]":
    """The agencies that have a part in the case and use the portal: that referred, are asked, or notify."""
    return _with_a_part(case, case.referrals.all())


def own_agencies(case: Any, by: Actor) -> "QuerySet[Agency]":
    """Of these the person's own. An agency that only referred is spoken for by its leads and by who sent the referral:
    nobody else of it knows of the case.
    """
    mine = by.agency_ids()
    if not mine:
        return Agency.objects.none()
    leads = {one.agency_id for one in by.memberships if one.role == Role.LEAD}
    theirs = case.referrals.filter(Q(agency__in=leads) | Q(submission__owner=by.user_id()))
    return _with_a_part(case, theirs).filter(pk__in=mine)


def _with_a_part(case: Any, referrals: Any) -> "QuerySet[Agency]":
    found = Q(pk__in=referrals.order_by().values("agency"))
    found |= Q(pk__in=case.returns.order_by().values("agency"))
    found |= Q(pk__in=case.recommendation_actions.order_by().values("agency"))
    found |= Q(notifies_for__in=case.notifications.order_by().values("case__partnership"))
    return Agency.objects.filter(found, outside_for=None)


def counterparts(case: Any) -> list[Counterpart]:
    """With whom the office may write: three queries. The case comes with its partnership and procedure."""
    found = _agencies(agencies_in(case))
    found += [_seat(seat) for seat in Rules.of(case.procedure).seats]
    return found + _people(set().union(*case.assigned.values()))


def invitable(case: Any) -> list[Counterpart]:
    """Whom the office may ask to a meeting: those, and the groups."""
    return counterparts(case) + _groups(case)


def remindable(case: Any) -> list[Counterpart]:
    """For whom a case may wait who is no agency: the seats and their delegates, the groups, who is assigned."""
    delegates = SeatArrangement.objects.filter(
        rapid_review__case=case, kind=SeatArrangement.Kind.DELEGATE, ended_at=None
    ).values_list("delegate", flat=True)
    people = _people(set(delegates).union(*case.assigned.values()))
    return [_seat(seat) for seat in Rules.of(case.procedure).seats] + _groups(case) + people


def spoken_for(case: Any, by: Actor) -> list[Counterpart]:
    """For whom this person writes to the office: their agency, their seat, themselves or whom they stand in for."""
    found = _agencies(own_agencies(case, by))
    if (seat := by.seat(case.partnership_id)) in Rules.of(case.procedure).seats:
        found.append(_seat(seat))
    people: set[int] = set()
    for role in ASSIGNED_ROLES:
        if is_assigned(case, by, role):
            people |= case.assigned[role] & assignees(by, role)
    return found + _people(people)


def invited_as(case: Any, by: Actor) -> list[Counterpart]:
    """For whom this person is asked to meetings: those, and the groups in which they sit."""
    groups = sorted(by.groups(case.partnership_id))
    return spoken_for(case, by) + [
        Counterpart(GROUP, group, title_of(case, OF_GROUPS[Group(group)])) for group in groups
    ]


def rows_naming(found: list[Counterpart]) -> Q:
    """A condition on rows (`OfCounterpart`): one of these counterparts is named."""
    named = Q(pk__in=[])
    for one in found:
        named |= Q(**one.columns)
    return named


def _agencies(found: "QuerySet[Agency]") -> list[Counterpart]:
    return [Counterpart(AGENCY, str(pk), name) for pk, name in found.order_by("name").values_list("pk", "name")]


def _seat(seat: str) -> Counterpart:
    return Counterpart(SEAT, seat, str(Seat(seat).label))


def _groups(case: Any) -> list[Counterpart]:
    return [Counterpart(GROUP, group, title_of(case, title)) for group, title in OF_GROUPS.items()]


def _people(wanted: set[int]) -> list[Counterpart]:
    if not wanted:
        return []
    people = get_user_model().objects.filter(pk__in=wanted, is_active=True).order_by("last_name", "first_name", "pk")
    return [Counterpart(PERSON, str(one.pk), str(one)) for one in people]
