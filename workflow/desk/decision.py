"""The votes of a rapid review, side by side: each round with its three seats, who dissents, who has not voted."""

from dataclasses import dataclass

from workflow.models import RapidReview
from workflow.models.decision import Tally, Vote
from workflow.roles import Seat


@dataclass(frozen=True)
class SeatVote:
    """One seat's column. `vote` is None while the seat has not voted; `dissents` where the others outvoted it."""

    seat: str
    vote: Vote | None
    dissents: bool


@dataclass(frozen=True)
class Round:
    number: int
    seats: tuple[SeatVote, ...]
    outcome: str
    is_open: bool


def rounds_of(rapid_review: RapidReview) -> list[Round]:
    """Every round on the text that was sent last, the newest first. One query."""
    cast = rapid_review.votes.filter(about=rapid_review.submission_id).select_related("by")
    votes: dict[int, list[Vote]] = {number: [] for number in range(1, rapid_review.round + 1)}
    for vote in cast:
        if vote.data_key_id == rapid_review.data_key_id:
            vote.data_key = rapid_review.data_key
        votes.setdefault(vote.round, []).append(vote)
    has_begun = any(votes.values()) or rapid_review.state == RapidReview.DRAFTED
    if not has_begun:
        return []
    return [_round(rapid_review, number, Tally.of(votes[number])) for number in sorted(votes, reverse=True)]


def _round(rapid_review: RapidReview, number: int, tally: Tally) -> Round:
    seats = tuple(
        SeatVote(seat.label, tally.votes.get(seat.value), _dissents(tally, tally.votes.get(seat.value)))
        for seat in Seat
    )
    is_open = number == rapid_review.round and rapid_review.state == RapidReview.DRAFTED
    return Round(number, seats, _outcome(tally), is_open)


def _dissents(tally: Tally, vote: Vote | None) -> bool:
    return vote is not None and bool(tally.majority) and vote.choice != tally.majority


def _outcome(tally: Tally) -> str:
    if tally.missing:
        return f"{len(tally.missing)} of 3 seats have not voted yet."
    if tally.is_unanimous:
        return "The three partners agree."
    return "The three partners differ: two agree, one dissents." if tally.majority else "The three partners all differ."
