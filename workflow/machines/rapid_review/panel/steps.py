"""The steps by which the Panel is sent the rapid review and its answers are recorded (D8, D9, D15, D16, D45, D47)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflow.engine.step import Turn, moment_of, office_step, step
from workflow.machines.rapid_review import guards
from workflow.machines.rapid_review.panel import questions as forms
from workflow.machines.rapid_review.record import RapidReviewRecord
from workflow.machines.rapid_review.states import AWAITING_PANEL, CONCLUDED, DECIDED, RECONSIDERING, SENT
from workflow.parties.roles import Actor, Role

# Said of a national review at any time after the rapid review was sent.
ANSWERED_IN = [AWAITING_PANEL, RECONSIDERING, CONCLUDED]

# The partnership’s own review, until it is agreed what becomes of it beside the national one (D46).
A_REVIEW_WAITS = Q(national=True, beside_agreed_on=None, case__reviews__waits_since__isnull=False)


class PanelSteps(RapidReviewRecord):
    """The way to the Panel, and each of its answers."""

    class Meta:
        abstract = True

    @office_step(
        "Send the rapid review to the Panel",
        says="The rapid review and the decision were made ready for the Panel",
        source=[DECIDED],
        target=SENT,
        form=forms.SendForm,
        duty="D8 D9",
        hint="By e-mail where the Panel’s address is set up; else by hand, from the page “Notices”.",
        turns=[Turn(Role.OFFICER)],
    )
    def send(self, *, by: Actor, now: datetime, **for_panel: str) -> None:
        self.for_panel, self.sent_at = for_panel, None

    @step(
        "Record that the rapid review went to the Panel",
        says="The rapid review and the decision have gone to the Panel",
        source=[SENT],
        form=forms.WentForm,
        guards=[guards.panel_copy_not_gone],
        duty="D8 D9",
        hint="Follows by itself when the Panel’s copy went, by e-mail or by hand.",
        system=True,
    )
    def panel_copy_went(self, *, by: Actor, now: datetime, on: date) -> None:
        self.sent_at = moment_of(on, now)

    @office_step(
        "Confirm that the Panel has it",
        says="It was confirmed that the Panel has the rapid review",
        source=[SENT],
        target=AWAITING_PANEL,
        form=forms.ConfirmSentForm,
        guards=[guards.panel_copy_gone],
        duty="D8",
        turns=[Turn(Role.OFFICER, when=Q(sent_at__isnull=False))],
    )
    def confirm_sent(self, *, by: Actor, now: datetime, proof: str) -> None:
        self.sent_proof = proof

    @office_step(
        "Record that the Panel agrees",
        says="The Panel agreed",
        source=[AWAITING_PANEL],
        target=CONCLUDED,
        form=forms.AgreesForm,
        duty="D15",
        turns=[Turn(Role.OFFICER)],
    )
    def panel_agrees(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self._answered(answered_on, response)

    @office_step(
        "Record that the Panel disagrees",
        says="The Panel disagreed",
        source=[AWAITING_PANEL],
        target=RECONSIDERING,
        form=forms.DisagreesForm,
        duty="D15 D16",
        hint="The deciders and the scrutineer are told and asked to reconsider.",
    )
    def panel_disagrees(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self._answered(answered_on, response)
        self.put_new_question()

    @office_step(
        "Record that the Panel carries out a national review",
        says="The Panel decided to carry out a national review",
        source=ANSWERED_IN,
        target=CONCLUDED,
        form=forms.NationalForm,
        duty="D15 D45 D47",
        hint="The strategic body is told at the same moment. The national review can then be opened in the case.",
    )
    def panel_national(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self._answered(answered_on, response)
        self.national = True

    @office_step(
        "Record that the Panel decided against a national review",
        says="The Panel decided against a national review",
        source=ANSWERED_IN,
        form=forms.NoNationalForm,
        duty="D45",
        hint="Also where the Panel takes back that it carries out a national review.",
        aside=True,
    )
    def panel_declines_national(self, *, by: Actor, now: datetime, **said: Any) -> None:
        self.national = False
        self.beside_agreed_on = self.beside_agreement = None

    @office_step(
        "Record that a local review runs beside the national one",
        says="It was recorded that a local review runs beside the national one",
        source=[CONCLUDED],
        form=forms.BesideForm,
        guards=[guards.national_review_decided],
        duty="D46",
        hint="Where the partners and the Panel agreed to it. A review that waits for this goes on; where there is "
        "none, it can be commissioned.",
        aside=True,
        turns=[Turn(Role.OFFICER, when=A_REVIEW_WAITS)],
    )
    def agree_beside(self, *, by: Actor, now: datetime, agreed_on: date, with_whom: str, agreed: str) -> None:
        self.beside_agreed_on, self.beside_agreement = agreed_on, {"with_whom": with_whom, "agreed": agreed}

    @office_step(
        "Record that the Panel did not answer",
        says="It was recorded that the Panel did not answer",
        source=[AWAITING_PANEL],
        target=CONCLUDED,
        form=forms.SilentForm,
        duty="D15",
        hint="The decision of the partners stands. An answer that comes later can still be recorded.",
        aside=True,
    )
    def panel_silent(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.no_answer_at, self.no_answer_reason = now, reason

    @office_step(
        "Wait for the Panel’s answer again",
        says="The Panel’s answer is awaited again",
        source=[CONCLUDED],
        target=AWAITING_PANEL,
        form=forms.AwaitAgainForm,
        guards=[guards.panel_was_silent],
        duty="D15",
        aside=True,
        quiet=True,
    )
    def await_panel_again(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.no_answer_at, self.no_answer_reason = None, None

    @office_step(
        "Record another answer of the Panel",
        says="Another answer of the Panel was recorded",
        source=[CONCLUDED, RECONSIDERING],
        form=forms.AnotherAnswerForm,
        duty="D15 D16",
        hint="Also one that comes late. Earlier answers stay on record. When the Panel disagrees, the partners "
        "reconsider their decision.",
        aside=True,
    )
    def another_answer(self, *, by: Actor, now: datetime, answered_on: date, response: str, **said: Any) -> None:
        self._answered(answered_on, response)

    @step(
        "Reconsider the decision",
        says="The decision is reconsidered",
        source=[CONCLUDED, RECONSIDERING],
        target=RECONSIDERING,
        duty="D16",
        system=True,
    )
    def reconsider(self, *, by: Actor, now: datetime) -> None:
        self.put_new_question()

    def _answered(self, on: date, response: str) -> None:
        self.panel_answered_on, self.panel_response = on, response
        self.no_answer_at, self.no_answer_reason = None, None
