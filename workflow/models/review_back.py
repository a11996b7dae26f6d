"""The ways back and out of a review: to the stage before, to its authors, stopped and taken up again.

Each has its reason, and loses nothing that was recorded. `Review` takes these steps over by name.
"""

from datetime import datetime
from typing import Any

from django_fsm import transition

from workflow.declaring import step
from workflow.guards import review as guards
from workflow.guards.membership import in_group
from workflow.models.review_states import DRAFTING, EVIDENCE, SCOPING, SIGN_OFF, SIGNED_OFF, STOPPED, UNDER_WAY
from workflow.roles import Actor, Group, Role
from workflow.steps import review as forms


@transition(
    field="state",
    source=[EVIDENCE],
    target=SCOPING,
    custom=step(
        "Go back to scoping",
        roles={Role.OFFICER},
        form=forms.BackForm,
        guards=[guards.local],
        duty="D22",
        hint="What is on file stays on file.",
    ),
)
def back_to_scoping(self: Any, *, by: Actor, now: datetime, reason: str) -> None:
    """The reason stands in the log, sealed."""


@transition(
    field="state",
    source=[DRAFTING],
    target=EVIDENCE,
    custom=step(
        "Go back to gathering evidence",
        roles={Role.OFFICER},
        form=forms.BackForm,
        guards=[guards.local],
        duty="D28",
        hint="The draft of the report stays.",
    ),
)
def back_to_evidence(self: Any, *, by: Actor, now: datetime, reason: str) -> None:
    """The reason stands in the log, sealed."""


@transition(
    field="state",
    source=[SIGN_OFF],
    target=DRAFTING,
    custom=step(
        "Send the report back",
        roles={Role.GROUP},
        form=forms.SendBackForm,
        guards=[guards.local, in_group(Group.SIGN_OFF)],
        duty="D33",
    ),
)
def send_back(self: Any, *, by: Actor, now: datetime, reason: str) -> None:
    """The reason stands in the log, sealed."""


@transition(
    field="state",
    source=[SIGNED_OFF],
    target=DRAFTING,
    custom=step(
        "Take the report up again",
        duty="D33 D36",
        hint="Follows by itself when the report is returned for changes. It is signed off again afterwards.",
        system=True,
    ),
)
def resume_drafting(self: Any, *, by: Actor, now: datetime) -> None:
    self.signed_off_on = None


@transition(
    field="state",
    source=UNDER_WAY,
    target=STOPPED,
    custom=step(
        "Stop the review",
        roles={Role.GROUP},
        form=forms.StopForm,
        guards=[in_group(Group.STRATEGIC)],
        duty="D38",
        hint="No report will be published; of a local review, the Panel and the Secretary of State are told.",
    ),
)
def stop(self: Any, *, by: Actor, now: datetime, reason: str) -> None:
    # A hold on what no longer runs would stand in the way when it is taken up again.
    self.forget_hold()


@transition(
    field="state",
    source=[STOPPED],
    target=SCOPING,
    custom=step(
        "Take up the stopped review again",
        roles={Role.GROUP},
        form=forms.TakeUpForm,
        guards=[in_group(Group.STRATEGIC), guards.no_other_review],
        duty="D34 D38",
        hint="Its time to publish runs from the decision, as before. What is on file still counts.",
    ),
)
def take_up_again(self: Any, *, by: Actor, now: datetime, reason: str) -> None:
    """The reason stands in the log, sealed."""
