"""Whose vote a case waits for, whatever number of seats and rounds its edition of the procedure has (D12, D13)."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from forms.kept_query import KeptQuery
from workflow.engine.machine import kind_of
from workflow.machines.case.assignments.assignment import somebody_advises
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.advice.guards import advice_is_due
from workflow.machines.rapid_review.machine import RapidReview, with_votes
from workflow.machines.rapid_review.states import DRAFTED, RECONSIDERING, WEIGHED
from workflow.parties.roles import Role
from workflow.waiting.waiting import Waiting

# Where the partners can vote.
VOTED_ON = WEIGHED & (
    Q(state=DRAFTED)
    | Q(state=RECONSIDERING, reconvened_on__isnull=False, answer_advised_at__isnull=False)
    | Q(state=RECONSIDERING, asked_again_at__isnull=False)
)


def votes_awaited(case_ids: Collection[UUID], today: date) -> list[Waiting]:
    """The votes, advice and decisions that these cases wait for: four queries.

    `today`: a delegate votes until the last day named (`SeatArrangement.until`), so the rows change with the day.
    """
    return [row for one in with_votes(VOTED_ON_IN.rows(cases=list(case_ids))) for row in _awaited_in(one, today)]


def _voted_on_in(cases: list[UUID]) -> "QuerySet[RapidReview]":
    advised = Case.objects.filter(somebody_advises(), pk=OuterRef("case"))
    found = RapidReview.objects.filter(VOTED_ON, case__in=cases, case__led_by=None)
    return found.annotate(has_adviser=Exists(advised)).select_related("case__procedure")


VOTED_ON_IN: KeptQuery[RapidReview] = KeptQuery(_voted_on_in, cases=list[UUID])


def _awaited_in(rapid_review: Any, today: date) -> Iterator[Waiting]:
    """A seat that has not voted waits for its delegate or its holder (D12); a complete round for the scrutineer while
    advice is due (D13), and otherwise for the office, which records the decision, opens another round, or assigns the
    scrutineer who is missing.
    """
    tally, bench = rapid_review.tally(today), rapid_review.bench(today)
    for seat in tally.rules.seats:
        if seat in tally.votes:
            continue
        if delegate := bench.delegate(seat):
            vote = kind_of(RapidReview.vote_as_delegate)
            yield _waiting(rapid_review, Waiting.What.VOTE, vote, person_id=delegate.delegate_id)
        elif not bench.conflict(seat):
            vote = kind_of(RapidReview.vote)
            yield _waiting(rapid_review, Waiting.What.VOTE, vote, role=Role.DECISION_MAKER, seat=seat)
    if tally.missing:
        return
    if not advice_is_due(rapid_review, today):
        decide = RapidReview.decide_again if rapid_review.state == RECONSIDERING else RapidReview.decide
        yield _waiting(rapid_review, Waiting.What.STEP, kind_of(decide), role=Role.OFFICER)
    elif rapid_review.has_adviser:
        yield _waiting(rapid_review, Waiting.What.STEP, kind_of(RapidReview.advise), role=Role.SCRUTINEER)
    else:
        yield _waiting(rapid_review, Waiting.What.ASSIGN, kind_of(Case.assign_scrutineer), role=Role.OFFICER)


def _waiting(rapid_review: Any, what: str, step: str, **whom: Any) -> Waiting:
    case = rapid_review.case
    return Waiting(
        case_id=case.pk, partnership_id=case.partnership_id, what=what, step=step, about=rapid_review.pk, **whom
    )
