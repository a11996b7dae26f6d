"""Whose move it is: which states wait for which role. The desk's “mine to act on” reads this one table.

Not what a role *may* do, which the transitions say, but what stands still until somebody in that role acts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from workflow.models import (
    AgencyReturn,
    Case,
    LegalHold,
    Notice,
    Publication,
    PublicationHold,
    RapidReview,
    RecommendationAction,
    Referral,
    Review,
)
from workflow.models.decision import Vote
from workflow.models.extension import Extension
from workflow.models.machine import Machine
from workflow.models.seat import MAY_BE_DELEGATES, SeatArrangement
from workflow.roles import Actor, Group, Role, Seat


@dataclass(frozen=True)
class Turn:
    """In these states, with this condition on the record, a person with the role has to act."""

    role: Role
    model: type[Machine]
    states: tuple[str, ...]
    condition: Q = Q()
    group: Group | None = None


# Criteria and circumstances were weighed on the text that is decided on (D10).
WEIGHED = Q(weighed_at__isnull=False) & (Q(weighed_text=F("submission")) | Q(weighed_text=None, submission=None))
RAPID_REVIEWS_UNDECIDED = (RapidReview.OPENED, RapidReview.GATHERING, RapidReview.MEETING, RapidReview.DRAFTED)
# Where the partners can vote.
VOTED_ON = (WEIGHED & Q(state=RapidReview.DRAFTED)) | (
    WEIGHED & Q(state=RapidReview.RECONSIDERING, reconvened_on__isnull=False)
)

TURNS = (
    Turn(Role.DECISION_MAKER, Extension, (Extension.PROPOSED,)),
    Turn(Role.GROUP, Extension, (Extension.PROPOSED,), group=Group.STRATEGIC),
    Turn(Role.OFFICER, Referral, (Referral.RECEIVED, Referral.SCREENING)),
    Turn(
        Role.OFFICER,
        RapidReview,
        (
            RapidReview.OPENED,
            RapidReview.GATHERING,
            RapidReview.MEETING,
            RapidReview.DECIDED,
            RapidReview.SENT,
            RapidReview.AWAITING_PANEL,
        ),
    ),
    Turn(Role.OFFICER, AgencyReturn, (AgencyReturn.SUBMITTED,)),
    Turn(Role.OFFICER, Review, (Review.COMMISSIONED, Review.SCOPING, Review.EVIDENCE)),
    Turn(
        Role.OFFICER,
        Publication,
        (Publication.PLANNED, Publication.IDENTIFICATION_CHECK, Publication.CLEARED),
    ),
    Turn(Role.OFFICER, Publication, (Publication.PUBLISHED, Publication.IMPROVEMENTS_ONLY), Q(nspcc_on__isnull=True)),
    # What is to be weighed before the partners vote (D10); whom they meet before they vote again (D16).
    Turn(Role.OFFICER, RapidReview, (RapidReview.DRAFTED,), ~WEIGHED),
    Turn(Role.OFFICER, RapidReview, (RapidReview.RECONSIDERING,), Q(reconvened_on__isnull=True)),
    # D11: the rationale is communicated, to the family and to the agencies.
    Turn(
        Role.OFFICER,
        RapidReview,
        (RapidReview.CONCLUDED,),
        Q(family_informed_on__isnull=True) | Q(agencies_informed_on__isnull=True),
    ),
    Turn(Role.DECISION_MAKER, RapidReview, RAPID_REVIEWS_UNDECIDED, Q(stop_proposed_at__isnull=False)),
    Turn(
        Role.DECISION_MAKER,
        Publication,
        (Publication.CLEARED, Publication.ADVANCE_COPY_SENT),
        Q(approved_by__isnull=True),
    ),
    Turn(Role.REVIEWER, Review, (Review.DRAFTING,)),
    Turn(Role.GROUP, Review, (Review.SIGN_OFF,), group=Group.SIGN_OFF),
    Turn(Role.GROUP, PublicationHold, (PublicationHold.PROPOSED,), group=Group.STRATEGIC),
    Turn(Role.GROUP, Publication, (Publication.TAKEN_DOWN,), group=Group.STRATEGIC),
    Turn(Role.OFFICER, RecommendationAction, (RecommendationAction.EVIDENCED,)),
)


def waiting_for(actor: Actor) -> Q:
    """A condition on cases: something in them waits for this person."""
    found = Q(pk__in=[])
    for turn in TURNS:
        if areas := _areas(actor, turn):
            found |= Q(partnership__in=areas) & _exists(turn.model, turn.states, turn.condition)
    votes = _votes(actor) | _delegated(actor) | _advice(actor) | _counting(actor)
    return found | votes | _by_hand(actor) | _keeping(actor)


def _areas(actor: Actor, turn: Turn) -> set[int]:
    return {
        membership.partnership_id
        for membership in actor.memberships
        if membership.role == turn.role
        and membership.partnership_id is not None
        and (turn.group is None or membership.group == turn.group)
    }


def _exists(model: type[Any], states: Iterable[str], condition: Q = Q()) -> Q:  # noqa: B008 - an empty Q never changes
    return Q(Exists(model.objects.filter(condition, case=OuterRef("pk"), state__in=tuple(states))))


def _without_voice(rapid_review: str) -> Any:
    """Arrangements that keep a seat of that rapid review from voting: absent or in conflict, and nobody named."""
    named = SeatArrangement.objects.filter(
        rapid_review=OuterRef("rapid_review"), seat=OuterRef("seat"), kind=SeatArrangement.Kind.DELEGATE, ended_at=None
    )
    kept = (SeatArrangement.Kind.ABSENT, SeatArrangement.Kind.CONFLICT)
    found = SeatArrangement.objects.filter(rapid_review=OuterRef(rapid_review), kind__in=kept, ended_at=None)
    return found.exclude(Exists(named))


def _votes_of_round(rapid_review: str) -> Any:
    """The votes that count in the round that is open."""
    here = Q(question=F("rapid_review__question"), round=F("rapid_review__round"), set_aside_at=None)
    return Vote.objects.filter(here, rapid_review=OuterRef(rapid_review))


def _counted() -> QuerySet[Any]:
    """Rapid reviews that are voted on: how many seats voted (`cast`) and cannot (`silent`), for how many `choices`."""
    this_round = Q(votes__round=F("round"), votes__question=F("question"), votes__set_aside_at=None)
    voted = _votes_of_round("rapid_review").filter(seat=OuterRef("seat"))
    silent = _without_voice("pk").exclude(Exists(voted)).order_by().values("rapid_review")
    return RapidReview.objects.filter(VOTED_ON, case=OuterRef("pk")).annotate(
        cast=Count("votes__seat", filter=this_round, distinct=True),
        choices=Count("votes__choice", filter=this_round, distinct=True),
        silent=Coalesce(Subquery(silent.annotate(number=Count("seat", distinct=True)).values("number")), 0),
    )


# Every seat that can vote has voted.
COMPLETE = Q(cast=len(Seat) - F("silent"))


def _votes(actor: Actor) -> Q:
    """A decision maker's seat has not voted in the round that is open, and nobody votes for it (D12)."""
    found = Q(pk__in=[])
    for membership in actor.memberships:
        if membership.role == Role.DECISION_MAKER and membership.seat:
            own = _votes_of_round("pk").filter(seat=membership.seat)
            kinds = (SeatArrangement.Kind.DELEGATE, SeatArrangement.Kind.CONFLICT)
            others = SeatArrangement.objects.filter(
                rapid_review=OuterRef("pk"), seat=membership.seat, kind__in=kinds, ended_at=None
            )
            waiting = RapidReview.objects.filter(VOTED_ON, case=OuterRef("pk")).exclude(Exists(own))
            found |= Q(partnership=membership.partnership_id) & Q(Exists(waiting.exclude(Exists(others))))
    return found


