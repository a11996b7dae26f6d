"""The ways back and out of a review: to the stage before, to its authors, stopped and taken up again.

Each has its reason, and loses nothing that was recorded.
"""

from datetime import datetime

from workflow.engine.guards import in_group
from workflow.engine.step import bare_office_step, bare_step, step
from workflow.machines.review import guards
from workflow.machines.review import questions as forms
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.standing.guards import decided_on_again
from workflow.machines.review.states import DRAFTING, EVIDENCE, SCOPING, SIGN_OFF, SIGNED_OFF, STOPPED, UNDER_WAY
from workflow.parties.roles import Actor, Group, Role


class WaysBack(ReviewRecord):
    """Back a stage, back to its authors, stopped, and taken up again."""

    class Meta:
        abstract = True

    back_to_scoping = bare_office_step(
        "Go back to scoping",
        says="The review went back to scoping",
        source=[EVIDENCE],
        target=SCOPING,
        form=forms.BackForm,
        guards=[guards.local],
        duty="D22",
        hint="What is on file stays on file.",
        aside=True,
    )

    back_to_evidence = bare_office_step(
        "Go back to gathering evidence",
        says="The review went back to gathering evidence",
        source=[DRAFTING],
        target=EVIDENCE,
        form=forms.BackForm,
        guards=[guards.local],
        duty="D28",
        hint="The draft of the report stays.",
        aside=True,
    )

    send_back = bare_step(
        "Send the report back",
        says="The report was sent back for changes",
        source=[SIGN_OFF],
        target=DRAFTING,
        roles={Role.GROUP},
        form=forms.SendBackForm,
        guards=[guards.local, in_group(Group.SIGN_OFF)],
        duty="D33",
        aside=True,
    )

    @step(
        "Take the report up again",
        says="The report went back to its authors",
        source=[SIGNED_OFF],
        target=DRAFTING,
        duty="D33 D36",
        hint="Follows by itself when the report is returned for changes. It is signed off again afterwards.",
        system=True,
    )
    def resume_drafting(self, *, by: Actor, now: datetime) -> None:
        self.signed_off_on = None

    @step(
        "Stop the review",
        says="The review was stopped",
        source=UNDER_WAY,
        target=STOPPED,
        roles={Role.GROUP},
        form=forms.StopForm,
        guards=[in_group(Group.STRATEGIC)],
        duty="D38",
        hint="No report will be published; of a local review, the Panel and the Secretary of State are told.",
        aside=True,
    )
    def stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        # A hold on what no longer runs would stand in the way when it is taken up again.
        self.forget_hold()
        self.waits_since = None

    @step(
        "Take up the stopped review again",
        says="The stopped review was taken up again",
        source=[STOPPED],
        target=SCOPING,
        roles={Role.GROUP},
        form=forms.TakeUpForm,
        guards=[in_group(Group.STRATEGIC), guards.no_other_review],
        across=[decided_on_again],
        duty="D34 D38",
        hint="Its time to publish runs from the decision, as before. What is on file still counts.",
        aside=True,
    )
    def take_up_again(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.end_told_on = None
