"""What keeps a report from the public: a hold, or the decision to publish nothing or the improvements alone (D37)."""

from datetime import datetime
from functools import partial

from workflow.engine.guards import in_group
from workflow.engine.step import bare_office_step, step
from workflow.machines.case.questions import ReasonForm
from workflow.machines.publication import guards
from workflow.machines.publication import questions as forms
from workflow.machines.publication.hold.questions import HoldForm
from workflow.machines.publication.record import PublicationRecord
from workflow.machines.publication.states import BEFORE, PLANNED, WITHHELD
from workflow.parties.roles import Actor, Group, Role

STRATEGIC = in_group(Group.STRATEGIC)
# What the strategic body decides, each time with its reason.
decision = partial(step, roles={Role.GROUP}, aside=True)


class WithholdingSteps(PublicationRecord):
    """The office proposes a hold; the strategic body decides the rest."""

    class Meta:
        abstract = True

    hold = bare_office_step(
        "Propose a hold on publication",
        says="A hold on publication was asked for",
        source=BEFORE,
        form=HoldForm,
        duty="D34",
        hint="The strategic body approves it. Nothing is published meanwhile.",
        aside=True,
    )

    @decision(
        "Decide not to publish",
        says="It was decided not to publish",
        source=BEFORE,
        target=WITHHELD,
        form=forms.WithholdForm,
        guards=[STRATEGIC],
        duty="D37 D38",
        hint="The justification goes to the Panel and the Secretary of State.",
    )
    def withhold(self, *, by: Actor, now: datetime, justification: str) -> None:
        self._stay_down()

    @decision(
        "Decide to publish the improvements only",
        says="It was decided to publish the improvements only",
        source=[*BEFORE, WITHHELD],
        target=PLANNED,
        form=forms.ImprovementsForm,
        guards=[STRATEGIC, guards.whole_report_chosen],
        duty="D37 D38",
        hint="Their text is checked, approved and sent in advance like a report.",
    )
    def choose_improvements(self, *, by: Actor, now: datetime, justification: str) -> None:
        self.improvements_chosen = True
        self._stay_down()

    @decision(
        "Decide to publish the report after all",
        says="It was decided to publish the report after all",
        source=[WITHHELD],
        target=PLANNED,
        form=ReasonForm,
        guards=[STRATEGIC],
        duty="D34",
        hint="Check, approval and advance copy are done again.",
    )
    def reinstate(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.improvements_chosen = False
        self._start_over()
