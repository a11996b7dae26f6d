"""Who may vote for a seat, and what may be recorded about it (D12)."""

from datetime import datetime
from typing import TYPE_CHECKING

from forms.definition.dates import spoken_day
from workflow.engine.step import local_date
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.parties.roles import Actor, Role, Seat

if TYPE_CHECKING:
    from workflow.machines.rapid_review.machine import RapidReview

Kind = SeatArrangement.Kind
NEVER_VOTES = {Role.OFFICER, Role.SCRUTINEER}


def neither_office_nor_scrutineer(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Whatever else somebody is: who runs the office prepares the decision, and the scrutineer advises (D12, D13)."""
    if by.holds(NEVER_VOTES, partnership_id=rapid_review.case.partnership_id):
        return "Officers of the support office and the independent scrutineer never vote, whatever else they are."
    return None


def holds_a_seat(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Only the three seats of this partnership vote (D12)."""
    if by.seat(rapid_review.case.partnership_id) in rapid_review.rules.seats:
        return None
    return "Only who holds one of the three partners’ seats may vote."


def has_no_conflict(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Who declared a conflict of interest decides nothing in this case."""
    bench = rapid_review.bench(local_date(now))
    if bench.conflict(by.seat(rapid_review.case.partnership_id)):
        return (
            "You declared a conflict of interest in this case: you cannot vote. "
            "A delegate whom the support office names on your partner’s behalf may."
        )
    return None


def has_no_delegate(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """One person votes for a seat at a time."""
    found = rapid_review.bench(local_date(now)).delegate(by.seat(rapid_review.case.partnership_id))
    if found is None:
        return None
    return f"{found.delegate} votes for your seat in this case. End the delegation to vote yourself."


def is_delegate(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """A delegate votes in this case and until the day that was named."""
    everybody = rapid_review.bench()
    delegation = everybody.delegate(everybody.delegated_to(by.user))
    if delegation is None:
        return "Only a delegate whom a seat has named for this case votes here."
    if not rapid_review.bench(local_date(now)).delegated_to(by.user):
        return f"Your delegation ended on {spoken_day(delegation.until)}. The seat may name you again."
    return None


def may_name_delegate(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """The holder names the delegate; the office on the partner's behalf, where the holder cannot."""
    if not rapid_review.rules.delegates:
        return "By this case’s edition of the procedure a seat cannot be delegated."
    if seats_to_delegate(rapid_review, by, now):
        return None
    if by.seat(rapid_review.case.partnership_id):
        return "You declared a conflict of interest: the support office names the delegate on your partner’s behalf."
    return (
        "Who holds a seat names its delegate. The support office does it for a seat that is absent, that nobody holds, "
        "or whose holder declared a conflict of interest."
    )


def seats_to_delegate(rapid_review: "RapidReview", by: Actor, now: datetime) -> list[str]:
    """The seats for which this person may name a delegate."""
    bench = rapid_review.bench(local_date(now))
    own = by.seat(rapid_review.case.partnership_id)
    if own:
        return [] if bench.conflict(own) else [own]
    without = set(bench.seats(Kind.CONFLICT)) | set(bench.seats(Kind.ABSENT))
    without |= set(rapid_review.case.vacant_seats)
    return [seat for seat in rapid_review.rules.seats if seat in without]


def delegations_to_end(rapid_review: "RapidReview", by: Actor, now: datetime) -> list[str]:
    """The seats whose delegation this person may end, those that have run out included."""
    bench = rapid_review.bench()
    own = by.seat(rapid_review.case.partnership_id)
    found = bench.seats(Kind.DELEGATE)
    if own:
        # Who has a conflict of interest does not choose who votes instead.
        return [seat for seat in found if seat == own and bench.conflict(own) is None]
    return found


def has_delegation_to_end(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    return None if delegations_to_end(rapid_review, by, now) else "There is no delegation to end."


def seats_that_can_be_absent(rapid_review: "RapidReview", by: Actor, now: datetime) -> list[str]:
    """Those that are not absent already and have not voted in this round."""
    absent = absent_seats(rapid_review, by, now)
    voted = rapid_review.tally(local_date(now)).votes
    return [seat for seat in rapid_review.rules.seats if seat not in absent and seat not in voted]


def absent_seats(rapid_review: "RapidReview", by: Actor, now: datetime) -> list[str]:
    return rapid_review.bench().seats(Kind.ABSENT)


def seats_in_conflict(rapid_review: "RapidReview", by: Actor, now: datetime) -> list[str]:
    return rapid_review.bench().seats(Kind.CONFLICT)


def a_seat_can_be_absent(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    if seats_that_can_be_absent(rapid_review, by, now):
        return None
    return "Every seat has voted in this round, or is absent already."


def a_seat_is_absent(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    return None if absent_seats(rapid_review, by, now) else "No seat is absent."


def a_seat_has_a_conflict(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    return None if seats_in_conflict(rapid_review, by, now) else "No conflict of interest was declared."


def may_declare_conflict(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Once for each seat of this person."""
    seat = by.seat(rapid_review.case.partnership_id)
    if seat not in rapid_review.rules.seats:
        return "Only who holds one of the three partners’ seats declares a conflict of interest here."
    if rapid_review.bench().conflict(seat):
        return f"A conflict of interest is on record for this seat ({Seat(seat).label.lower()})."
    return None
