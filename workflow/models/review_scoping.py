"""Who reviews, who is told, and which agencies are asked (D20, D21, D26). `Review` takes these steps over by name."""

from datetime import date, datetime
from typing import Any

from django_fsm import transition

from workflow.declaring import step
from workflow.guards import review as guards
from workflow.models.review_states import COMMISSIONED, DRAFTING, EVIDENCE, SCOPING
from workflow.roles import Actor, Role
from workflow.steps import review as forms
from workflow.steps.asking import AskAgenciesForm


@transition(
    field="state",
    source=[COMMISSIONED],
    target=SCOPING,
    custom=step(
        "Appoint the reviewer",
        roles={Role.OFFICER},
        form=forms.ReviewerForm,
        guards=[guards.local],
        duty="D20",
    ),
)
def begin_scoping(
    self: Any, *, by: Actor, now: datetime, reviewer_name: str, reviewer_account: str, **considered: Any
) -> None:
    self.appoint(reviewer_name, reviewer_account, considered)


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING],
    target=None,
    custom=step(
        "Change the reviewer",
        roles={Role.OFFICER},
        form=forms.ChangeReviewerForm,
        guards=[guards.local],
        duty="D20 D21 D22",
        hint="The bodies are told the new name, and the method is agreed with the new reviewer.",
    ),
)
def change_reviewer(
    self: Any, *, by: Actor, now: datetime, reason: str, reviewer_name: str, reviewer_account: str, **considered: Any
) -> None:
    self.appoint(reviewer_name, reviewer_account, considered)
    # D21: the name they were told is no longer right. D22: the method is agreed with whoever uses it.
    self.bodies_told_on = self.terms_agreed_on = None


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING],
    target=None,
    custom=step(
        "Tell the Panel, Ofsted and the Department for Education",
        roles={Role.OFFICER},
        form=forms.BodiesToldForm,
        guards=[guards.local, guards.bodies_are_told, guards.reviewer_appointed],
        duty="D21",
        hint="With the reviewer’s name, before evidence is gathered; again when the reviewer changes.",
    ),
)
def tell_bodies(self: Any, *, by: Actor, now: datetime, told_on: date, **how: Any) -> None:
    self.bodies_told_on = told_on


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING],
    target=None,
    custom=step(
        "Ask agencies for information",
        roles={Role.OFFICER},
        form=AskAgenciesForm,
        guards=[guards.local],
        duty="D26 D30",
        hint="For chronologies, individual management reviews or other returns, each by its date.",
    ),
)
def ask_agencies(self: Any, *, by: Actor, now: datetime, **asked: Any) -> None:
    """Each agency asked gets a record of its own (workflow.effects.agency_return)."""
