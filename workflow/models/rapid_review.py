"""The rapid review (D5-D9): what is known within its limit, what the partners decide, what the Panel says."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_fsm import FSMField, transition

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.declaring import step
from workflow.guards import rapid_review as guards
from workflow.guards import seat as seat_guards
from workflow.models import rapid_review_states as states
from workflow.models.case import Case
from workflow.models.decision import choice_label
from workflow.models.machine import Machine
from workflow.models.panel_steps import PanelSteps, ask_again
from workflow.models.seat import Bench, SeatArrangement
from workflow.models.seat_steps import SeatSteps
from workflow.models.tally import Route, Rules, Tally
from workflow.roles import Actor, Role
from workflow.steps import rapid_review as forms
from workflow.steps import voting as voting_forms
from workflow.steps.asking import AskAgenciesForm
from workflow.steps.weighing import WeighForm

MAY_VOTE = [
    seat_guards.holds_a_seat,
    seat_guards.neither_office_nor_scrutineer,
    seat_guards.has_no_conflict,
    seat_guards.has_no_delegate,
]
IN_TURN = [guards.weighed_first, guards.reconvened_first]


class RapidReview(Machine):
    """One rapid review. Nothing opens it but the case, and the case only when its notification was submitted (D5).

    `question` counts what was put to the partners: the first, one on a form that was sent again, one after the Panel
    disagreed. `round` counts the rounds of votes on it.
    """

    OPENED, GATHERING, MEETING, DRAFTED = states.OPENED, states.GATHERING, states.MEETING, states.DRAFTED
    DECIDED, SENT, AWAITING_PANEL = states.DECIDED, states.SENT, states.AWAITING_PANEL
    RECONSIDERING, CONCLUDED, STOPPED = states.RECONSIDERING, states.CONCLUDED, states.STOPPED
    STATES = states.STATES
    KIND: ClassVar[str] = "rapid_review"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CONCLUDED, STOPPED})

    # Shown beside the seats on the desk (workflow/desk/seats.py), not among the other steps.
    elsewhere: ClassVar[frozenset[str]] = frozenset(
        ["name_delegate", "end_delegation", "record_absence", "end_absence", "declare_conflict", "end_conflict"]
    )
    # Shown only to whom they are open: for everybody else there is nothing to wait for.
    quiet: ClassVar[frozenset[str]] = frozenset(
        ["vote_as_delegate", "propose_stop", "approve_stop", "refuse_stop", "await_panel_again"]
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rapid_reviews")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=OPENED, protected=True, choices=STATES, db_index=True, editable=False)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    met_on = models.DateField(null=True, blank=True)
    attendees = SealedField()
    weighing = SealedField(help_text='[{"list", "key", "text", "answer", "reason"}] (D10)')
    weighed_at = models.DateTimeField(null=True)
    weighed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    weighed_text = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="+")
    question = models.PositiveSmallIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    advice = SealedField()
    advised_round = models.PositiveSmallIntegerField(default=0)
    choice = models.CharField(max_length=60, blank=True)
    route = models.CharField(max_length=20, choices=Route.choices, blank=True)
    dissent = SealedField(help_text='[{"seat": "…", "choice": "…", "reason": "…"}]')
    not_voting = SealedField(help_text='[{"seat": "…", "why": "…", "reason": "…"}]')
    rationale = SealedField(help_text="Why, in words for the family (D11).")
    decided_at = models.DateTimeField(null=True, blank=True)
    communicated = SealedField(help_text='[{"audience": "…", "told_on": "…", "through": "…"}] (D11)')
    family_informed_on = models.DateField(null=True)
    agencies_informed_on = models.DateField(null=True)
    early_review_at = models.DateTimeField(null=True, help_text="A review was commissioned before the Panel answered.")
    for_panel = SealedField(help_text='{"national_importance": "…", "national_importance_reason": "…"} (D9)')
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_proof = SealedField()
    panel_answered_on = models.DateField(null=True, blank=True)
    panel_response = SealedField()
    panel_silent_at = models.DateTimeField(null=True)
    panel_silence = SealedField(help_text="Why the case goes on without the Panel's answer.")
    national = models.BooleanField(default=False, help_text="The Panel carries out a national review (D45).")
    reconvened_on = models.DateField(null=True)
    reconvened_with = SealedField(help_text="Who took part in the meeting on the Panel's answer (D16).")
    justification = SealedField(help_text="Why the partners kept or changed their decision (D17).")
    stop_proposal = SealedField(help_text="Why the criteria are found not to be met.")
    stop_proposed_at = models.DateTimeField(null=True)
    stop_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)

    # Set by `weigh` for its consequences: whether this text was weighed for the first time.
    weighed_anew = False

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"rapid review of {self.case.reference}"

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.look_again()
        super().refresh_from_db(*args, **kwargs)

    # --- The seats and their votes ---------------------------------------------------------------------------------

    @property
    def rules(self) -> Rules:
        """How votes are counted by the case's edition of the procedure."""
        return Rules.of(self.case.procedure)

    def bench(self, today: date | None = None) -> Bench:
        """Who votes for each seat on that day; without a day also by a delegation that has run out. One query, once."""
        if "_arranged" not in self.__dict__:
            self.__dict__["_arranged"] = self._keyed(self.arrangements.filter(ended_at=None).select_related("delegate"))
        arranged: list[SeatArrangement] = self.__dict__["_arranged"]
        return Bench.of(arranged, today)

    def tally(self, today: date | None = None) -> Tally:
        """The votes of this round on the question that is open. One query, once, besides that of the bench."""
        if "_cast" not in self.__dict__:
            self.__dict__["_cast"] = self._keyed(self.votes.filter(question=self.question, round=self.round))
        silent = [one.seat for one in self.bench(today).without_voice()]
        return Tally.of(self.__dict__["_cast"], rules=self.rules, silent=silent)

    def look_again(self) -> None:
        """Forget votes and seats as they were read: something was written."""
        self.__dict__.pop("_arranged", None)
        self.__dict__.pop("_cast", None)

    def _keyed(self, rows: Any) -> list[Any]:
        """The rows, with the case and its key at hand: neither is fetched again for each."""
        found = list(rows)
        for row in found:
            row.rapid_review = self
            if row.data_key_id == self.case.data_key_id:
                row.data_key = self.case.data_key
        return found

    @property
    def is_advised(self) -> bool:
        """Whether the scrutineer advised on this round (D13)."""
        return self.advised_round == self.round

    @property
    def is_weighed(self) -> bool:
        """Whether criteria and circumstances were weighed on the text that is decided on (D10)."""
        return self.weighed_at is not None and self.weighed_text_id == self.submission_id

    # --- What was decided -------------------------------------------------------------------------------------------

    @property
    def is_reconsidering(self) -> bool:
        return bool(self.state == self.RECONSIDERING)

    @property
    def awaits_panel(self) -> bool:
        return self.state in {self.DECIDED, self.SENT, self.AWAITING_PANEL}

    @property
    def choice_label(self) -> str:
        """The decision in the words of the case's edition."""
        return choice_label(self.case.procedure, self.choice) if self.choice else ""

    def get_choice_display(self) -> str:
        """As for a field with fixed choices: letters and lists ask it in this way."""
        return self.choice_label

    @property
    def decided_review(self) -> str:
        """The kind of review decided on: "local", "learning", "national", or "" for none.

        Where the Panel carries out a national review, that one (D45).
        """
        if self.national:
            return "national"
        if not self.choice:
            return ""
        entries = self.case.procedure.entries("response_types")
        return next((str(entry["leads_to"]) for entry in entries if entry["key"] == self.choice), "")

    @property
    def is_communicated(self) -> bool:
        """Whether the family and the agencies were told of the rationale (D11)."""
        return self.family_informed_on is not None and self.agencies_informed_on is not None

    @property
    def notification_stands(self) -> bool:
        """Whether the case's notification is there: submitted, or its clock running."""
        return any(one.state in {one.SUBMITTED, one.CLOCK_RUNNING} for one in self.case.notifications.all())

    # --- Up to the decision -----------------------------------------------------------------------------------------

    @transition(
        field="state",
        source=[OPENED, GATHERING, MEETING],
        target=GATHERING,
        custom=step("Ask agencies for returns", roles={Role.OFFICER}, form=AskAgenciesForm, duty="D30"),
    )
    def request_returns(self, *, by: Actor, now: datetime, agencies: Any, due_on: date, **said: Any) -> None:
        """Each agency asked gets a record of its own (workflow.effects.agency_return)."""

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
        if self.submission_id is not None or self.state == self.DRAFTED:
            # A new text is a new question: earlier votes and advice stay on record, and the count starts again.
            ask_again(self)
        self.submission = submission

    @transition(
        field="state",
        source=[DRAFTED],
        target=DECIDED,
        custom=step(
            "Record the decision",
            roles={Role.OFFICER},
            form=voting_forms.DecideForm,
            guards=[guards.weighed_first, guards.votes_make_a_decision],
            duty="D6 D11 D12 D13",
        ),
    )
    def decide(
        self,
        *,
        by: Actor,
        now: datetime,
        rationale: str,
        choice: str,
        route: str,
        dissent: list[dict[str, str]],
        not_voting: list[dict[str, str]],
    ) -> None:
        self.rationale, self.choice, self.route = rationale, choice, route
        self.dissent, self.not_voting = dissent, not_voting
        self.decided_at = now

    reconvene = PanelSteps.reconvene
    decide_again = PanelSteps.decide_again

    @transition(
        field="state",
        source=states.VOTED_IN,
        target=None,
        custom=step(
            "Vote",
            roles={Role.DECISION_MAKER},
            form=voting_forms.VoteForm,
            guards=[*MAY_VOTE, *IN_TURN],
            duty="D10 D12",
            hint="One vote a seat. You may change it until the decision is recorded or another round is opened.",
        ),
    )
    def vote(self, *, by: Actor, now: datetime, choice: str, reason: str, seat: str) -> None:
        """A seat's vote is a record of its own (workflow.effects.rapid_review)."""

    @transition(
        field="state",
        source=states.VOTED_IN,
        target=None,
        custom=step(
            "Vote for a seat as its delegate",
            roles={Role.GROUP, Role.REVIEWER},
            form=voting_forms.DelegateVoteForm,
            guards=[seat_guards.is_delegate, seat_guards.neither_office_nor_scrutineer, *IN_TURN],
            duty="D10 D12",
            hint="You vote for the seat that named you for this case, and are shown as its delegate.",
        ),
    )
    def vote_as_delegate(self, *, by: Actor, now: datetime, choice: str, reason: str, seat: str) -> None:
        """A seat's vote is a record of its own (workflow.effects.rapid_review)."""

    @transition(
        field="state",
        source=states.VOTED_IN,
        target=None,
        custom=step(
            "Advise the partners",
            roles={Role.SCRUTINEER},
            form=voting_forms.AdviceForm,
            guards=[guards.partners_differ],
            duty="D13",
        ),
    )
    def advise(self, *, by: Actor, now: datetime, text: str) -> None:
        self.advice, self.advised_round = text, self.round

    @transition(
        field="state",
        source=states.VOTED_IN,
        target=None,
        custom=step("Open another round of votes", roles={Role.OFFICER}, guards=[guards.may_vote_again], duty="D13"),
    )
    def second_round(self, *, by: Actor, now: datetime) -> None:
        self.round += 1

    @transition(
        field="state",
        source=states.VOTED_IN,
        target=None,
        custom=step(
            "Weigh the criteria and circumstances",
            roles={Role.OFFICER},
            form=WeighForm,
            duty="D10",
            hint="As the deciders weigh them at their meeting, each with the reason. It can be done again until the "
            "decision is recorded.",
        ),
    )
    def weigh(self, *, by: Actor, now: datetime, weighing: list[dict[str, str]]) -> None:
        self.weighed_anew = not self.is_weighed
        self.weighing, self.weighed_at, self.weighed_by = weighing, now, by.user
        self.weighed_text_id = self.submission_id

    name_delegate = SeatSteps.name_delegate
    end_delegation = SeatSteps.end_delegation
    record_absence = SeatSteps.record_absence
    end_absence = SeatSteps.end_absence
    declare_conflict = SeatSteps.declare_conflict
    end_conflict = SeatSteps.end_conflict

    # --- To the Panel, and its answer -------------------------------------------------------------------------------

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

    panel_agrees = PanelSteps.panel_agrees
    panel_disagrees = PanelSteps.panel_disagrees
    panel_national = PanelSteps.panel_national
    panel_declines_national = PanelSteps.panel_declines_national
    panel_silent = PanelSteps.panel_silent
    await_panel_again = PanelSteps.await_panel_again
    another_answer = PanelSteps.another_answer
    reconsider = PanelSteps.reconsider

    @transition(
        field="state",
        source=states.HAS_DECISION,
        target=None,
        custom=step(
            "Record that the rationale was communicated",
            roles={Role.OFFICER},
            form=forms.CommunicateForm,
            duty="D11",
        ),
    )
    def communicate(self, *, by: Actor, now: datetime, audience: str, told_on: date, through: str) -> None:
        told = {"audience": audience, "told_on": told_on.isoformat(), "through": through}
        self.communicated = [*(self.communicated or []), told]
        if audience == forms.AGENCIES:
            self.agencies_informed_on = told_on
        else:
            self.family_informed_on = told_on

    # --- Back, and out ----------------------------------------------------------------------------------------------

    @transition(
        field="state",
        source=[MEETING, DRAFTED],
        target=GATHERING,
        custom=step("Take the rapid review back to gathering", roles={Role.OFFICER}, form=forms.BackToGatheringForm),
    )
    def back_to_gathering(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The reason stands in the log, sealed. The form is sent anew, and is a new question to the partners."""

    @transition(
        field="state",
        source=[DECIDED],
        target=DRAFTED,
        custom=step(
            "Open the decision for voting again",
            roles={Role.OFFICER},
            form=voting_forms.ReopenDecisionForm,
            duty="D12",
            hint="Possible until the decision is sent to the Panel. The limit of the rapid review runs again.",
        ),
    )
    def reopen_decision(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.choice, self.route, self.dissent, self.not_voting = "", "", None, None
        self.rationale, self.decided_at = None, None
        self.communicated, self.family_informed_on, self.agencies_informed_on = None, None, None
        ask_again(self)

    @transition(
        field="state",
        source=states.UNDECIDED,
        target=None,
        custom=step(
            "Propose to stop the rapid review: the criteria are not met",
            roles={Role.OFFICER},
            form=forms.ProposeStopForm,
            guards=[guards.stop_not_proposed],
            hint="The notification was withdrawn. The rapid review goes on unless it is found that the criteria are "
            "not met; a decision maker approves that.",
        ),
    )
    def propose_stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = reason, now, by.user

    @transition(
        field="state",
        source=states.UNDECIDED,
        target=STOPPED,
        custom=step(
            "Stop the rapid review: the criteria are not met",
            roles={Role.DECISION_MAKER},
            guards=[
                seat_guards.holds_a_seat,
                guards.stop_proposed,
                guards.not_the_proposer,
                seat_guards.has_no_conflict,
            ],
            hint="Everybody who was told of the rapid review is told that it stopped.",
        ),
    )
    def approve_stop(self, *, by: Actor, now: datetime) -> None:
        self.stopped_at = now

    @transition(
        field="state",
        source=states.UNDECIDED,
        target=None,
        custom=step(
            "Refuse to stop the rapid review",
            roles={Role.DECISION_MAKER},
            form=forms.RefuseStopForm,
            guards=[seat_guards.holds_a_seat, guards.stop_proposed, seat_guards.has_no_conflict],
        ),
    )
    def refuse_stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = None, None, None

    @transition(
        field="state",
        source=[STOPPED],
        target=GATHERING,
        custom=step(
            "Reopen the rapid review",
            roles={Role.OFFICER},
            form=forms.ReopenForm,
            hint="Its limit runs from the day the notification was submitted, as before.",
        ),
    )
    def reopen_rapid_review(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = None, None, None
        self.stopped_at = None
