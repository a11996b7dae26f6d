"""The review (local, learning or national): from the decision to a signed-off report."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from forms.vault import DataKey, SealedField
from workflow.declaring import local_date, step
from workflow.guards import review as guards
from workflow.guards.membership import in_group
from workflow.guards.report import not_an_author, recommendations_complete, report_complete
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.roles import Actor, Group, Role
from workflow.steps import review as forms


class Review(Machine):
    """One review of a case. The reviewer's name, the terms and every reason are sealed under the case's key."""

    class Kind(models.TextChoices):
        LOCAL = "local", "Local child safeguarding practice review"
        LEARNING = "learning", "Learning review"
        NATIONAL = "national", "National child safeguarding practice review"

    COMMISSIONED, SCOPING, EVIDENCE, DRAFTING = "commissioned", "scoping", "evidence", "drafting"
    SIGN_OFF, SIGNED_OFF, STOPPED = "sign_off", "signed_off", "stopped"
    STATES = [
        (COMMISSIONED, "Commissioned"),
        (SCOPING, "Scoping"),
        (EVIDENCE, "Gathering evidence"),
        (DRAFTING, "Drafting"),
        (SIGN_OFF, "With the sign-off group"),
        (SIGNED_OFF, "Signed off"),
        (STOPPED, "Stopped"),
    ]
    KIND: ClassVar[str] = "review"
    CLOSED: ClassVar[frozenset[str]] = frozenset({SIGNED_OFF, STOPPED})
    # The report's text is fixed here: what the approvers read is what is published (D33).
    WITH_APPROVERS: ClassVar[frozenset[str]] = frozenset({SIGN_OFF, SIGNED_OFF})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=COMMISSIONED, protected=True, choices=STATES, db_index=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    commissioned_on = models.DateField(help_text="The day of the decision to review.")
    reviewer_name = SealedField()
    reviewer_check = SealedField(help_text="What was considered before the reviewer was chosen (D20), by question.")
    family_told_on = models.DateField(null=True, blank=True)
    bodies_told_on = models.DateField(null=True, blank=True)
    terms_agreed_on = models.DateField(null=True, blank=True)
    terms = SealedField(help_text='{"terms_of_reference": "…", "method": "…"}')
    signed_off_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-commissioned_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.case.reference}"

    @transition(
        field="state",
        source=[COMMISSIONED],
        target=SCOPING,
        custom=step("Appoint the reviewer", roles={Role.OFFICER}, form=forms.ReviewerForm, duty="D20"),
    )
    def begin_scoping(self, *, by: Actor, now: datetime, reviewer_name: str, **considered: Any) -> None:
        self.reviewer_name = reviewer_name
        self.reviewer_check = considered

    @transition(
        field="state",
        source=[COMMISSIONED, SCOPING],
        target=None,
        custom=step(
            "Record that the child and family were told",
            roles={Role.OFFICER},
            form=forms.FamilyToldForm,
            duty="D18",
            hint="Before evidence is gathered.",
        ),
    )
    def tell_family(self, *, by: Actor, now: datetime, told_on: date, **how: Any) -> None:
        self.family_told_on = told_on

    @transition(
        field="state",
        source=[SCOPING],
        target=None,
        custom=step(
            "Tell the Panel, Ofsted and the Department for Education",
            roles={Role.OFFICER},
            form=forms.BodiesToldForm,
            duty="D21",
            hint="With the reviewer’s name, before evidence is gathered.",
        ),
    )
    def tell_bodies(self, *, by: Actor, now: datetime, told_on: date, **how: Any) -> None:
        self.bodies_told_on = told_on

    @transition(
        field="state",
        source=[SCOPING],
        target=None,
        custom=step("Agree the terms of reference", roles={Role.OFFICER}, form=forms.TermsForm, duty="D22 D23"),
    )
    def agree_terms(self, *, by: Actor, now: datetime, terms_of_reference: str, agreed_method: str) -> None:
        self.terms = {"terms_of_reference": terms_of_reference, "method": agreed_method}
        self.terms_agreed_on = local_date(now)

    @transition(
        field="state",
        source=[SCOPING],
        target=EVIDENCE,
        custom=step(
            "Begin to gather evidence",
            roles={Role.OFFICER},
            guards=[guards.family_told, guards.bodies_told, guards.terms_agreed],
            duty="D18 D21 D22",
        ),
    )
    def gather_evidence(self, *, by: Actor, now: datetime) -> None:
        """The review moves on; nothing to keep."""

    @transition(
        field="state",
        source=[EVIDENCE],
        target=DRAFTING,
        custom=step(
            "Begin to draft the report",
            roles={Role.OFFICER},
            duty="D28",
            hint="Makes the draft of the report page.",
        ),
    )
    def begin_drafting(self, *, by: Actor, now: datetime) -> None:
        """The page is made by the consequence."""

    @transition(
        field="state",
        source=[DRAFTING],
        target=SIGN_OFF,
        custom=step(
            "Submit the report for sign-off",
            roles={Role.OFFICER, Role.REVIEWER},
            guards=[report_complete, recommendations_complete],
            duty="D31 D32",
        ),
    )
    def submit_for_sign_off(self, *, by: Actor, now: datetime) -> None:
        """The group reads the report page."""

    @transition(
        field="state",
        source=[SIGN_OFF],
        target=SIGNED_OFF,
        custom=step(
            "Sign off the report",
            roles={Role.GROUP},
            guards=[
                in_group(Group.SIGN_OFF),
                not_an_author,
                report_complete,
                recommendations_complete,
            ],
            duty="D33",
        ),
    )
    def sign_off(self, *, by: Actor, now: datetime) -> None:
        self.signed_off_on = local_date(now)

    @transition(
        field="state",
        source=[SIGN_OFF],
        target=DRAFTING,
        custom=step(
            "Send the report back",
            roles={Role.GROUP},
            form=forms.SendBackForm,
            guards=[in_group(Group.SIGN_OFF)],
            duty="D33",
        ),
    )
    def send_back(self, *, by: Actor, now: datetime, reason: str) -> None:
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
    def resume_drafting(self, *, by: Actor, now: datetime) -> None:
        self.signed_off_on = None

    @transition(
        field="state",
        source=[COMMISSIONED, SCOPING, EVIDENCE, DRAFTING, SIGN_OFF],
        target=STOPPED,
        custom=step(
            "Stop the review",
            roles={Role.GROUP},
            form=forms.StopForm,
            guards=[in_group(Group.STRATEGIC)],
            duty="D38",
            hint="No report will be published; the Panel and the Secretary of State are told.",
        ),
    )
    def stop(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The reason stands in the log, sealed."""
