"""The steps that put something on file of a review without moving it (D18, D22 to D29, D44).

Each entry is made by its consequence (workflow/effects/review_file.py). `Review` takes these steps over by name.
"""

from datetime import date, datetime
from typing import Any

from django_fsm import transition

from workflow.declaring import local_date, step
from workflow.guards import review as guards
from workflow.guards import review_file as on_file
from workflow.models.review_states import COMMISSIONED, DRAFTING, EVIDENCE, ON_FILE, SCOPING, SIGN_OFF, UNDER_WAY
from workflow.roles import CASE_ROLES, Actor, Role
from workflow.steps import review as moves
from workflow.steps import review_family as family
from workflow.steps import review_file as forms

SUPERVISORS = {Role.OFFICER, Role.GROUP}
ADVICE_HINT = "Each matter that the procedure names, with the dates that are set."


# --- The family (D18, D25) --------------------------------------------------------------------------------------------


@transition(
    field="state",
    source=UNDER_WAY,
    target=None,
    custom=step(
        "Record that the child and family were told",
        roles={Role.OFFICER},
        form=family.FamilyToldForm,
        duty="D18",
        hint="In writing, and in person where possible, by somebody they know, who can answer their questions. Before "
        "evidence is gathered.",
    ),
)
def tell_family(self: Any, *, by: Actor, now: datetime, told_on: date, **how: Any) -> None:
    self.family_told_on = told_on


@transition(
    field="state",
    source=UNDER_WAY,
    target=None,
    custom=step(
        "Record why the family is not told yet",
        roles={Role.OFFICER},
        form=family.NotToldForm,
        guards=[guards.local, on_file.family_not_told],
        duty="D18",
        hint="A decision maker or the strategic body has to agree.",
    ),
)
def wait_to_tell_family(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=UNDER_WAY,
    target=None,
    custom=step(
        "Agree that the family is not told yet",
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
    ),
)
def agree_to_wait(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=ON_FILE,
    target=None,
    custom=step(
        "List a member of the family",
        roles={Role.OFFICER},
        form=family.MemberForm,
        duty="D25",
        hint="Each person who may contribute, surviving children included.",
    ),
)
def list_family_member(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=ON_FILE,
    target=None,
    custom=step(
        "Record a contact with the family",
        roles={Role.OFFICER, Role.REVIEWER},
        form=family.ContactForm,
        guards=[on_file.member_on_file],
        duty="D18 D25",
        hint="Also that somebody is not contacted, and why.",
    ),
)
def record_family_contact(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


# --- Terms, advice, practitioners, briefing ---------------------------------------------------------------------------


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING],
    target=None,
    custom=step(
        "Agree the terms of reference",
        roles={Role.OFFICER},
        form=moves.TermsForm,
        guards=[guards.local, guards.reviewer_appointed],
        duty="D22 D23",
        hint="Agreed anew, they are a new version, with the reason.",
    ),
)
def agree_terms(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    self.terms = {name: said[name] for name in moves.TERMS} | {"method": said["agreed_method"]}
    self.terms_agreed_on = local_date(now)


@transition(
    field="state",
    source=[COMMISSIONED, SCOPING, EVIDENCE, DRAFTING],
    target=None,
    custom=step(
        "Record the review group’s advice",
        roles=SUPERVISORS,
        form=forms.AdviceForm,
        guards=[guards.local, on_file.office_or_review_group],
        duty="D26",
        hint=ADVICE_HINT,
    ),
)
def record_advice(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING],
    target=None,
    custom=step(
        "Record how practitioners took part",
        roles={Role.OFFICER, Role.REVIEWER},
        form=forms.PractitionersForm,
        guards=[guards.local],
        duty="D24",
    ),
)
def record_practitioners(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=[COMMISSIONED, SCOPING, EVIDENCE, DRAFTING],
    target=None,
    custom=step(
        "Record the briefing session",
        roles={Role.OFFICER},
        form=forms.BriefingForm,
        guards=[guards.local],
        duty="D27",
        hint="Soon after the decision, or that it is not necessary and why.",
    ),
)
def record_briefing(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


# --- Supervision (D28, D29) -------------------------------------------------------------------------------------------


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING, SIGN_OFF],
    target=None,
    custom=step(
        "Record progress and quality",
        roles=SUPERVISORS,
        form=forms.ProgressForm,
        guards=[guards.local, on_file.office_or_review_group],
        duty="D28",
    ),
)
def record_progress(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING, SIGN_OFF],
    target=None,
    custom=step(
        "Ask the reviewer in writing",
        roles={Role.OFFICER, Role.DECISION_MAKER, Role.GROUP},
        form=forms.RequestForm,
        guards=[guards.local, guards.reviewer_appointed],
        duty="D29",
    ),
)
def ask_reviewer(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=[SCOPING, EVIDENCE, DRAFTING, SIGN_OFF],
    target=None,
    custom=step(
        "Record the reviewer’s answer",
        roles={Role.OFFICER, Role.REVIEWER},
        form=forms.AnswerForm,
        guards=[guards.local, on_file.request_waits],
        duty="D29",
    ),
)
def answer_request(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


# --- Interests, learning, striking out --------------------------------------------------------------------------------


@transition(
    field="state",
    source=ON_FILE,
    target=None,
    custom=step(
        "Declare interests",
        roles=CASE_ROLES,
        form=forms.ConflictForm,
        duty="D20",
        hint="For yourself; the support office records what others declare. The newest declaration counts.",
    ),
)
def declare_interests(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=ON_FILE,
    target=None,
    custom=step(
        "Record learning that was shared",
        roles=SUPERVISORS,
        form=forms.LearningForm,
        guards=[on_file.office_or_review_group],
        duty="D44",
    ),
)
def share_learning(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=ON_FILE,
    target=None,
    custom=step(
        "Report a finding or an emerging risk",
        roles=SUPERVISORS | {Role.REVIEWER},
        form=forms.RiskForm,
        guards=[on_file.office_or_review_group],
        duty="D44",
        hint="The sign-off group is told that something waits to be read.",
    ),
)
def report_risk(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""


@transition(
    field="state",
    source=ON_FILE,
    target=None,
    custom=step(
        "Strike out an entry",
        roles={Role.OFFICER},
        form=forms.StrikeForm,
        guards=[on_file.something_on_file],
        hint="For what should not be there. It stays readable, with the reason.",
    ),
)
def strike_out(self: Any, *, by: Actor, now: datetime, **said: Any) -> None:
    """The entry is made by the consequence."""
