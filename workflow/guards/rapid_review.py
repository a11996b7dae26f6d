"""What must hold before a rapid review moves: the partners' votes are counted here (D12, D13)."""

from datetime import datetime
from typing import Any

from workflow.roles import Actor


def holds_a_seat(rapid_review: Any, by: Actor, now: datetime) -> str | None:
    """Only the three seats of this partnership vote (D12)."""
    if by.seat(rapid_review.case.partnership_id):
        return None
    return "Only who holds one of the three partners’ seats may vote (D12)."


def partners_differ(rapid_review: Any, by: Actor, now: datetime) -> str | None:
    """The scrutineer advises where the partners differ (D13)."""
    tally = rapid_review.tally()
    if tally.missing:
        return f"Advice is given when the three partners differ (D13). Not voted yet: {_names(tally.missing)}."
    return None if tally.is_split else "The three partners agree: no advice is needed (D13)."


def may_vote_again(rapid_review: Any, by: Actor, now: datetime) -> str | None:
    """Another round only where they differ and were advised (D13)."""
    tally = rapid_review.tally()
    if tally.missing:
        return f"This round is not complete. Not voted yet: {_names(tally.missing)}."
    if tally.is_unanimous:
        return "The three partners agree: the decision can be recorded."
    if rapid_review.round > 1 and tally.majority:
        return "The partners have voted again and there is a majority: the decision can be recorded (D13)."
    if not rapid_review.is_advised:
        return "The three partners differ. Ask the independent scrutineer for advice first (D13)."
    return None


def votes_make_a_decision(rapid_review: Any, by: Actor, now: datetime) -> str | None:
    """Three seats that agree, or a majority after advice and a second vote (D12, D13)."""
    tally = rapid_review.tally()
    if tally.missing:
        return f"The three partners decide, one vote each (D12). Not voted yet: {_names(tally.missing)}."
    if tally.is_unanimous:
        return None
    if rapid_review.round == 1 and not rapid_review.is_advised:
        return "The three partners differ. Ask the independent scrutineer for advice, then vote again (D13)."
    if rapid_review.round == 1:
        return "The three partners differ and the scrutineer has advised. Open a second round of votes (D13)."
    if not tally.majority:
        return "There is no majority: each partner voted differently. Ask for advice and vote again (D13)."
    return None


def _names(labels: list[str]) -> str:
    return ", ".join(label[0].lower() + label[1:] if label != label.upper() else label for label in labels)
