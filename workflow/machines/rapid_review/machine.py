"""The rapid review (D5-D9): what is known within its limit, what the partners decide, what the Panel says."""

from collections import defaultdict
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine
from workflow.engine.step import Turn, bare_step, opening, step
from workflow.machines.agency_return.asking import AskAgenciesForm
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review import guards, states
from workflow.machines.rapid_review import questions as forms
from workflow.machines.rapid_review.panel.steps import PanelSteps, ask_again
from workflow.machines.rapid_review.seats import guards as seat_guards
from workflow.machines.rapid_review.seats.arrangement import Bench, SeatArrangement
from workflow.machines.rapid_review.seats.steps import SeatSteps
from workflow.machines.rapid_review.voting import questions as voting_forms
from workflow.machines.rapid_review.voting.decision import Vote, choice_label
from workflow.machines.rapid_review.voting.tally import Route, Rules, Tally
from workflow.machines.rapid_review.voting.weighing import WeighForm
from workflow.parties.roles import Actor, Role

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

    @cached_property
    def arranged(self) -> list[SeatArrangement]:
        """What is recorded of the seats and has not been ended."""
        return self._keyed(self.arrangements.filter(ended_at=None).select_related("delegate"))

    @cached_property
    def cast(self) -> list[Vote]:
        """The votes of this round on the question that is open, those set aside included."""
        return self._keyed(self.votes.filter(question=self.question, round=self.round))

    def bench(self, today: date | None = None) -> Bench:
        """Who votes for each seat on that day; without a day also by a delegation that has run out. One query, once."""
        return Bench.of(self.arranged, today)

    def tally(self, today: date | None = None) -> Tally:
        """The votes of this round on the question that is open. One query, once, besides that of the bench."""
        silent = [one.seat for one in self.bench(today).without_voice()]
        return Tally.of(self.cast, rules=self.rules, silent=silent)

    def look_again(self) -> None:
        """Forget votes and seats as they were read: something was written."""
        for name in ("arranged", "cast"):
            self.__dict__.pop(name, None)

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

    begin = opening("The rapid review opened")

    request_returns = bare_step(
        "Ask agencies for returns",
        says="Agencies were asked for returns",
        source=[OPENED, GATHERING, MEETING],
        target=GATHERING,
        roles={Role.OFFICER},
        form=AskAgenciesForm,
        duty="D30",
        turns=[Turn(Role.OFFICER)],
    )

    @step(
        "Record the review group’s meeting",
        says="The review group met",
        source=[GATHERING],
        target=MEETING,
        roles={Role.OFFICER},
        form=forms.MeetingForm,
        duty="D7",
    )
    def hold_meeting(self, *, by: Actor, now: datetime, held_on: date, attendees: str) -> None:
        self.met_on, self.attendees = held_on, attendees

    @step(
        "Complete the rapid review form",
        says="The rapid review form was completed",
        source=[OPENED, GATHERING, MEETING, DRAFTED],
        target=DRAFTED,
        roles={Role.OFFICER},
        form=forms.DraftForm,
        duty="D7 D10",
        hint="Sent again, it replaces the earlier one, and the partners vote on the new one.",
        page_handler="complete_rapid_review",
    )
    def draft(self, *, by: Actor, now: datetime, submission: Any) -> None:
        if self.submission_id is not None or self.state == self.DRAFTED:
            # A new text is a new question: earlier votes and advice stay on record, and the count starts again.
            ask_again(self)
        self.submission = submission

    @step(
        "Record the decision",
        says="The decision was recorded",
        source=[DRAFTED],
        target=DECIDED,
        roles={Role.OFFICER},
        form=voting_forms.DecideForm,
        guards=[guards.weighed_first, guards.votes_make_a_decision],
        duty="D6 D11 D12 D13",
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

    vote = bare_step(
        "Vote",
        says="A partner voted",
        source=states.VOTED_IN,
        roles={Role.DECISION_MAKER},
        form=voting_forms.VoteForm,
        guards=[*MAY_VOTE, *IN_TURN],
        duty="D10 D12",
        hint="One vote a seat. You may change it until the decision is recorded or another round is opened.",
    )

    vote_as_delegate = bare_step(
        "Vote for a seat as its delegate",
        says="A delegate voted for a seat",
        source=states.VOTED_IN,
        roles={Role.GROUP, Role.REVIEWER},
        form=voting_forms.DelegateVoteForm,
        guards=[seat_guards.is_delegate, seat_guards.neither_office_nor_scrutineer, *IN_TURN],
        duty="D10 D12",
        hint="You vote for the seat that named you for this case, and are shown as its delegate.",
        quiet=True,
    )

    @step(
        "Advise the partners",
        says="The independent scrutineer advised the partners",
        source=states.VOTED_IN,
        roles={Role.SCRUTINEER},
        form=voting_forms.AdviceForm,
        guards=[guards.partners_differ],
        duty="D13",
    )
    def advise(self, *, by: Actor, now: datetime, text: str) -> None:
        self.advice, self.advised_round = text, self.round

    @step(
        "Open another round of votes",
        says="Another round of votes was opened",
        source=states.VOTED_IN,
        roles={Role.OFFICER},
        guards=[guards.may_vote_again],
        duty="D13",
        aside=True,
    )
    def second_round(self, *, by: Actor, now: datetime) -> None:
        self.round += 1

    @step(
        "Weigh the criteria and circumstances",
        says="The criteria and circumstances were weighed",
        source=states.VOTED_IN,
        roles={Role.OFFICER},
        form=WeighForm,
        duty="D10",
        hint="As the deciders weigh them at their meeting, each with the reason. It can be done again until the "
        "decision is recorded.",
        turns=[Turn(Role.OFFICER, states=(DRAFTED,), when=~states.WEIGHED)],
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

    @step(
        "Send the rapid review to the Panel",
        says="The rapid review and the decision were sent to the Panel",
        source=[DECIDED],
        target=SENT,
        roles={Role.OFFICER},
        form=forms.SendForm,
        duty="D8 D9",
        turns=[Turn(Role.OFFICER)],
    )
    def send(self, *, by: Actor, now: datetime, **for_panel: str) -> None:
        self.for_panel, self.sent_at = for_panel, now

    @step(
        "Confirm that the Panel has it",
        says="It was confirmed that the Panel has the rapid review",
        source=[SENT],
        target=AWAITING_PANEL,
        roles={Role.OFFICER},
        form=forms.ConfirmSentForm,
        duty="D8",
        turns=[Turn(Role.OFFICER)],
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

    @step(
        "Record that the rationale was communicated",
        says="It was recorded that the rationale was communicated",
        source=states.HAS_DECISION,
        roles={Role.OFFICER},
        form=forms.CommunicateForm,
        duty="D11",
        turns=[Turn(Role.OFFICER, states=(CONCLUDED,), when=Q(family_informed_on=None) | Q(agencies_informed_on=None))],
    )
    def communicate(self, *, by: Actor, now: datetime, audience: str, told_on: date, through: str) -> None:
        told = {"audience": audience, "told_on": told_on.isoformat(), "through": through}
        self.communicated = [*(self.communicated or []), told]
        if audience == forms.AGENCIES:
            self.agencies_informed_on = told_on
        else:
            self.family_informed_on = told_on

    # --- Back, and out ----------------------------------------------------------------------------------------------

    back_to_gathering = bare_step(
        "Take the rapid review back to gathering",
        says="The rapid review was taken back to gathering",
        source=[MEETING, DRAFTED],
        target=GATHERING,
        roles={Role.OFFICER},
        form=forms.BackToGatheringForm,
        aside=True,
    )

    @step(
        "Open the decision for voting again",
        says="The decision was opened for voting again",
        source=[DECIDED],
        target=DRAFTED,
        roles={Role.OFFICER},
        form=voting_forms.ReopenDecisionForm,
        duty="D12",
        hint="Possible until the decision is sent to the Panel. The limit of the rapid review runs again.",
        aside=True,
    )
    def reopen_decision(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.choice, self.route, self.dissent, self.not_voting = "", "", None, None
        self.rationale, self.decided_at = None, None
        self.communicated, self.family_informed_on, self.agencies_informed_on = None, None, None
        ask_again(self)

    @step(
        "Propose to stop the rapid review: the criteria are not met",
        says="It was proposed to stop the rapid review",
        source=states.UNDECIDED,
        roles={Role.OFFICER},
        form=forms.ProposeStopForm,
        guards=[guards.stop_not_proposed],
        across=[guards.notification_was_withdrawn],
        hint="The notification was withdrawn. The rapid review goes on unless it is found that the criteria are "
        "not met; a decision maker approves that.",
        aside=True,
        quiet=True,
    )
    def propose_stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = reason, now, by.user

    @step(
        "Stop the rapid review: the criteria are not met",
        says="The rapid review was stopped: the criteria are not met",
        source=states.UNDECIDED,
        target=STOPPED,
        roles={Role.DECISION_MAKER},
        guards=[
            seat_guards.holds_a_seat,
            guards.stop_proposed,
            guards.not_the_proposer,
            seat_guards.has_no_conflict,
        ],
        across=[guards.notification_was_withdrawn],
        hint="Everybody who was told of the rapid review is told that it stopped.",
        aside=True,
        quiet=True,
        turns=[Turn(Role.DECISION_MAKER, when=Q(stop_proposed_at__isnull=False))],
    )
    def approve_stop(self, *, by: Actor, now: datetime) -> None:
        self.stopped_at = now

    @step(
        "Refuse to stop the rapid review",
        says="It was decided that the rapid review goes on",
        source=states.UNDECIDED,
        roles={Role.DECISION_MAKER},
        form=forms.RefuseStopForm,
        guards=[seat_guards.holds_a_seat, guards.stop_proposed, seat_guards.has_no_conflict],
        aside=True,
        quiet=True,
    )
    def refuse_stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = None, None, None

    @step(
        "Reopen the rapid review",
        says="The rapid review was reopened",
        source=[STOPPED],
        target=GATHERING,
        roles={Role.OFFICER},
        form=forms.ReopenForm,
        across=[guards.notification_stands],
        hint="Its limit runs from the day the notification was submitted, as before.",
    )
    def reopen_rapid_review(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.stop_proposal, self.stop_proposed_at, self.stop_proposed_by = None, None, None
        self.stopped_at = None


def with_votes(found: models.QuerySet[RapidReview]) -> list[RapidReview]:
    """The rapid reviews, each with the votes and seats that its tally counts: three queries, however many they are."""
    reviews = list(found)
    arranged, cast = defaultdict(list), defaultdict(list)
    if reviews:
        for one in SeatArrangement.objects.filter(rapid_review__in=reviews, ended_at=None):
            arranged[one.rapid_review_id].append(one)
        for vote in Vote.objects.filter(rapid_review__in=reviews):
            cast[vote.rapid_review_id, vote.question, vote.round].append(vote)
    for each in reviews:
        each.arranged, each.cast = arranged[each.pk], cast[each.pk, each.question, each.round]
    return reviews
