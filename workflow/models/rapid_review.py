"""The rapid review (D5-D9): what is known within its limit, what the partners decide, what the Panel says."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.declaring import step
from workflow.guards import rapid_review as guards
from workflow.models.case import Case
from workflow.models.decision import Choice, Route, Tally
from workflow.models.machine import Machine
from workflow.roles import Actor, Role
from workflow.steps import rapid_review as forms

REVIEW_OF = {Choice.LOCAL_REVIEW: "local", Choice.LEARNING_REVIEW: "learning", Choice.NATIONAL_REVIEW: "national"}


class RapidReview(Machine):
    """One rapid review. Nothing opens it but the case, and the case only when its notification was submitted (D5)."""

    OPENED, GATHERING, MEETING, DRAFTED = "opened", "gathering", "meeting", "drafted"
    DECIDED, SENT, AWAITING_PANEL = "decided", "sent", "awaiting_panel"
    RECONSIDERING, CONCLUDED = "reconsidering", "concluded"
    STATES = [
        (OPENED, "Opened"),
        (GATHERING, "Gathering returns"),
        (MEETING, "Meeting held"),
        (DRAFTED, "Drafted"),
        (DECIDED, "Decided"),
        (SENT, "Sent to the Panel"),
        (AWAITING_PANEL, "Awaiting the Panel"),
        (RECONSIDERING, "Reconsidering"),
        (CONCLUDED, "Concluded"),
    ]
    KIND: ClassVar[str] = "rapid_review"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CONCLUDED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rapid_reviews")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=OPENED, protected=True, choices=STATES, db_index=True, editable=False)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    met_on = models.DateField(null=True, blank=True)
    attendees = SealedField()
    round = models.PositiveSmallIntegerField(default=1)
    advice = SealedField()
    advised_round = models.PositiveSmallIntegerField(default=0)
    choice = models.CharField(max_length=20, choices=Choice.choices, blank=True)
    route = models.CharField(max_length=10, choices=Route.choices, blank=True)
    dissent = SealedField(help_text='[{"seat": "…", "choice": "…", "reason": "…"}]')
    rationale = SealedField(help_text="Why, in words for the family (D11).")
    decided_at = models.DateTimeField(null=True, blank=True)
    for_panel = SealedField(help_text='{"national_importance": "…", "national_importance_reason": "…"} (D9)')
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_proof = SealedField()
    panel_answered_on = models.DateField(null=True, blank=True)
    panel_response = SealedField()
    justification = SealedField(help_text="Why the partners kept or changed their decision (D17).")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"rapid review of {self.case.reference}"

    def tally(self) -> Tally:
        """The votes of this round on the rapid review as it was sent last: one query."""
        return Tally.of(self.votes.filter(round=self.round, about=self.submission_id).select_related("data_key"))

    @property
    def is_advised(self) -> bool:
        """Whether the scrutineer advised on this round (D13)."""
        return self.advised_round == self.round

    @property
    def is_reconsidering(self) -> bool:
        return bool(self.state == self.RECONSIDERING)

    @property
    def awaits_panel(self) -> bool:
        return self.state in {self.DECIDED, self.SENT, self.AWAITING_PANEL}

    @property
    def decided_review(self) -> str:
        """The kind of review decided on: "local", "learning", "national", or "" for none."""
        return REVIEW_OF.get(Choice(self.choice), "") if self.choice else ""

    @transition(
        field="state",
        source=[OPENED, GATHERING, MEETING],
        target=GATHERING,
        custom=step("Ask agencies for returns", roles={Role.OFFICER}, form=forms.RequestReturnsForm, duty="D30"),
    )
    def request_returns(self, *, by: Actor, now: datetime, agencies: Any, due_on: date) -> None:
        """Each agency asked gets a record of its own (workflow.effects.rapid_review)."""

    @transition(
        field="state",
        source=[GATHERING],
        target=MEETING,
        custom=step("Record the review group’s meeting", roles={Role.OFFICER}, form=forms.MeetingForm, duty="D7"),
    )
    def hold_meeting(self, *, by: Actor, now: datetime, held_on: date, attendees: str) -> None:
        self.met_on, self.attendees = held_on, attendees

    @transition(
        field="state",
        source=[OPENED, GATHERING, MEETING, DRAFTED],
        target=DRAFTED,
        custom=step(
            "Complete the rapid review form",
            roles={Role.OFFICER},
            form=forms.DraftForm,
            duty="D7 D10",
            hint="Sent again, it replaces the earlier one, and the partners vote on the new one.",
            page_handler="complete_rapid_review",
        ),
    )
    def draft(self, *, by: Actor, now: datetime, submission: Any) -> None:
        self.submission = submission
        # A new text is a new question: earlier votes and advice stand in the log, and the count starts again.
        self.round, self.advice, self.advised_round = 1, None, 0

    @transition(
        field="state",
        source=[DRAFTED],
        target=None,
        custom=step(
            "Vote",
            roles={Role.DECISION_MAKER},
            form=forms.VoteForm,
            guards=[guards.holds_a_seat],
            duty="D10 D12",
            hint="One vote a seat. You may change it until the decision is recorded.",
        ),
    )
    def vote(self, *, by: Actor, now: datetime, choice: str, reason: str) -> None:
        """A seat's vote is a record of its own (workflow.effects.rapid_review)."""

    @transition(
        field="state",
        source=[DRAFTED],
        target=None,
        custom=step(
            "Advise the partners",
            roles={Role.SCRUTINEER},
            form=forms.AdviceForm,
            guards=[guards.partners_differ],
            duty="D13",
        ),
    )
    def advise(self, *, by: Actor, now: datetime, text: str) -> None:
        self.advice, self.advised_round = text, self.round

    @transition(
        field="state",
        source=[DRAFTED],
        target=None,
        custom=step("Open another round of votes", roles={Role.OFFICER}, guards=[guards.may_vote_again], duty="D13"),
    )
    def second_round(self, *, by: Actor, now: datetime) -> None:
        self.round += 1

    @transition(
        field="state",
        source=[DRAFTED],
        target=DECIDED,
        custom=step(
            "Record the decision",
            roles={Role.OFFICER},
            form=forms.DecideForm,
            guards=[guards.votes_make_a_decision],
            duty="D6 D11 D12 D13",
        ),
    )
    def decide(
        self, *, by: Actor, now: datetime, rationale: str, choice: str, route: str, dissent: list[dict[str, str]]
    ) -> None:
        self.rationale, self.choice, self.route, self.dissent = rationale, choice, route, dissent
        self.decided_at = now

    @transition(
        field="state",
        source=[DECIDED],
        target=SENT,
        custom=step("Send the rapid review to the Panel", roles={Role.OFFICER}, form=forms.SendForm, duty="D8 D9"),
    )
    def send(self, *, by: Actor, now: datetime, **for_panel: str) -> None:
        self.for_panel, self.sent_at = for_panel, now

    @transition(
        field="state",
        source=[SENT],
        target=AWAITING_PANEL,
        custom=step("Confirm that the Panel has it", roles={Role.OFFICER}, form=forms.ConfirmSentForm, duty="D8"),
    )
    def confirm_sent(self, *, by: Actor, now: datetime, proof: str) -> None:
        self.sent_proof = proof

    @transition(
        field="state",
        source=[AWAITING_PANEL],
        target=CONCLUDED,
        custom=step("Record that the Panel agrees", roles={Role.OFFICER}, form=forms.PanelAnswerForm, duty="D15"),
    )
    def panel_agrees(self, *, by: Actor, now: datetime, answered_on: date, response: str) -> None:
        self.panel_answered_on, self.panel_response = answered_on, response

    @transition(
        field="state",
        source=[AWAITING_PANEL],
        target=RECONSIDERING,
        custom=step(
            "Record that the Panel disagrees",
            roles={Role.OFFICER},
            form=forms.PanelAnswerForm,
            duty="D15 D16",
            hint="The deciders and the scrutineer are told and asked to reconsider.",
        ),
    )
    def panel_disagrees(self, *, by: Actor, now: datetime, answered_on: date, response: str) -> None:
        self.panel_answered_on, self.panel_response = answered_on, response

    @transition(
        field="state",
        source=[RECONSIDERING],
        target=CONCLUDED,
        custom=step(
            "Keep the decision",
            roles={Role.DECISION_MAKER},
            form=forms.KeepDecisionForm,
            guards=[guards.holds_a_seat],
            duty="D17",
        ),
    )
    def keep_decision(self, *, by: Actor, now: datetime, justification: str) -> None:
        self.justification = justification

    @transition(
        field="state",
        source=[RECONSIDERING],
        target=CONCLUDED,
        custom=step(
            "Change the decision",
            roles={Role.DECISION_MAKER},
            form=forms.ChangeDecisionForm,
            guards=[guards.holds_a_seat],
            duty="D17",
        ),
    )
    def change_decision(self, *, by: Actor, now: datetime, choice: str, justification: str) -> None:
        self.choice, self.justification = choice, justification
        # The time for a review runs from the decision that stands.
        self.decided_at = now
