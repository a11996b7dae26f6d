"""Who reviews, who is told, and which agencies are asked (D20, D21, D26)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflow.engine.step import Turn, bare_office_step, office_step
from workflow.machines.agency_return.asking import AskAgenciesForm
from workflow.machines.review import guards
from workflow.machines.review import questions as forms
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.standing.guards import decision_stands
from workflow.machines.review.states import COMMISSIONED, DRAFTING, EVIDENCE, GOING_ON, SCOPING
from workflow.parties.roles import Actor, Role


class ScopingSteps(ReviewRecord):
    """Appointing a reviewer, and what the appointment brings."""

    class Meta:
        abstract = True

    @office_step(
        "Appoint the reviewer",
        says="The reviewer was appointed",
        source=[COMMISSIONED],
        target=SCOPING,
        form=forms.ReviewerForm,
        guards=[guards.local],
        across=[decision_stands],
        duty="D20",
        turns=[Turn(Role.OFFICER, when=GOING_ON)],
    )
    def begin_scoping(
        self, *, by: Actor, now: datetime, reviewer_name: str, reviewer_account: str, **considered: Any
    ) -> None:
        self.appoint(reviewer_name, reviewer_account, considered)

    @office_step(
        "Change the reviewer",
        says="The reviewer was changed",
        source=[SCOPING, EVIDENCE, DRAFTING],
        form=forms.ChangeReviewerForm,
        guards=[guards.local],
        duty="D20 D21 D22",
        hint="The bodies are told the new name, and the method is agreed with the new reviewer. "
        "Also where one has left.",
        aside=True,
        turns=[Turn(Role.OFFICER, when=Q(reviewer_left_on__isnull=False) & GOING_ON)],
    )
    def change_reviewer(
        self, *, by: Actor, now: datetime, reason: str, reviewer_name: str, reviewer_account: str, **considered: Any
    ) -> None:
        self.appoint(reviewer_name, reviewer_account, considered)
        # D21: the name they were told is no longer right. D22: the method is agreed with whoever uses it.
        self.bodies_told_on = self.terms_agreed_on = None

    @office_step(
        "Record that the reviewer has left",
        says="It was recorded that the reviewer has left",
        source=[SCOPING, EVIDENCE, DRAFTING],
        form=forms.ReviewerLeftForm,
        guards=[guards.local, guards.reviewer_appointed],
        duty="D20 D21",
        hint="Also without a successor: the review waits for a reviewer, and the bodies are told when there "
        "is a new name.",
        aside=True,
    )
    def reviewer_left(self, *, by: Actor, now: datetime, left_on: date, **said: Any) -> None:
        self.appoint("", "", {})
        self.reviewer_left_on = left_on
        # D21: the name they were told is no longer right. D22: the method is agreed with whoever uses it.
        self.bodies_told_on = self.terms_agreed_on = None

    @office_step(
        "Tell the Panel, Ofsted and the Department for Education",
        says="The Panel, Ofsted and the Department for Education were told of the review",
        source=[SCOPING, EVIDENCE, DRAFTING],
        form=forms.BodiesToldForm,
        guards=[guards.local, guards.bodies_are_told, guards.reviewer_appointed],
        across=[decision_stands],
        duty="D21",
        hint="With the reviewer’s name, before evidence is gathered; again when the reviewer changes.",
    )
    def tell_bodies(self, *, by: Actor, now: datetime, told_on: date, **how: Any) -> None:
        self.bodies_told_on = told_on

    ask_agencies = bare_office_step(
        "Ask agencies for information",
        says="Agencies were asked for information for the review",
        source=[SCOPING, EVIDENCE, DRAFTING],
        form=AskAgenciesForm,
        guards=[guards.local],
        across=[decision_stands],
        duty="D26 D30",
        hint="For chronologies, individual management reviews or other returns, each by its date.",
        aside=True,
    )
