"""The steps by which a review follows the decision it rests on: it waits, goes on, or ends with it (D1, D12, D17).

The program takes them when the decision is opened, made or changed (effects beside).
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from workflow.engine.step import Turn, office_step, step
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.standing import questions as forms
from workflow.machines.review.states import STOPPED, UNDER_WAY
from workflow.parties.roles import Actor, Role


class StandingSteps(ReviewRecord):
    """Waiting for the decision, going on with it, ending with it, and telling the family of the end."""

    class Meta:
        abstract = True

    @step(
        "Wait for the decision",
        says="The review waits: the decision it rests on is open again",
        source=UNDER_WAY,
        duty="D12 D17",
        hint="Follows by itself when the partners decide again, or the Panel carries out a national review.",
        system=True,
    )
    def wait_for_decision(self, *, by: Actor, now: datetime) -> None:
        self.waits_since = now

    @step(
        "Go on with the decision",
        says="The review goes on: the decision for it stands",
        source=UNDER_WAY,
        duty="D12 D17",
        hint="Follows by itself when the decision is kept.",
        system=True,
    )
    def go_on(self, *, by: Actor, now: datetime) -> None:
        self.waits_since = None

    @step(
        "End with the decision",
        says="The review ended: there is no decision for it any more",
        source=UNDER_WAY,
        target=STOPPED,
        duty="D1 D17",
        hint="Follows by itself when the decision is changed. Everybody who was told of the review is told.",
        system=True,
    )
    def end_with_decision(self, *, by: Actor, now: datetime) -> None:
        self.ended_by_decision_at, self.waits_since = now, None
        self.forget_hold()

    @office_step(
        "Record that the child and family were told that there is no review",
        says="It was recorded that the child and family were told that there is no review",
        source=[STOPPED],
        form=forms.EndToldForm,
        duty="D11 D18",
        hint="In person where they were told in person that there would be one.",
        beside="file",
        private=True,
        turns=[Turn(Role.OFFICER, when=Q(family_told_on__isnull=False, end_told_on=None))],
    )
    def tell_family_of_end(self, *, by: Actor, now: datetime, held_on: date, **how: Any) -> None:
        self.end_told_on = held_on
