"""The record of a rapid review: its fields, and what can be read from them. Its steps stand in the files beside."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from forms.kept_query import KeptQuery, Small
from forms.models import Submission
from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import Sending, local_date, opening
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review import states
from workflow.machines.rapid_review.seats.arrangement import Bench, SeatArrangement
from workflow.machines.rapid_review.voting.decision import Vote, choice_label
from workflow.machines.rapid_review.voting.tally import Route, Rules, Tally


def _arranged(rapid_review: UUID) -> Any:
    return SeatArrangement.objects.filter(rapid_review=rapid_review, ended_at=None).select_related("delegate")


def _cast(rapid_review: UUID, question: int, round: int) -> Any:
    return Vote.objects.filter(rapid_review=rapid_review, question=question, round=round)


ARRANGED: KeptQuery[SeatArrangement] = KeptQuery(_arranged, rapid_review=UUID)
CAST: KeptQuery[Vote] = KeptQuery(_cast, rapid_review=UUID, question=Small, round=Small)


class RapidReviewRecord(Machine):
    """What is kept of one rapid review, and what can be read from it.

    `question` counts what was put to the partners: the first, one on a form that was sent again, one after the Panel
    disagreed. `round` counts the rounds of votes on it.
    """

    OPENED, GATHERING, MEETING, DRAFTED = states.OPENED, states.GATHERING, states.MEETING, states.DRAFTED
    DECIDED, SENT, AWAITING_PANEL = states.DECIDED, states.SENT, states.AWAITING_PANEL
    RECONSIDERING, CONCLUDED, STOPPED = states.RECONSIDERING, states.CONCLUDED, states.STOPPED
    STATES = states.STATES
    KIND: ClassVar[str] = "rapid_review"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CONCLUDED, STOPPED})
    SENDINGS: ClassVar[Mapping[str, Sending]] = {"rapid-review-for-panel": Sending("panel_copy_went", "sent_at")}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rapid_reviews")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = state_field(OPENED, STATES)
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
    answer_advised_at = models.DateTimeField(
        null=True, help_text="The scrutineer advised on the Panel’s answer, or it is recorded that not (D16)."
    )
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
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the Panel’s copy really went (D8).")
    sent_proof = SealedField()
    panel_answered_on = models.DateField(null=True, blank=True)
    panel_response = SealedField()
    no_answer_at = models.DateTimeField(null=True)
    no_answer_reason = SealedField(help_text="Why the case goes on without the Panel's answer.")
    national = models.BooleanField(default=False, help_text="The Panel carries out a national review (D45).")
    beside_agreed_on = models.DateField(
        null=True, help_text="The partners and the Panel agreed that a local review runs beside it (D46)."
    )
    beside_agreement = SealedField(help_text='{"with_whom": "…", "agreed": "…"}')
    asked_again_at = models.DateTimeField(
        null=True, help_text="The partners look at their decision again, and not because the Panel disagreed (D12)."
    )
    asked_again_reason = SealedField()
    reconvened_on = models.DateField(null=True)
    reconvened_with = SealedField(help_text="Who took part in the meeting on the Panel's answer (D16).")
    justification = SealedField(help_text="Why the partners kept or changed their decision (D17).")
    stop_proposal = SealedField(help_text="Why the criteria are found not to be met.")
    stop_proposed_at = models.DateTimeField(null=True)
    stop_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)

    # Every decision of the Panel on a national review, which points here.
    national_decisions: Any

    # Set by `weigh` for its consequences: whether this text was weighed for the first time.
    weighed_anew = False

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"rapid review of {self.case.reference}"

    begin = opening("The rapid review opened")

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
        return self._keyed(ARRANGED.rows(rapid_review=self.pk))

    @cached_property
    def cast(self) -> list[Vote]:
        """The votes of this round on the question that is open, those set aside included."""
        return self._keyed(CAST.rows(rapid_review=self.pk, question=self.question, round=self.round))

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

    def put_new_question(self) -> None:
        """Put a new question to the partners: votes and advice begin anew, what was voted before stays on record."""
        self.question += 1
        self.round, self.advice, self.advised_round = 1, None, 0
        self.answer_advised_at = self.asked_again_at = self.asked_again_reason = None
        self.reconvened_on, self.reconvened_with = None, None

    @property
    def is_advised(self) -> bool:
        """Whether the scrutineer advised on this round, or it is recorded that no advice was given (D13)."""
        return self.advised_round == self.round

    @property
    def is_advised_on_answer_now(self) -> bool:
        """Whether advice given now is on the Panel's answer, before the partners vote on it (D16)."""
        return self.is_reconsidering_an_answer and self.round == 1 and not self.tally().votes

    def keep_advice(self, text: str | None, on_round: int, now: datetime) -> None:
        """What was advised, None where nothing was: on a round of votes, or on the Panel's answer (round 0)."""
        if on_round == 0:
            self.answer_advised_at = now
        else:
            self.advice, self.advised_round = text, on_round

    @property
    def is_weighed(self) -> bool:
        """Whether criteria and circumstances were weighed on the text that is decided on (D10)."""
        return self.weighed_at is not None and self.weighed_text_id == self.submission_id

    # --- What was decided -------------------------------------------------------------------------------------------

    @property
    def is_reconsidering(self) -> bool:
        return bool(self.state == self.RECONSIDERING)

    @property
    def is_reconsidering_an_answer(self) -> bool:
        """Whether the partners reconsider because the Panel disagreed (D16), not of themselves (D12)."""
        return self.is_reconsidering and self.asked_again_at is None

    @property
    def awaits_panel(self) -> bool:
        return self.state in {self.DECIDED, self.SENT, self.AWAITING_PANEL}

    @property
    def choice_label(self) -> str:
        """The decision in the words of the case's edition."""
        return choice_label(self.case.procedure, self.choice) if self.choice else ""

    @property
    def decided_review(self) -> str:
        """The kind of review decided on: "local", "learning", "national", or "" for none.

        Where the Panel carries out a national review, that one; where it decided against one, what the partners chose
        of themselves (D45).
        """
        if self.national:
            return "national"
        return "" if self.is_national_declined else self._chosen_review

    @property
    def is_national_declined(self) -> bool:
        """Whether the Panel decided against the national review for which the partners asked (D45): one query, where
        they asked for one.
        """
        asked = not self.national and self._chosen_review == "national"
        return asked and bool(self.national_decisions.exists())

    @property
    def decided_reviews(self) -> set[str]:
        """Every kind of review that may be carried out: beside a national one, the partnership's own where the partners
        and the Panel agreed to that (D46).
        """
        found = {self.decided_review}
        if self.national and self.beside_agreed_on is not None:
            found.add(self._chosen_review if self._chosen_review not in ("", "national") else "local")
        return found - {""}

    def review_decided_on(self, kind: str) -> date:
        """The day of the decision for this kind of review; beside a national one, the day on which that was agreed."""
        decided = local_date(self.decided_at or self.created_at)
        if self.beside_agreed_on is not None and kind != "national":
            return max(self.beside_agreed_on, decided)
        return decided

    @property
    def _chosen_review(self) -> str:
        """The kind of review that the partners chose."""
        if not self.choice:
            return ""
        entries = self.case.procedure.entries("response_types")
        return next((str(entry["leads_to"]) for entry in entries if entry["key"] == self.choice), "")

    @property
    def recorded(self) -> frozenset[str]:  # type: ignore[override]  # of this record, not of its kind
        """What is recorded already of the Panel's answer, and to whom the rationale was told: it can be recorded anew,
        and is not what waits to be done.
        """
        found = {"reconvene": self.reconvened_on, "advise": self.answer_advised_at if self.is_reconsidering else None}
        # Advice on their difference is another matter, as soon as they have voted (D13).
        open_again = {"advise"} if self.is_reconsidering and not self.is_advised_on_answer_now else set()
        told = {"communicate"} if self.is_communicated else set()
        return frozenset({name for name, at in found.items() if at is not None} - open_again | told)

    @property
    def is_communicated(self) -> bool:
        """Whether the family and the agencies were told of the rationale (D11)."""
        return self.family_informed_on is not None and self.agencies_informed_on is not None

    @property
    def notification_stands(self) -> bool:
        """Whether the case's notification is there: submitted, or its clock running."""
        return any(one.state in {one.SUBMITTED, one.CLOCK_RUNNING} for one in self.case.notifications.all())
