"""The steps that put something on file of a review without moving it (D18, D22 to D29, D44).

Each entry is made by its consequence (workflow.machines.review.filing.effects).
"""

from datetime import date, datetime
from functools import partial
from typing import Any

from workflow.engine.step import bare_step, local_date, office_step
from workflow.machines.review import guards
from workflow.machines.review import questions as moves
from workflow.machines.review.filing import guards as on_file
from workflow.machines.review.filing import questions as forms
from workflow.machines.review.filing.family import questions as family
from workflow.machines.review.record import ReviewRecord
from workflow.machines.review.standing.guards import decision_stands
from workflow.machines.review.states import COMMISSIONED, DRAFTING, EVIDENCE, ON_FILE, SCOPING, SIGN_OFF, UNDER_WAY
from workflow.parties.roles import CASE_ROLES, Actor, Role

# Shown beside what is on file, not among the moves.
entry = partial(bare_step, beside="file")
SUPERVISORS = {Role.OFFICER, Role.GROUP}


class FilingSteps(ReviewRecord):
    """One step for each kind of entry; none of them moves the review."""

    class Meta:
        abstract = True

    @office_step(
        "Agree the terms of reference",
        says="The terms of reference were agreed",
        source=[SCOPING, EVIDENCE, DRAFTING],
        form=moves.TermsForm,
        guards=[guards.local, guards.reviewer_appointed],
        across=[decision_stands],
        duty="D22 D23",
        hint="Agreed anew, they are a new version, with the reason.",
    )
    def agree_terms(self, *, by: Actor, now: datetime, **said: Any) -> None:
        self.terms = {name: said[name] for name in moves.TERMS} | {"method": said["agreed_method"]}
        self.terms_agreed_on = local_date(now)

    # --- The family (D18, D25) ----------------------------------------------------------------------------------------

    @office_step(
        "Record that the child and family were told",
        says="It was recorded that the child and family were told of the review",
        source=UNDER_WAY,
        form=family.FamilyToldForm,
        across=[decision_stands],
        duty="D18",
        hint="In writing, and in person where possible, by somebody they know, who can answer their questions. Before "
        "evidence is gathered.",
        beside="file",
        private=True,
    )
    def tell_family(self, *, by: Actor, now: datetime, told_on: date, **how: Any) -> None:
        self.family_told_on = told_on

    wait_to_tell_family = entry(
        "Record why the family is not told yet",
        says="It was recorded why the family is not told yet",
        source=UNDER_WAY,
        roles={Role.OFFICER},
        form=family.NotToldForm,
        guards=[guards.local, on_file.family_not_told],
        across=[decision_stands],
        duty="D18",
        hint="A decision maker or the strategic body has to agree.",
    )

    agree_to_wait = entry(
        "Agree that the family is not told yet",
        says="It was agreed that the family is not told yet",
        source=UNDER_WAY,
        roles={Role.DECISION_MAKER, Role.GROUP},
        form=family.AgreeNotToldForm,
        guards=[
            guards.local,
            on_file.decider_or_strategic,
            on_file.family_not_told,
            on_file.not_told_proposed,
            on_file.no_unmanaged_conflict,
        ],
        duty="D18",
    )

    list_family_member = entry(
        "List a member of the family",
        says="A member of the family was put on file",
        source=ON_FILE,
        roles={Role.OFFICER},
        form=family.MemberForm,
        duty="D25",
        hint="Each person who may contribute, surviving children included.",
        aside=True,
        private=True,
    )

    record_family_contact = entry(
        "Record a contact with the family",
        says="A contact with the family was recorded",
        source=ON_FILE,
        roles={Role.OFFICER, Role.REVIEWER},
        form=family.ContactForm,
        guards=[on_file.member_on_file],
        duty="D18 D25",
        hint="Also that somebody is not contacted, and why.",
        private=True,
    )

    # --- Advice, practitioners, briefing -----------------------------------------------------------------------------

    record_advice = entry(
        "Record the review group’s advice",
        says="The review group’s advice was recorded",
        source=[COMMISSIONED, SCOPING, EVIDENCE, DRAFTING],
        roles=SUPERVISORS,
        form=forms.AdviceForm,
        guards=[guards.local, on_file.office_or_review_group],
        duty="D26",
        hint="Each matter that the procedure names, with the dates that are set.",
    )

    record_practitioners = entry(
        "Record how practitioners took part",
        says="The practitioners’ part was recorded",
        source=[SCOPING, EVIDENCE, DRAFTING],
        roles={Role.OFFICER, Role.REVIEWER},
        form=forms.PractitionersForm,
        guards=[guards.local],
        duty="D24",
    )

    record_briefing = entry(
        "Record the briefing session",
        says="The briefing session was recorded",
        source=[COMMISSIONED, SCOPING, EVIDENCE, DRAFTING],
        roles={Role.OFFICER},
        form=forms.BriefingForm,
        guards=[guards.local],
        duty="D27",
        hint="Soon after the decision, or that it is not necessary and why.",
    )

    # --- Supervision (D28, D29) ---------------------------------------------------------------------------------------

    record_progress = entry(
        "Record progress and quality",
        says="Progress and quality were recorded",
        source=[SCOPING, EVIDENCE, DRAFTING, SIGN_OFF],
        roles=SUPERVISORS,
        form=forms.ProgressForm,
        guards=[guards.local, on_file.office_or_review_group],
        duty="D28",
    )

    ask_reviewer = entry(
        "Ask the reviewer in writing",
        says="The reviewer was asked in writing",
        source=[SCOPING, EVIDENCE, DRAFTING, SIGN_OFF],
        roles={Role.OFFICER, Role.DECISION_MAKER, Role.GROUP},
        form=forms.RequestForm,
        guards=[guards.local, guards.reviewer_appointed],
        duty="D29",
    )

    answer_request = entry(
        "Record the reviewer’s answer",
        says="The reviewer’s answer was recorded",
        source=[SCOPING, EVIDENCE, DRAFTING, SIGN_OFF],
        roles={Role.OFFICER, Role.REVIEWER},
        form=forms.AnswerForm,
        guards=[guards.local, on_file.request_waits],
        duty="D29",
    )

    # --- Interests, learning, striking out ----------------------------------------------------------------------------

    declare_interests = entry(
        "Declare interests",
        says="A declaration of interests was recorded",
        source=ON_FILE,
        roles=CASE_ROLES,
        form=forms.ConflictForm,
        duty="D20",
        hint="For yourself; the support office records what others declare. The newest declaration counts.",
    )

    share_learning = entry(
        "Record learning that was shared",
        says="It was recorded that learning was shared",
        source=ON_FILE,
        roles=SUPERVISORS,
        form=forms.LearningForm,
        guards=[on_file.office_or_review_group],
        duty="D44",
    )

    report_risk = entry(
        "Report a finding or an emerging risk",
        says="A finding or an emerging risk was reported to the sign-off group",
        source=ON_FILE,
        roles=SUPERVISORS | {Role.REVIEWER},
        form=forms.RiskForm,
        guards=[on_file.office_or_review_group],
        duty="D44",
        hint="The sign-off group is told that something waits to be read.",
    )

    strike_out = entry(
        "Strike out an entry",
        says="An entry was struck out",
        source=ON_FILE,
        roles={Role.OFFICER},
        form=forms.StrikeForm,
        guards=[on_file.something_on_file],
        hint="For what should not be there. It stays readable, with the reason.",
        private=True,
    )
