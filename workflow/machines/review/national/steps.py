"""A national review as the partnership sees it (D45 to D47): the Panel conducts it, the partnership cooperates.

It has no local reviewer, no local sign-off and no local publication.
"""

from datetime import date, datetime

from workflow.engine.step import bare_office_step, office_step
from workflow.machines.review import guards
from workflow.machines.review.national import questions as forms
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.standing.guards import decision_stands
from workflow.machines.review.states import COMMISSIONED, CONCLUDED, EVIDENCE, SCOPING
from workflow.parties.roles import Actor


class NationalSteps(ReviewRecord):
    """What the partnership records of the Panel’s review."""

    class Meta:
        abstract = True

    discuss_scope = bare_office_step(
        "Record the discussion of scope and method with the Panel",
        says="A discussion of scope and method with the Panel was recorded",
        source=[COMMISSIONED, SCOPING, EVIDENCE],
        form=forms.ScopeForm,
        guards=[guards.national],
        duty="D46",
        beside="file",
    )

    record_strategic_told = bare_office_step(
        "Record that the strategic body was told",
        says="It was recorded that the strategic body was told",
        source=[COMMISSIONED, SCOPING, EVIDENCE],
        form=forms.StrategicToldForm,
        guards=[guards.national],
        duty="D47",
        hint="Its members are told by notice at once; record it here where that was done otherwise.",
        beside="file",
    )

    begin_cooperation = bare_office_step(
        "Begin to cooperate with the national review",
        says="The cooperation with the national review began",
        source=[COMMISSIONED, SCOPING],
        target=EVIDENCE,
        guards=[guards.national, guards.strategic_body_told, guards.scope_discussed],
        across=[decision_stands],
        duty="D46 D47",
    )

    record_cooperation = bare_office_step(
        "Record local cooperation",
        says="Local cooperation with the national review was recorded",
        source=[EVIDENCE],
        form=forms.CooperationForm,
        guards=[guards.national],
        duty="D47",
        hint="Who the contact is, which agencies take part, and what was given to the national reviewers.",
        beside="file",
    )

    @office_step(
        "Record that the Panel published",
        says="The Panel published the national review",
        source=[EVIDENCE],
        target=CONCLUDED,
        form=forms.PanelPublishedForm,
        guards=[guards.national, guards.cooperation_recorded],
        duty="D47",
        hint="This ends the partnership’s part. No local publication is begun.",
    )
    def record_panel_published(self, *, by: Actor, now: datetime, published_on: date, address: str) -> None:
        self.panel_published_on, self.panel_address = published_on, address
