"""What must hold before a rapid review moves: the partners' votes are counted here (D12, D13)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from workflow.engine.step import local_date
from workflow.machines.rapid_review.voting.tally import Tally
from workflow.machines.sending import not_gone
from workflow.parties.roles import Actor, Seat

if TYPE_CHECKING:
    from workflow.machines.rapid_review.machine import RapidReview
    from workflow.machines.rapid_review.record import RapidReviewRecord

NOT_WITH_PANEL = "The rapid review has not gone to the Panel"


def weighed_first(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Each vote rests on the definition, the criteria and the circumstances, one by one (D10)."""
    if rapid_review.is_weighed:
        return None
    return (
        "The partners vote when the definition, the criteria and the circumstances have been weighed one by one. "
        "The support office records that first."
    )


def reconvened_first(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """When the Panel disagrees the deciders and the scrutineer meet before they vote again (D16)."""
    if not rapid_review.is_reconsidering_an_answer or rapid_review.reconvened_on is not None:
        return None
    return (
        "The deciders and the scrutineer meet on the Panel’s answer before they vote again. "
        "The support office records that meeting first."
    )


def panel_disagreed(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """The meeting is on the Panel's answer (D16)."""
    if rapid_review.is_reconsidering_an_answer:
        return None
    return "The partners look at their decision again of themselves, not on an answer of the Panel. They can vote."


def decided_by_the_partners(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """D12: what the partners decided they may decide again; a national review is the Panel's to decide on (D45)."""
    if not rapid_review.national:
        return None
    return "The Panel carries out a national review: that is its own decision, not the partners’ to take again."


def partners_differ(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """The scrutineer advises where the partners differ (D13)."""
    tally = rapid_review.tally(local_date(now))
    if tally.missing:
        return f"Advice is given when the three partners differ. Not voted yet: {_names(tally.missing)}."
    return None if tally.is_split else "The three partners agree: no advice is needed."


def may_vote_again(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Another round only where they differ and were advised (D13)."""
    tally = rapid_review.tally(local_date(now))
    if tally.missing:
        return f"This round is not complete. Not voted yet: {_names(tally.missing)}."
    if not tally.is_split:
        return "The three partners agree: the decision can be recorded." if tally.is_enough else _too_few(tally)
    if rapid_review.round >= tally.rules.rounds_before_majority and tally.majority and _advised(rapid_review, tally):
        return "The partners have voted again and there is a majority: the decision can be recorded."
    if tally.rules.advice_before_majority and not rapid_review.is_advised:
        return "The three partners differ. Ask the independent scrutineer for advice first."
    return None


def votes_make_a_decision(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Three seats that agree, or a majority after advice and a second vote (D12, D13)."""
    tally = rapid_review.tally(local_date(now))
    if tally.missing:
        return f"The three partners decide, one vote each. Not voted yet: {_names(tally.missing)}."
    if not tally.is_split:
        return None if tally.votes and tally.is_enough else _too_few(tally)
    if rapid_review.round < tally.rules.rounds_before_majority:
        if tally.rules.advice_before_majority and not rapid_review.is_advised:
            return "The three partners differ. Ask the independent scrutineer for advice, then vote again."
        if tally.rules.advice_before_majority:
            return "The three partners differ and the scrutineer has advised. Open a second round of votes."
        return "The three partners differ. Open another round of votes."
    if not tally.majority or not tally.is_enough:
        return "There is no majority: each partner voted differently. Ask for advice and vote again."
    if not _advised(rapid_review, tally):
        return "The three partners differ. Ask the independent scrutineer for advice first."
    return None


def split_awaits_advice(rapid_review: "RapidReviewRecord", today: date | None) -> bool:
    """Whether the partners differ, and the scrutineer has to advise before they go on (D13)."""
    tally = rapid_review.tally(today)
    if not tally.is_split or not tally.rules.advice_before_majority or rapid_review.is_advised:
        return False
    decided = rapid_review.round >= tally.rules.rounds_before_majority and bool(tally.majority)
    return not (decided and _advised(rapid_review, tally))


def _advised(rapid_review: "RapidReviewRecord", tally: Tally) -> bool:
    """Whether the scrutineer advised on this question, where the edition asks for it before a majority decides."""
    return not tally.rules.advice_before_majority or rapid_review.advised_round > 0


def _too_few(tally: Tally) -> str:
    silent = _names([str(Seat(seat).label) for seat in tally.silent])
    return (
        f"Too few seats can vote: at least {tally.rules.least_seats} must agree. Cannot vote: {silent}. "
        "Name a delegate, or record that the seat takes part after all."
    )


def _names(labels: list[str]) -> str:
    return ", ".join(label[0].lower() + label[1:] if label != label.upper() else label for label in labels)


# --- What goes to the Panel ---------------------------------------------------------------------------------------


def panel_copy_gone(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """D8: the Panel cannot have what was not sent."""
    if rapid_review.sent_at is not None:
        return None
    return not_gone(rapid_review, "rapid-review-for-panel", NOT_WITH_PANEL) or f"{NOT_WITH_PANEL}."


def panel_copy_not_gone(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """D8: the day counts once."""
    return None if rapid_review.sent_at is None else "It is recorded when the rapid review went to the Panel."


# --- The Panel's answer -----------------------------------------------------------------------------------------


def panel_was_silent(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    if rapid_review.no_answer_at is not None:
        return None
    return "The Panel has answered. Another answer is recorded beside the first."


def national_review_decided(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """D46: there is something to run beside."""
    return None if rapid_review.national else "The Panel does not carry out a national review."


# --- Stopping ---------------------------------------------------------------------------------------------------


def notification_was_withdrawn(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """A rapid review goes on, unless its notification was withdrawn and the criteria are found not to be met."""
    if not rapid_review.notification_stands:
        return None
    return "A rapid review goes on. It can be stopped only when its notification was withdrawn."


def notification_stands(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    if rapid_review.notification_stands:
        return None
    if any(one.is_joined for one in rapid_review.case.notifications.all()):
        return "The notification was joined to another of the same incident, and the rapid review goes on there."
    return "The notification is still withdrawn. Reopen it first, then the rapid review goes on."


def stop_not_proposed(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    if rapid_review.stop_proposed_at is None:
        return None
    return "It was proposed already to stop the rapid review. A decision maker approves or refuses."


def stop_proposed(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    if rapid_review.stop_proposed_at is not None:
        return None
    return "Nobody has proposed to stop the rapid review. The support office proposes it with its reason."


def not_the_proposer(rapid_review: "RapidReview", by: Actor, now: datetime) -> str | None:
    """Four eyes: whoever proposed it does not approve it."""
    if by.user_id() is not None and by.user_id() == rapid_review.stop_proposed_by_id:
        return "You proposed it: somebody else approves."
    return None
