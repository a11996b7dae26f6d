"""From scoping to sign-off: the stages that a local or a learning review goes through (D18 to D33)."""

from datetime import datetime

from django.db.models import Q

from workflow.engine.guards import in_group
from workflow.engine.step import Turn, bare_office_step, bare_step, local_date, step
from workflow.machines.review import guards
from workflow.machines.review.filing import guards as filed
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.report.guards import not_an_author, recommendations_complete, report_complete
from workflow.machines.review.standing.guards import decision_stands
from workflow.machines.review.states import DRAFTING, EVIDENCE, GOING_ON, SCOPING, SIGN_OFF, SIGNED_OFF
from workflow.parties.roles import Actor, Group, Role


class StageSteps(ReviewRecord):
    """Each stage begins when what the stage before owes is done."""

    class Meta:
        abstract = True

    gather_evidence = bare_office_step(
        "Begin to gather evidence",
        says="The gathering of evidence began",
        source=[SCOPING],
        target=EVIDENCE,
        guards=[
            guards.local,
            decision_stands,
            guards.no_hold,
            guards.reviewer_appointed,
            filed.family_told,
            guards.bodies_told,
            guards.terms_agreed,
            filed.advice_given,
        ],
        duty="D18 D21 D22 D26",
        turns=[Turn(Role.OFFICER, when=GOING_ON)],
    )

    begin_drafting = bare_office_step(
        "Begin to draft the report",
        says="The drafting of the report began",
        source=[EVIDENCE],
        target=DRAFTING,
        guards=[
            guards.local,
            decision_stands,
            guards.no_hold,
            guards.reviewer_appointed,
            guards.bodies_told,
            guards.terms_agreed,
        ],
        duty="D21 D22 D28",
        hint="Makes the draft of the report page.",
        turns=[Turn(Role.OFFICER, when=GOING_ON)],
    )

    submit_for_sign_off = bare_step(
        "Submit the report for sign-off",
        says="The report was submitted for sign-off",
        source=[DRAFTING],
        target=SIGN_OFF,
        roles={Role.OFFICER, Role.REVIEWER},
        guards=[
            guards.local,
            decision_stands,
            guards.no_hold,
            guards.reviewer_appointed,
            guards.bodies_told,
            guards.terms_agreed,
            filed.family_told,
            filed.family_invited,
            filed.practitioners_involved,
            filed.progress_supervised,
            filed.requests_answered,
            report_complete,
            recommendations_complete,
        ],
        duty="D24 D25 D28 D29 D31 D32",
        turns=[
            Turn(Role.REVIEWER, when=GOING_ON),
            # A reviewer without an account has nobody else who could.
            Turn(Role.OFFICER, when=GOING_ON & Q(reviewer_account=None)),
        ],
    )

    @step(
        "Sign off the report",
        says="The report was signed off",
        source=[SIGN_OFF],
        target=SIGNED_OFF,
        roles={Role.GROUP},
        guards=[
            guards.local,
            decision_stands,
            in_group(Group.SIGN_OFF),
            guards.no_hold,
            filed.requests_answered,
            not_an_author,
            filed.no_unmanaged_conflict,
            report_complete,
            recommendations_complete,
        ],
        duty="D33",
        turns=[Turn(Role.GROUP, when=GOING_ON, group=Group.SIGN_OFF)],
    )
    def sign_off(self, *, by: Actor, now: datetime) -> None:
        self.signed_off_on = local_date(now)
