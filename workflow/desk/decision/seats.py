"""The three seats of a case as the desk shows them: who holds each, who votes for it here, and what may be recorded."""

from dataclasses import dataclass
from datetime import datetime

from workflow.desk.steps.moves import Move, People, step_url
from workflow.engine.door import option
from workflow.engine.step import local_date
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.parties.roles import Actor, Role, Seat

# In the order in which they are offered.
STEPS = ("name_delegate", "end_delegation", "declare_conflict", "end_conflict", "record_absence", "end_absence")
SEATED = (
    RapidReview.OPENED,
    RapidReview.GATHERING,
    RapidReview.MEETING,
    RapidReview.DRAFTED,
    RapidReview.RECONSIDERING,
)


@dataclass(frozen=True)
class SeatRow:
    """One seat: its holders, and what holds in this case in words."""

    label: str
    holders: str
    delegate: SeatArrangement | None
    has_expired: bool
    conflict: SeatArrangement | None
    absence: SeatArrangement | None


def seats_of(rapid_review: RapidReview, people: People, *, now: datetime) -> list[SeatRow]:
    """Every seat of the edition. At most two queries, both made once a page."""
    bench, today = rapid_review.bench(), local_date(now)
    holders = people.seats()
    rows = []
    for seat in rapid_review.rules.seats:
        delegate = bench.delegate(seat)
        rows.append(
            SeatRow(
                label=str(Seat(seat).label),
                holders=", ".join(holders.get(seat, [])),
                delegate=delegate,
                has_expired=delegate is not None and not delegate.runs(today),
                conflict=bench.conflict(seat),
                absence=bench.absence(seat),
            )
        )
    return rows


def seat_moves(rapid_review: RapidReview, *, by: Actor, now: datetime) -> list[Move]:
    """What this person may record about the seats now; what they may not is not shown."""
    if rapid_review.state not in SEATED or not by.holds(
        {Role.OFFICER, Role.DECISION_MAKER}, partnership_id=rapid_review.case.partnership_id
    ):
        return []
    found = (option(rapid_review, name, by=by, now=now) for name in STEPS)
    return [Move(one.step.label, one.step.hint, url=step_url(rapid_review, one.name)) for one in found if one.allowed]
