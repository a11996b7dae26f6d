"""The steps by which the partners weigh, vote, are advised and decide, and decide again (D10 to D13, D16, D17)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflow.engine.step import Turn, bare_step, office_step, step
from workflow.machines.rapid_review import guards
from workflow.machines.rapid_review.advice import guards as advice_guards
from workflow.machines.rapid_review.advice.questions import AdviceForm
from workflow.machines.rapid_review.record import RapidReviewRecord
from workflow.machines.rapid_review.seats import guards as seat_guards
from workflow.machines.rapid_review.states import CONCLUDED, DECIDED, DRAFTED, RECONSIDERING, VOTED_IN, WEIGHED
from workflow.machines.rapid_review.voting import questions as forms
from workflow.machines.rapid_review.voting.weighing import WeighForm
from workflow.parties.roles import Actor, Role

MAY_VOTE = [
    seat_guards.holds_a_seat,
    seat_guards.neither_office_nor_scrutineer,
    seat_guards.has_no_conflict,
    seat_guards.has_no_delegate,
]
IN_TURN = [guards.weighed_first, guards.reconvened_first, advice_guards.advised_first]


class VotingSteps(RapidReviewRecord):
    """The votes, the advice, the decision, and the decision again where the Panel disagrees."""

    class Meta:
        abstract = True

    @office_step(
        "Record the decision",
        says="The decision was recorded",
        source=[DRAFTED],
        target=DECIDED,
        form=forms.DecideForm,
        guards=[guards.weighed_first, guards.votes_make_a_decision],
        duty="D6 D11 D12 D13",
    )
    def decide(self, *, by: Actor, now: datetime, rationale: str, **outcome: Any) -> None:
        self.rationale, self.decided_at = rationale, now
        self._keep(**outcome)

    @office_step(
        "Record the meeting on the Panel’s answer",
        says="The deciders and the scrutineer met on the Panel’s answer",
        source=[RECONSIDERING],
        form=forms.ReconveneForm,
        duty="D16",
        hint="The deciders and the scrutineer were sent the Panel’s answer. The partners then vote again.",
        guards=[guards.panel_disagreed],
        turns=[Turn(Role.OFFICER, when=Q(reconvened_on=None, asked_again_at=None))],
    )
    def reconvene(self, *, by: Actor, now: datetime, held_on: date, attendees: str) -> None:
        self.reconvened_on, self.reconvened_with = held_on, attendees

    @office_step(
        "Record the reconsidered decision",
        says="The reconsidered decision was recorded",
        source=[RECONSIDERING],
        target=CONCLUDED,
        form=forms.DecideAgainForm,
        guards=[guards.reconvened_first, advice_guards.advised_first, guards.votes_make_a_decision],
        duty="D16 D17",
        hint="It is sent to the Panel with its justification.",
    )
    def decide_again(
        self, *, by: Actor, now: datetime, justification: str, rationale: str | None, **outcome: Any
    ) -> None:
        if outcome["choice"] != self.choice:
            # The time for a review runs from the decision that stands.
            self.decided_at = now
        if (outcome["choice"], rationale) != (self.choice, self.rationale):
            # What the family and the agencies were told is not what was decided now (D11).
            self.family_informed_on, self.agencies_informed_on = None, None
        self.justification, self.rationale = justification, rationale
        self._keep(**outcome)

    def _keep(
        self, *, choice: str, route: str, dissent: list[dict[str, str]], not_voting: list[dict[str, str]]
    ) -> None:
        self.choice, self.route, self.dissent, self.not_voting = choice, route, dissent, not_voting

    vote = bare_step(
        "Vote",
        adds=True,
        says="A partner voted",
        source=VOTED_IN,
        roles={Role.DECISION_MAKER},
        form=forms.VoteForm,
        guards=[*MAY_VOTE, *IN_TURN],
        duty="D10 D12",
        hint="One vote a seat. You may change it until the decision is recorded or another round is opened.",
    )

    vote_as_delegate = bare_step(
        "Vote for a seat as its delegate",
        adds=True,
        says="A delegate voted for a seat",
        source=VOTED_IN,
        roles={Role.GROUP, Role.REVIEWER},
        form=forms.DelegateVoteForm,
        guards=[seat_guards.is_delegate, seat_guards.neither_office_nor_scrutineer, *IN_TURN],
        duty="D10 D12",
        hint="You vote for the seat that named you for this case, and are shown as its delegate.",
        quiet=True,
    )

    @step(
        "Advise the partners",
        says="The independent scrutineer advised the partners",
        source=VOTED_IN,
        roles={Role.SCRUTINEER},
        form=AdviceForm,
        guards=[advice_guards.advice_is_open],
        duty="D13 D16 D17",
        hint="Where the partners differ; and when the Panel disagrees, before they vote again.",
        turns=[Turn(Role.SCRUTINEER, states=(RECONSIDERING,), when=Q(answer_advised_at=None, asked_again_at=None))],
    )
    def advise(self, *, by: Actor, now: datetime, text: str, on_round: int) -> None:
        self.keep_advice(text, on_round, now)

    @office_step(
        "Open another round of votes",
        says="Another round of votes was opened",
        source=VOTED_IN,
        guards=[guards.may_vote_again],
        duty="D13",
        aside=True,
    )
    def second_round(self, *, by: Actor, now: datetime) -> None:
        self.round += 1

    @office_step(
        "Weigh the criteria and circumstances",
        says="The criteria and circumstances were weighed",
        source=VOTED_IN,
        form=WeighForm,
        duty="D10",
        hint="As the deciders weigh them at their meeting, each with the reason. It can be done again until the "
        "decision is recorded.",
        turns=[Turn(Role.OFFICER, states=(DRAFTED,), when=~WEIGHED)],
    )
    def weigh(self, *, by: Actor, now: datetime, weighing: list[dict[str, str]]) -> None:
        self.weighed_anew = not self.is_weighed
        self.weighing, self.weighed_at, self.weighed_by = weighing, now, by.user
        self.weighed_text_id = self.submission_id

    @office_step(
        "Put the decision to the partners again",
        says="The decision was put to the partners again",
        source=[CONCLUDED],
        target=RECONSIDERING,
        form=forms.PutAgainForm,
        guards=[guards.decided_by_the_partners],
        duty="D12",
        hint="Where something became known since, also after “no review”. The partners vote anew; a review that is "
        "under way waits. What they decide goes to the Panel with its reason.",
        aside=True,
    )
    def put_again(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.put_new_question()
        self.asked_again_at, self.asked_again_reason = now, reason
