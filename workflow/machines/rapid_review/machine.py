"""The rapid review (D5-D9): what is known within its limit, what the partners decide, what the Panel says."""

from collections import defaultdict
from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from forms.kept_query import KeptQuery
from workflow.machines.rapid_review.advice.steps import AdviceSteps
from workflow.machines.rapid_review.panel.steps import PanelSteps
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.seats.steps import SeatSteps
from workflow.machines.rapid_review.states import SENT
from workflow.machines.rapid_review.steps import ClosingSteps, DraftingSteps
from workflow.machines.rapid_review.voting.decision import Vote
from workflow.machines.rapid_review.voting.steps import VotingSteps


class RapidReview(DraftingSteps, VotingSteps, SeatSteps, PanelSteps, ClosingSteps, AdviceSteps):
    """One rapid review. Nothing opens it but the case, and the case only when its notification was submitted (D5).

    Its steps are those of the classes it is made of, in their order.
    """

    class Meta:
        ordering = ["created_at"]

    # On its way until the Panel's copy really went (D8).
    WENT: ClassVar = ("sent_at", {SENT: "Sent to the Panel"})

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django lets a model say it itself
        return self.state_in_words


def with_votes(found: Iterable[RapidReview]) -> list[RapidReview]:
    """The rapid reviews, each with the votes and seats that its tally counts: two queries, however many they are."""
    reviews = list(found)
    arranged, cast = defaultdict(list), defaultdict(list)
    ids = [one.pk for one in reviews]
    for one in SEATS_OF.rows(reviews=ids):
        arranged[one.rapid_review_id].append(one)
    for vote in VOTES_OF.rows(reviews=ids):
        cast[vote.rapid_review_id, vote.question, vote.round].append(vote)
    for each in reviews:
        each.arranged, each.cast = arranged[each.pk], cast[each.pk, each.question, each.round]
    return reviews


SEATS_OF: KeptQuery[SeatArrangement] = KeptQuery(
    lambda reviews: SeatArrangement.objects.filter(rapid_review__in=reviews, ended_at=None), reviews=list[UUID]
)
VOTES_OF: KeptQuery[Vote] = KeptQuery(lambda reviews: Vote.objects.filter(rapid_review__in=reviews), reviews=list[UUID])
