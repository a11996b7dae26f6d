"""Whose move it is: which states wait for which role. The desk's “mine to act on” reads this one table.

Not what a role *may* do, which the transitions say, but what stands still until somebody in that role acts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from workflow.models import AgencyReturn, Notice, Publication, RapidReview, Referral, Review
from workflow.models.decision import Vote
from workflow.models.extension import Extension
from workflow.models.machine import Machine
from workflow.roles import Actor, Group, Role


@dataclass(frozen=True)
class Turn:
    """In these states, with this condition on the record, a person with the role has to act."""

    role: Role
    model: type[Machine]
    states: tuple[str, ...]
    condition: Q = Q()
    group: Group | None = None


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
    Turn(Role.DECISION_MAKER, RapidReview, (RapidReview.RECONSIDERING,)),
    Turn(
        Role.DECISION_MAKER,
        Publication,
        (Publication.CLEARED, Publication.ADVANCE_COPY_SENT),
        Q(approved_by__isnull=True),
    ),
    Turn(Role.REVIEWER, Review, (Review.DRAFTING,)),
    Turn(Role.GROUP, Review, (Review.SIGN_OFF,), group=Group.SIGN_OFF),
    Turn(
        Role.GROUP,
        Publication,
        tuple(Publication.BEFORE),
        Q(hold_proposed_on__isnull=False, hold_approved_on__isnull=True),
        group=Group.STRATEGIC,
    ),
)


def waiting_for(actor: Actor) -> Q:
    """A condition on cases: something in them waits for this person."""
    found = Q(pk__in=[])
    for turn in TURNS:
        if areas := _areas(actor, turn):
            found |= Q(partnership__in=areas) & _exists(turn.model, turn.states, turn.condition)
    return found | _votes(actor) | _advice(actor) | _counting(actor) | _by_hand(actor)


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


def _counted() -> QuerySet[Any]:
    """Rapid reviews that are voted on: how many seats voted in this round (`cast`), and for how many `choices`."""
    same_text = Q(votes__about=F("submission")) | Q(votes__about=None, submission=None)
    this_round = Q(votes__round=F("round")) & same_text
    drafted = RapidReview.objects.filter(case=OuterRef("pk"), state=RapidReview.DRAFTED)
    return drafted.annotate(
        cast=Count("votes__seat", filter=this_round, distinct=True),
        choices=Count("votes__choice", filter=this_round, distinct=True),
    )


def _votes(actor: Actor) -> Q:
    """A decision maker's seat has not voted in the round that is open (D12)."""
    found = Q(pk__in=[])
    for membership in actor.memberships:
        if membership.role == Role.DECISION_MAKER and membership.seat:
            own = Vote.objects.filter(
                Q(about=OuterRef("submission")) | Q(about=None, rapid_review__submission=None),
                rapid_review=OuterRef("pk"),
                seat=membership.seat,
                round=OuterRef("round"),
            )
            found |= Q(partnership=membership.partnership_id) & Q(Exists(_counted().exclude(Exists(own))))
    return found


def _advice_is_due() -> Q:
    """All three seats voted and differ, and no advice was given on it; a majority of a later round needs none (D13)."""
    return Q(cast=3, choices__gt=1) & ~Q(advised_round=F("round")) & (Q(round=1) | Q(choices=3))


def _advice(actor: Actor) -> Q:
    """The scrutineer is asked where the partners differ (D13)."""
    areas = actor.partnership_ids({Role.SCRUTINEER})
    return Q(partnership__in=areas) & Q(Exists(_counted().filter(_advice_is_due())))


def _counting(actor: Actor) -> Q:
    """The office records the decision, or opens another round, once all have voted and nobody's advice is missing."""
    areas = actor.partnership_ids({Role.OFFICER})
    return Q(partnership__in=areas) & Q(Exists(_counted().filter(cast=3).exclude(_advice_is_due())))


def _by_hand(actor: Actor) -> Q:
    """Notices that an officer has to send, or that failed."""
    areas = actor.partnership_ids({Role.OFFICER})
    waiting = Notice.objects.filter(case=OuterRef("pk"), state__in=Notice.NEEDS_A_PERSON)
    return Q(partnership__in=areas) & Q(Exists(waiting))
