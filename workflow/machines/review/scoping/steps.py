"""Who reviews, who is told, and which agencies are asked (D20, D21, D26)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflow.engine.step import Turn, bare_office_step, office_step, step
from workflow.machines.agency_return.asking import AskAgenciesForm
from workflow.machines.review import guards
from workflow.machines.review import questions as forms
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.standing.guards import decision_stands
from workflow.machines.review.states import COMMISSIONED, DRAFTING, EVIDENCE, GOING_ON, SCOPING
from workflow.machines.sending import had_a_copy
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
        self.forget_told_name()

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
        self.forget_told_name()

    @office_step(
        "Tell the Panel, Ofsted and the Department for Education",
        says="The letters with the reviewer’s name were made ready for the Panel, Ofsted and the Department for "
        "Education",
        source=[SCOPING, EVIDENCE, DRAFTING],
        guards=[guards.local, guards.bodies_are_told, guards.reviewer_appointed, guards.bodies_not_written_to],
        across=[decision_stands],
        duty="D21",
        hint="A letter to each with the reviewer’s name: by e-mail where the address is set up; else by hand, from the "
        "page “Notices”. Again when the reviewer changes.",
        quiet=True,
    )
    def tell_bodies(self, *, by: Actor, now: datetime) -> None:
        self.bodies_letter = self.ANOTHER_LETTER if had_a_copy(self) else self.FIRST_LETTER

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

    @step(
        "Record that every body has the reviewer’s name",
        says="The letters with the reviewer’s name have gone to the Panel, Ofsted and the Department for Education",
        source=[SCOPING, EVIDENCE, DRAFTING],
        form=forms.WentForm,
        guards=[guards.bodies_not_told],
        duty="D21",
        hint="Follows by itself when the last letter went, by e-mail or by hand.",
        system=True,
    )
    def bodies_letter_went(self, *, by: Actor, now: datetime, on: date) -> None:
        self.bodies_told_on = on
