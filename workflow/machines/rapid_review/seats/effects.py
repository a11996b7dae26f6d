"""What follows when it is recorded who votes for a seat: the arrangement, its end, who is told (D12)."""

from typing import Any

from workflow.engine.door import Consequence, Context, Following
from workflow.engine.step import local_date
from workflow.machines.rapid_review.advice.effects import watch_advice
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.voting.decision import Vote
from workflow.notices import Recipient
from workflow.notices.agencies import deciders
from workflow.notices.recipients import office, tell_on_desk

Kind = SeatArrangement.Kind


def make_delegate(context: Context[RapidReview]) -> None:
    """One delegate a seat: another takes the place of the one before, whose time stays on record."""
    _end(context, Kind.DELEGATE, "Another delegate was named.")
    named = context.data["delegate"]
    _make(context, Kind.DELEGATE, delegate=named, until=context.data["until"])
    tell_on_desk(context, "delegate-named", [Recipient(str(named), named.email)], due=context.data["until"])


def make_absence(context: Context[RapidReview]) -> None:
    _make(context, Kind.ABSENT)


def make_conflict(context: Context[RapidReview]) -> None:
    """Whoever has a conflict of interest has no voice: a vote of the open round is set aside, and stays on record."""
    _make(context, Kind.CONFLICT)
    # Neither does a delegate vote whom the holder chose.
    _end(context, Kind.DELEGATE, "The holder of the seat declared a conflict of interest.")
    rapid_review = context.record
    cast = Vote.objects.filter(
        rapid_review=rapid_review, seat=context.data["seat"], question=rapid_review.question, round=rapid_review.round
    )
    cast.update(set_aside_at=context.now)
    rapid_review.look_again()
    tell_on_desk(context, "conflict-declared", [office(context.case)])


def _ending(kind: str) -> Consequence:
    def end(context: Context[RapidReview]) -> None:
        _end(context, kind, context.data["reason"])

    return end


def voters(context: Context[RapidReview]) -> list[Recipient]:
    """Everybody who votes in this case: who holds a seat, and the delegates. Who has a conflict learns of it too."""
    bench = context.record.bench(local_date(context.now))
    named = [bench.delegate(seat) for seat in bench.seats(Kind.DELEGATE)]
    delegates = [Recipient(str(one.delegate), one.delegate.email) for one in named if one and one.delegate]
    return list(dict.fromkeys([*deciders(context.case), *delegates]))


def _make(context: Context[RapidReview], kind: str, **more: Any) -> None:
    case = context.case
    SeatArrangement.objects.create(
        data_key=case.data_key,
        rapid_review=context.record,
        seat=context.data["seat"],
        kind=kind,
        reason=context.data["reason"],
        by=context.by.user,
        at=context.now,
        **more,
    )
    context.record.look_again()


def _end(context: Context[RapidReview], kind: str, reason: str) -> None:
    here = (one for one in context.record.arranged if (one.seat, one.kind) == (context.data["seat"], kind))
    running = next(here, None)
    if running is None:
        return
    running.ended_at, running.ended_by, running.ended_reason = context.now, context.by.user, reason
    running.save()
    context.record.look_again()


def take_part_after_all(context: Context[RapidReview]) -> None:
    """A seat that was recorded as absent and votes itself is there."""
    if not context.event.kind.endswith("as_delegate"):
        _end(context, Kind.ABSENT, "The seat voted.")


# What follows each step, in this order.
AFTER: Following = {
    RapidReview.name_delegate: (make_delegate, watch_advice),
    RapidReview.end_delegation: (_ending(Kind.DELEGATE), watch_advice),
    RapidReview.end_absence: (_ending(Kind.ABSENT), watch_advice),
    RapidReview.declare_conflict: (make_conflict, watch_advice),
    RapidReview.end_conflict: (_ending(Kind.CONFLICT), watch_advice),
}
