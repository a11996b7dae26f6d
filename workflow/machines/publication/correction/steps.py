"""A published text is corrected, taken down or put back, and its learning is spread (D44, edge case 11)."""

from datetime import datetime
from typing import Any

from workflow.engine.step import Turn, local_date, office_step, step
from workflow.machines.case.questions import ReasonForm
from workflow.machines.publication import guards
from workflow.machines.publication import questions as forms
from workflow.machines.publication.identification import guards as check
from workflow.machines.publication.record import PublicationRecord
from workflow.machines.publication.states import (
    BEFORE,
    IMPROVEMENTS_ONLY,
    ON_REQUEST,
    PLANNED,
    PUBLIC,
    PUBLISHED,
    TAKEN_DOWN,
    WITHHELD,
)
from workflow.machines.publication.withholding.steps import STRATEGIC, decision
from workflow.parties.roles import Actor, Group, Role


class CorrectionSteps(PublicationRecord):
    """The officer corrects; what was taken down waits for the strategic body."""

    class Meta:
        abstract = True

    @office_step(
        "Correct the published text",
        says="A correction of the published text began",
        source=PUBLIC,
        target=PLANNED,
        form=forms.CorrectForm,
        duty="D33 D36",
        hint="The report goes back to its authors; it is signed off, checked and approved again. "
        "Readers see what was corrected and when.",
        aside=True,
    )
    def correct(self, *, by: Actor, now: datetime, substantive: bool, take_down: bool = False, **what: Any) -> None:
        self._begin_correction(substantive)
        self.on_site = self.on_site and not take_down

    @step(
        "Take it off the public site",
        says="It was taken off the public site",
        source=[*PUBLIC, ON_REQUEST, *BEFORE],
        target=TAKEN_DOWN,
        roles={Role.PUBLISHER, Role.OFFICER, Role.DECISION_MAKER},
        form=ReasonForm,
        guards=[guards.is_on_site],
        duty="D36",
        hint="For an emergency. The strategic body is told and looks at it afterwards.",
        aside=True,
        in_closed_case=True,
    )
    def take_down(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.on_site = False

    @decision(
        "Decide that it stays down",
        says="It was decided that the report stays down",
        source=[TAKEN_DOWN],
        target=WITHHELD,
        form=forms.WithholdForm,
        guards=[STRATEGIC],
        duty="D36 D38",
        hint="The justification goes to the Panel and the Secretary of State.",
    )
    def keep_down(self, *, by: Actor, now: datetime, justification: str) -> None:
        self._stay_down()

    @decision(
        "Decide that it is corrected first",
        says="It was decided that the report is corrected before it goes back",
        source=[TAKEN_DOWN],
        target=PLANNED,
        form=forms.CorrectForm,
        guards=[STRATEGIC],
        duty="D33 D36",
        hint="The report goes back to its authors; it is signed off, checked and approved again.",
    )
    def correct_first(self, *, by: Actor, now: datetime, substantive: bool, **what: Any) -> None:
        self._begin_correction(substantive)

    @decision(
        "Put the report back on the public site",
        says="The report was put back on the public site",
        source=[TAKEN_DOWN, ON_REQUEST],
        target=PUBLISHED,
        form=ReasonForm,
        guards=[
            STRATEGIC,
            guards.whole_report_chosen,
            guards.no_correction_running,
            check.still_for_everybody,
        ],
        duty="D34 D42",
        hint="The text that was last published, without a new check: it was found right.",
        turns=[Turn(Role.GROUP, states=(TAKEN_DOWN,), group=Group.STRATEGIC)],
    )
    def put_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._go_out(by, now)

    @decision(
        "Put the improvements back on the public site",
        says="The improvements were put back on the public site",
        source=[TAKEN_DOWN, ON_REQUEST],
        target=IMPROVEMENTS_ONLY,
        form=ReasonForm,
        guards=[
            STRATEGIC,
            guards.improvements_chosen,
            guards.no_correction_running,
            check.still_for_everybody,
        ],
        duty="D37 D42",
        hint="The text that was last published, without a new check: it was found right.",
    )
    def put_improvements_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._go_out(by, now)

    @step(
        "Report to the sign-off group",
        says="Findings, actions and risks were reported to the sign-off group",
        source=[*PUBLIC, ON_REQUEST, WITHHELD],
        roles={Role.OFFICER, Role.GROUP},
        form=forms.FindingsForm,
        duty="D44",
        hint="How the learning is spread, the findings, the actions and emerging risks.",
        aside=True,
    )
    def report_findings(self, *, by: Actor, now: datetime, **report: Any) -> None:
        self.findings_reported_on = local_date(now)
