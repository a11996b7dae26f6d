"""What became of the decision that a review rests on, read from the case (D1, D12, D17)."""

from enum import Enum
from typing import TYPE_CHECKING

from workflow.machines.case.guards import chosen_below_definition, commissionable_kinds
from workflow.machines.rapid_review.states import RECONSIDERING, STOPPED, UNDECIDED

if TYPE_CHECKING:
    from workflow.machines.review.record import ReviewRecord


class Standing(Enum):
    """What the decision says of a review that is under way."""

    STANDS = "stands"
    # The partners decide again, or the Panel does and it is not agreed what becomes of the partnership's own review.
    OPEN = "open"
    FELL_AWAY = "fell away"


def standing_of(review: "ReviewRecord") -> Standing:
    """Where the decision for this review stands now. A case without a rapid review has nothing to say against it."""
    case, found = review.case, list(review.case.rapid_reviews.all())
    if not found or review.kind in chosen_below_definition(case):
        return Standing.STANDS
    if review.is_national and any(one.national for one in found):
        # The Panel's own decision is not the partners' to reconsider (D45).
        return Standing.STANDS
    if any(one.state == RECONSIDERING or one.state in UNDECIDED for one in found):
        return Standing.OPEN
    if any(one.state == STOPPED for one in found):
        return Standing.FELL_AWAY
    if review.kind in commissionable_kinds(case):
        return Standing.STANDS
    return Standing.OPEN if any(one.national for one in found) else Standing.FELL_AWAY
