"""The steps by which it is recorded what the Panel says, and what the partners make of it (D15 to D17, D45 to D47)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflow.engine.step import Turn, step
from workflow.machines.rapid_review import guards as voting
from workflow.machines.rapid_review.panel import guards
from workflow.machines.rapid_review.panel import questions as forms
from workflow.machines.rapid_review.states import AWAITING_PANEL, CONCLUDED, RECONSIDERING
from workflow.machines.rapid_review.voting import questions as voting_forms
from workflow.parties.roles import Actor, Role

# Said of a national review at any time after the rapid review was sent.
ANSWERED_IN = [AWAITING_PANEL, RECONSIDERING, CONCLUDED]


class PanelSteps:
    """Steps of a rapid review. The rows that they make are those of `panel`, made by `panel_effects`."""

    case: Any
    question: int
    round: int
    advised_round: int
    advice: Any
    choice: str
    route: str
    dissent: Any
    not_voting: Any
    decided_at: datetime | None
    family_informed_on: date | None
    agencies_informed_on: date | None
    panel_answered_on: date | None
    panel_response: Any
    panel_silent_at: datetime | None
    panel_silence: Any
    national: bool
    reconvened_on: date | None
    reconvened_with: Any
    justification: Any

    @step(
        "Record that the Panel agrees",
        says="The Panel agreed",
        source=[AWAITING_PANEL],
        target=CONCLUDED,
        roles={Role.OFFICER},
        form=forms.AgreesForm,
        duty="D15",
        turns=[Turn(Role.OFFICER)],
    )
    def panel_agrees(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self.panel_answered_on, self.panel_response = answered_on, response
        self.panel_silent_at, self.panel_silence = None, None

    @step(
        "Record that the Panel disagrees",
        says="The Panel disagreed",
        source=[AWAITING_PANEL],
        target=RECONSIDERING,
        roles={Role.OFFICER},
        form=forms.DisagreesForm,
        duty="D15 D16",
        hint="The deciders and the scrutineer are told and asked to reconsider.",
    )
    def panel_disagrees(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self.panel_answered_on, self.panel_response = answered_on, response
        self.panel_silent_at, self.panel_silence = None, None
        ask_again(self)

    @step(
        "Record that the Panel carries out a national review",
        says="The Panel decided to carry out a national review",
        source=ANSWERED_IN,
        target=CONCLUDED,
        roles={Role.OFFICER},
        form=forms.NationalForm,
        duty="D15 D45 D47",
        hint="The strategic body is told at the same moment. The national review can then be opened in the case.",
    )
    def panel_national(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self.panel_answered_on, self.panel_response = answered_on, response
        self.panel_silent_at, self.panel_silence = None, None
        self.national = True

    @step(
        "Record that the Panel decided against a national review",
        says="The Panel decided against a national review",
        source=ANSWERED_IN,
        roles={Role.OFFICER},
        form=forms.NoNationalForm,
        duty="D45",
        hint="Also where the Panel takes back that it carries out a national review.",
        aside=True,
    )
    def panel_declines_national(self, *, by: Actor, now: datetime, **said: Any) -> None:
        self.national = False

    @step(
        "Record that the Panel did not answer",
        says="It was recorded that the Panel did not answer",
        source=[AWAITING_PANEL],
        target=CONCLUDED,
        roles={Role.OFFICER},
        form=forms.SilentForm,
        duty="D15",
        hint="The decision of the partners stands. An answer that comes later can still be recorded.",
        aside=True,
    )
    def panel_silent(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.panel_silent_at, self.panel_silence = now, reason

    @step(
        "Wait for the Panel’s answer again",
        says="The Panel’s answer is awaited again",
        source=[CONCLUDED],
        target=AWAITING_PANEL,
        roles={Role.OFFICER},
        form=forms.AwaitAgainForm,
        guards=[guards.panel_was_silent],
        duty="D15",
        aside=True,
        quiet=True,
    )
    def await_panel_again(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.panel_silent_at, self.panel_silence = None, None

    @step(
        "Record another answer of the Panel",
        says="Another answer of the Panel was recorded",
        source=[CONCLUDED],
        roles={Role.OFFICER},
        form=forms.AnotherAnswerForm,
        duty="D15 D16",
        hint="Also one that comes late. Earlier answers stay on record. When the Panel disagrees, the partners "
        "reconsider their decision.",
        aside=True,
    )
    def another_answer(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self.panel_answered_on, self.panel_response = answered_on, response
        self.panel_silent_at, self.panel_silence = None, None

    @step(
        "Reconsider the decision",
        says="The decision is reconsidered",
        source=[CONCLUDED],
        target=RECONSIDERING,
        duty="D16",
        system=True,
    )
    def reconsider(self, *, by: Actor, now: datetime) -> None:
        ask_again(self)

    @step(
        "Record the meeting on the Panel’s answer",
        says="The deciders and the scrutineer met on the Panel’s answer",
        source=[RECONSIDERING],
        roles={Role.OFFICER},
        form=voting_forms.ReconveneForm,
        duty="D16",
        hint="The deciders and the scrutineer were sent the Panel’s answer. The partners then vote again.",
        turns=[Turn(Role.OFFICER, when=Q(reconvened_on=None))],
    )
    def reconvene(self, *, by: Actor, now: datetime, held_on: date, attendees: str) -> None:
        self.reconvened_on, self.reconvened_with = held_on, attendees

    @step(
        "Record the reconsidered decision",
        says="The reconsidered decision was recorded",
        source=[RECONSIDERING],
        target=CONCLUDED,
        roles={Role.OFFICER},
        form=voting_forms.DecideAgainForm,
        guards=[voting.reconvened_first, voting.votes_make_a_decision],
        duty="D16 D17",
        hint="It is sent to the Panel with its justification.",
    )
    def decide_again(
        self,
        *,
        by: Actor,
        now: datetime,
        justification: str,
        choice: str,
        route: str,
        dissent: list[dict[str, str]],
        not_voting: list[dict[str, str]],
    ) -> None:
        if choice != self.choice:
            # The time for a review runs from the decision that stands.
            self.decided_at = now
            # What the family and the agencies were told is not what was decided now (D11).
            self.family_informed_on, self.agencies_informed_on = None, None
        self.choice, self.route, self.dissent, self.not_voting = choice, route, dissent, not_voting
        self.justification = justification


def ask_again(rapid_review: Any) -> None:
    """Put a new question to the partners: votes and advice begin anew, what was voted before stays on record."""
    rapid_review.question += 1
    rapid_review.round, rapid_review.advice, rapid_review.advised_round = 1, None, 0
    rapid_review.reconvened_on, rapid_review.reconvened_with = None, None
