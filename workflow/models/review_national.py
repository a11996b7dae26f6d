"""A national review as the partnership sees it (D45 to D47): the Panel conducts it, the partnership cooperates.

It has no local reviewer, no local sign-off and no local publication. `Review` takes these steps over by name.
"""

from datetime import date, datetime
from typing import Any

from django_fsm import transition

from workflow.declaring import step
from workflow.guards import review as guards
from workflow.models.review_states import COMMISSIONED, CONCLUDED, EVIDENCE, SCOPING
from workflow.roles import Actor, Role
from workflow.steps import review_national as forms


@transition(
    field="state",
    source=[COMMISSIONED, SCOPING, EVIDENCE],
    target=None,
    custom=step(
        "Record the discussion of scope and method with the Panel",
        roles={Role.OFFICER},
        form=forms.ScopeForm,
        guards=[guards.national],
        duty="D46",
    ),
)
def discuss_scope(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=[COMMISSIONED, SCOPING, EVIDENCE],
    target=None,
    custom=step(
        "Record that the strategic body was told",
        roles={Role.OFFICER},
        form=forms.StrategicToldForm,
        guards=[guards.national],
        duty="D47",
        hint="Its members are told by notice at once; record it here where that was done otherwise.",
    ),
)
def record_strategic_told(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=[COMMISSIONED, SCOPING],
    target=EVIDENCE,
    custom=step(
        "Begin to cooperate with the national review",
        roles={Role.OFFICER},
        guards=[guards.national, guards.strategic_body_told, guards.scope_discussed],
        duty="D46 D47",
    ),
)
def begin_cooperation(self: Any, *, by: Actor, now: datetime) -> None:
    """The review moves on; nothing to keep."""


@transition(
    field="state",
    source=[EVIDENCE],
    target=None,
    custom=step(
        "Record local cooperation",
        roles={Role.OFFICER},
        form=forms.CooperationForm,
        guards=[guards.national],
        duty="D47",
        hint="Who the contact is, which agencies take part, and what was given to the national reviewers.",
    ),
)
def record_cooperation(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=[EVIDENCE],
    target=CONCLUDED,
    custom=step(
        "Record that the Panel published",
        roles={Role.OFFICER},
        form=forms.PanelPublishedForm,
        guards=[guards.national, guards.cooperation_recorded],
        duty="D47",
        hint="This ends the partnership’s part. No local publication is begun.",
    ),
)
def record_panel_published(self: Any, *, by: Actor, now: datetime, published_on: date, address: str) -> None:
    self.panel_published_on, self.panel_address = published_on, address
