"""Why a review waits, and why one that ended with its decision is not taken up again. Each guard cites its duty."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.machines.review.standing.decision import Standing, standing_of
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.review.machine import Review

AGREE_BESIDE = (
    "The Panel carries out a national review, so this review waits. Record that the partners and the Panel agreed that "
    "it runs beside the national one, or the strategic body stops it."
)


def decision_stands(review: "Review", by: Actor, now: datetime) -> str | None:
    """D12, D17: while the partners decide again, the review waits."""
    if review.waits_since is None:
        return None
    if any(one.national and not one.is_reconsidering for one in review.case.rapid_reviews.all()):
        return AGREE_BESIDE
    return "The partners decide again on this case, so the review waits until they have decided."


def decided_on_again(review: "Review", by: Actor, now: datetime) -> str | None:
    """D1, D17: what ended with the decision for it begins with a new one; what was stopped needs the decision still."""
    if review.ended_by_decision_at is not None:
        return (
            "This review ended when the decision for it was changed. If the partners decide on a review again, "
            "commission it: its time runs from that decision."
        )
    if standing_of(review) is not Standing.STANDS:
        return "There is no decision for this review now, so it cannot be taken up again."
    return None
