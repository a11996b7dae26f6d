"""Checking and clearing a report: nobody is identified by what is published (D36)."""

from datetime import date, datetime
from typing import Any

from workflow.engine.step import Turn, bare_office_step, local_date, office_step
from workflow.machines.case.questions import ReasonForm
from workflow.machines.publication import guards
from workflow.machines.publication import questions as forms
from workflow.machines.publication.identification import guards as check
from workflow.machines.publication.identification.questions import ResolveForm
from workflow.machines.publication.record import PublicationRecord
from workflow.machines.publication.states import (
    BEFORE,
    CLEARED,
    IDENTIFICATION_CHECK,
    PLANNED,
)
from workflow.machines.publication.text import guards as text
from workflow.machines.review.report.guards import not_an_author
from workflow.parties.roles import Actor, Role


class CheckSteps(PublicationRecord):
    """One person begins the check, another resolves what it finds and clears the report."""

    class Meta:
        abstract = True

    @office_step(
        "Begin the identification check",
        says="The identification check began",
        source=[PLANNED],
        target=IDENTIFICATION_CHECK,
        guards=[text.as_signed_off, text.correction_told],
        across=[guards.review_signed_off],
        duty="D36",
        hint="The report and its files are searched for names, dates, addresses and schools of the case. "
        "A second person looks at what is found and clears the report afterwards.",
        turns=[Turn(Role.OFFICER)],
    )
    def begin_identification_check(self, *, by: Actor, now: datetime) -> None:
        self.check_begun_by = by.user

    @office_step(
        "Run the check again",
        says="The identification check ran again",
        source=[IDENTIFICATION_CHECK],
        guards=[text.as_signed_off],
        duty="D36",
        hint="After something new was learned about the case. Somebody else resolves what it finds.",
        aside=True,
    )
    def check_again(self, *, by: Actor, now: datetime) -> None:
        self.check_begun_by = by.user

    resolve_hits = bare_office_step(
        "Resolve what the check found",
        says="What the identification check found was looked at",
        source=[IDENTIFICATION_CHECK],
        form=ResolveForm,
        guards=[not_an_author, guards.not_who_began_the_check, check.something_found],
        duty="D36",
    )

    @office_step(
        "Plan how the publication is managed",
        says="It was planned how the publication is managed",
        source=BEFORE,
        form=forms.ImpactForm,
        duty="D36",
        hint="For the child, the family, the practitioners and the media. Before the report is cleared.",
    )
    def plan_impact(self, *, by: Actor, now: datetime, family_to_be_told_on: date, **plan: Any) -> None:
        self.impact_plan, self.impact_planned_on = plan, local_date(now)
        self.family_to_be_told_on = family_to_be_told_on

    @office_step(
        "Clear the report for publication",
        says="The report was cleared for publication",
        source=[IDENTIFICATION_CHECK],
        target=CLEARED,
        form=forms.ClearForm,
        guards=[
            not_an_author,
            guards.not_who_began_the_check,
            text.as_signed_off,
            text.as_checked,
            check.checked_for_everybody,
            check.all_resolved,
            guards.impact_planned,
        ],
        duty="D36",
        turns=[Turn(Role.OFFICER)],
    )
    def clear(self, *, by: Actor, now: datetime, nobody_identified: bool, note: str) -> None:
        self.cleared_by, self.cleared_on = by.user, local_date(now)

    @office_step(
        "Take the clearing back",
        says="The clearing of the report was taken back",
        source=[CLEARED],
        target=IDENTIFICATION_CHECK,
        form=ReasonForm,
        duty="D36",
        hint="The same text is looked at again, cleared again and approved again.",
        aside=True,
    )
    def take_clearing_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.cleared_by = self.cleared_on = None
        self._forget_approval()

    @office_step(
        "Return the report for changes",
        says="The report was returned for changes",
        source=BEFORE,
        target=PLANNED,
        form=forms.ReturnForm,
        across=[guards.review_signed_off],
        duty="D33 D36",
        hint="For example, when somebody can be identified. It is signed off, checked and sent in advance again.",
        aside=True,
    )
    def return_for_changes(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._start_over()
