"""Whose turn it is: which cases stand still until a person acts. The desk's “mine to act on” reads this.

Most of it is declared with the steps (`turns`). What no single step waits for is asked here: votes, which the tally
counts by the case's edition, notices that a person has to send, what is overdue, and cases whose time is over.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q

from workflow.clocks.deadline import Deadline
from workflow.engine.machine import machines, sources_of, steps_of
from workflow.engine.step import Turn
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.differences.difference import Difference
from workflow.machines.case.machine import Case
from workflow.machines.case.retention.schedule import LegalHold
from workflow.machines.rapid_review.advice.guards import advice_is_due
from workflow.machines.rapid_review.machine import RapidReview, with_votes
from workflow.machines.rapid_review.seats.arrangement import MAY_BE_DELEGATES, SeatArrangement
from workflow.machines.rapid_review.states import DRAFTED, RECONSIDERING, WEIGHED
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.notices.notice import Notice
from workflow.parties.roles import Actor, Role

# Where the partners can vote.
VOTED_ON = WEIGHED & (
    Q(state=DRAFTED)
    | Q(state=RECONSIDERING, reconvened_on__isnull=False, answer_advised_at__isnull=False)
    | Q(state=RECONSIDERING, asked_again_at__isnull=False)
)
VOTING_ROLES = frozenset({Role.DECISION_MAKER, Role.SCRUTINEER, Role.OFFICER})


@cache
def declared_turns() -> tuple[tuple[Any, Turn, frozenset[str]], ...]:
    """Every turn that a step of a machine declares, with the states in which it holds."""
    return tuple(
        (model, turn, frozenset(turn.states or sources_of(model, name)))
        for model in machines().values()
        for name, step in steps_of(model).items()
        for turn in step.turns
    )


def waiting_for(actor: Actor, *, today: date) -> Q:
    """A condition on cases: something in them waits for this person. At most three queries to make it."""
    found = Q(pk__in=set(_voted_on(actor, today)))
    for model, turn, states in declared_turns():
        if areas := _areas(actor, turn):
            waits = model.objects.filter(turn.when, case=OuterRef("pk"), state__in=states)
            found |= Q(partnership__in=areas) & Q(Exists(waits))
    return found | _to_be_sent_by_hand(actor) | _told_in_two_ways(actor) | _overdue(actor, today) | _time_is_over(actor)


def _areas(actor: Actor, turn: Turn) -> set[int]:
    return {
        membership.partnership_id
        for membership in actor.memberships
        if membership.role == turn.role
        and membership.partnership_id is not None
        and (turn.group is None or membership.group == turn.group)
    }


def _voted_on(actor: Actor, today: date) -> Iterator[Any]:
    """The cases in which the vote waits for this person, whatever number of seats and rounds the edition has."""
    own = Q(case__partnership__in=actor.partnership_ids(VOTING_ROLES))
    if actor.holds(MAY_BE_DELEGATES):
        named = SeatArrangement.objects.filter(
            delegate=actor.user, kind=SeatArrangement.Kind.DELEGATE, ended_at=None, rapid_review=OuterRef("pk")
        )
        own |= Q(Exists(named))
    found = RapidReview.objects.filter(VOTED_ON, own).select_related("case__procedure")
    for rapid_review in with_votes(found):
        if _vote_waits_for(actor, rapid_review, today):
            yield rapid_review.case_id


def _vote_waits_for(actor: Actor, rapid_review: RapidReview, today: date) -> bool:
    """A seat that has not voted waits for its delegate or its holder (D12); a complete round for the scrutineer while
    advice is due (D13), and otherwise for the office, which records the decision or opens another round.
    """
    area = rapid_review.case.partnership_id
    tally, bench = rapid_review.tally(today), rapid_review.bench(today)
    missing = {seat for seat in tally.rules.seats if seat not in tally.votes}
    if bench.delegated_to(actor.user) in missing:
        return True
    seat = actor.seat(area)
    if seat in missing and not (bench.delegate(seat) or bench.conflict(seat)):
        return True
    if tally.missing:
        return False
    waits_for = Role.SCRUTINEER if advice_is_due(rapid_review, today) else Role.OFFICER
    return actor.holds({waits_for}, partnership_id=area)


def _to_be_sent_by_hand(actor: Actor) -> Q:
    """Notices that an officer has to send, or that failed."""
    areas = actor.partnership_ids({Role.OFFICER})
    waiting = Notice.objects.filter(case=OuterRef("pk"), state__in=Notice.NEEDS_A_PERSON)
    return Q(partnership__in=areas) & Q(Exists(waiting))


def _told_in_two_ways(actor: Actor) -> Q:
    """Where two forms of an open case differ, the office says which value counts."""
    open_question = Difference.objects.filter(case=OuterRef("pk"), decided_at=None)
    areas = actor.partnership_ids({Role.OFFICER})
    return Q(partnership__in=areas, state=Case.OPEN) & Q(Exists(open_question))


def _overdue(actor: Actor, today: date) -> Q:
    """What should be done by now waits for the office, whoever has to do it: it does it, reminds, or asks for time."""
    areas = actor.partnership_ids({Role.OFFICER})
    clocks = Deadline.objects.filter(case=OuterRef("pk"), state=Deadline.State.RUNNING, due_on__lt=today)
    returns = AgencyReturn.objects.filter(case=OuterRef("pk"), state__in=AgencyReturn.AWAITED, due_on__lt=today)
    awaited = RecommendationAction.AWAITED
    actions = RecommendationAction.objects.filter(case=OuterRef("pk"), state__in=awaited, by_when__lt=today)
    return Q(partnership__in=areas) & (Q(Exists(clocks)) | Q(Exists(returns)) | Q(Exists(actions)))


def _time_is_over(actor: Actor) -> Q:
    """The office decides on a case whose time is over; a decision maker on what it proposes to erase."""
    held = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    over = Q(state=Case.CLOSED_STATE, retention_prompted_at__isnull=False, erasure_proposed_at=None) & ~Q(Exists(held))
    proposed = Q(state=Case.CLOSED_STATE, erasure_proposed_at__isnull=False)
    offices, deciding = (actor.partnership_ids({role}) for role in (Role.OFFICER, Role.DECISION_MAKER))
    return Q(partnership__in=offices) & over | Q(partnership__in=deciding) & proposed