def _delegated(actor: Actor) -> Q:
    """A seat named this person as its delegate, and has not voted (D12)."""
    if not actor.holds(MAY_BE_DELEGATES):
        return Q(pk__in=[])
    voted = _votes_of_round("rapid_review").filter(seat=OuterRef("seat"))
    named = SeatArrangement.objects.filter(
        rapid_review=OuterRef("pk"), delegate=actor.user, kind=SeatArrangement.Kind.DELEGATE, ended_at=None
    ).exclude(Exists(voted))
    return Q(Exists(RapidReview.objects.filter(VOTED_ON, Exists(named), case=OuterRef("pk"))))


def _advice_is_due() -> Q:
    """All voted and differ, and no advice was given on it; a majority of a later round needs none (D13)."""
    return COMPLETE & Q(choices__gt=1) & ~Q(advised_round=F("round")) & (Q(round=1) | Q(choices=F("cast")))


def _advice(actor: Actor) -> Q:
    """The scrutineer is asked where the partners differ (D13)."""
    areas = actor.partnership_ids({Role.SCRUTINEER})
    return Q(partnership__in=areas) & Q(Exists(_counted().filter(_advice_is_due())))


def _counting(actor: Actor) -> Q:
    """The office records the decision, or opens another round, once all have voted and nobody's advice is missing."""
    areas = actor.partnership_ids({Role.OFFICER})
    return Q(partnership__in=areas) & Q(Exists(_counted().filter(COMPLETE).exclude(_advice_is_due())))


def _by_hand(actor: Actor) -> Q:
    """Notices that an officer has to send, or that failed."""
    areas = actor.partnership_ids({Role.OFFICER})
    waiting = Notice.objects.filter(case=OuterRef("pk"), state__in=Notice.NEEDS_A_PERSON)
    return Q(partnership__in=areas) & Q(Exists(waiting))


def _keeping(actor: Actor) -> Q:
    """The office decides on a case whose time is over; a decision maker on what it proposes to erase."""
    held = LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    over = Q(state=Case.CLOSED_STATE, retention_prompted_at__isnull=False, erasure_proposed_at=None) & ~Q(Exists(held))
    proposed = Q(state=Case.CLOSED_STATE, erasure_proposed_at__isnull=False)
    offices, deciding = (actor.partnership_ids({role}) for role in (Role.OFFICER, Role.DECISION_MAKER))
    return Q(partnership__in=offices) & over | Q(partnership__in=deciding) & proposed
