"""Holding up the conduct of a review (D26, D34, D35): proposed by the office, decided on by another person.

It stops the review's next moves and nothing else. The hold on a publication is a thing of its own
(workflow/machines/publication/machine.py); neither sets the other.
"""

from datetime import date, datetime
from typing import Any

from workflow.engine.guards import in_group
from workflow.engine.step import local_date, office_step, step
from workflow.machines.review import guards
from workflow.machines.review.filing.guards import decider_or_strategic, no_unmanaged_conflict
from workflow.machines.review.holding import questions as forms
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.states import UNDER_WAY
from workflow.parties.roles import Actor, Group, Role

DECIDES = [
    guards.local,
    decider_or_strategic,
    guards.hold_proposed,
    guards.not_who_proposed_the_hold,
    no_unmanaged_conflict,
]


class HoldSteps(ReviewRecord):
    """Proposed, approved or refused, with the delay that it brings, and released."""

    class Meta:
        abstract = True

    @office_step(
        "Propose a hold on the review",
        says="A hold on the review was proposed",
        source=UNDER_WAY,
        form=forms.HoldForm,
        guards=[guards.local, guards.no_hold_yet],
        duty="D26 D34",
        hint="For a criminal investigation, an inquest or a prosecution. The review does not move on meanwhile; what "
        "goes on file, such as a contact with the family, can still be recorded. It is not a hold on publication.",
        aside=True,
    )
    def hold(
        self, *, by: Actor, now: datetime, grounds: str, process: Any, until: date, reason: str, **rest: Any
    ) -> None:
        self.hold_grounds, self.hold_process, self.hold_until, self.hold_reason = grounds, process, until, reason
        self.hold_proposed_on, self.hold_proposed_by = local_date(now), by.user

    @step(
        "Approve the hold on the review",
        says="The hold on the review was approved",
        source=UNDER_WAY,
        roles={Role.DECISION_MAKER, Role.GROUP},
        form=forms.ApproveHoldForm,
        guards=DECIDES,
        duty="D34 D35",
        hint="By another person than the one who proposed it. The delay that it brings to publication is approved by "
        "the strategic body.",
    )
    def approve_hold(self, *, by: Actor, now: datetime, publish_by: date | None) -> None:
        self.hold_approved_on, self.hold_approved_by = local_date(now), by.user
        self.hold_delay_until = publish_by

    @step(
        "Refuse the hold on the review",
        says="The hold on the review was refused",
        source=UNDER_WAY,
        roles={Role.DECISION_MAKER, Role.GROUP},
        form=forms.RefuseHoldForm,
        guards=DECIDES,
        duty="D34",
        aside=True,
    )
    def refuse_hold(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.forget_hold()

    @step(
        "Approve the delay that the hold brings",
        says="The delay that the hold brings was approved",
        source=UNDER_WAY,
        roles={Role.GROUP},
        form=forms.DelayForm,
        guards=[guards.local, in_group(Group.STRATEGIC), guards.delay_not_approved, no_unmanaged_conflict],
        duty="D35",
        hint="Where a decision maker approved the hold: the reasons go to the Panel and the Secretary of State.",
    )
    def approve_delay(self, *, by: Actor, now: datetime, publish_by: date) -> None:
        self.hold_delay_until = publish_by

    @office_step(
        "Release the hold on the review",
        says="The hold on the review was released",
        source=UNDER_WAY,
        form=forms.ReleaseHoldForm,
        guards=[guards.local, guards.hold_exists],
        duty="D34",
        hint="A date for publication that was approved meanwhile stays.",
        aside=True,
    )
    def release_hold(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.forget_hold()
