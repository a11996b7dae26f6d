"""The publication: from a signed-off report to the public site, and what may hold it up or take it back."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_fsm import FSMField, transition

from forms.vault import DataKey, SealedField
from workflow.declaring import local_date, step
from workflow.guards import publication as guards
from workflow.guards.membership import in_group
from workflow.guards.report import not_an_author
from workflow.models.case import Case
from workflow.models.machine import Machine
from workflow.models.review import Review
from workflow.roles import Actor, Group, Role
from workflow.steps import publication as forms
from workflow.steps.case import ReasonForm

STRATEGIC = in_group(Group.STRATEGIC)
# What must hold on the day itself, for the report and for the improvements alike (D36, D39 to D41).
READY = [
    guards.review_signed_off,
    guards.no_hold,
    guards.approved,
    not_an_author,
    guards.not_the_approver,
    guards.clear_days_passed,
    guards.planned_day_reached,
]


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Publication(Machine):
    """The publication of one review's report, or of its improvements instead (D37).

    A hold is what delays it: proposed by the support office, approved by the strategic body. One runs at a time;
    earlier ones stand in the log.
    """

    PLANNED, IDENTIFICATION_CHECK, CLEARED = "planned", "identification_check", "cleared"
    ADVANCE_COPY_SENT, PUBLISHED, ON_REQUEST = "advance_copy_sent", "published", "on_request"
    IMPROVEMENTS_ONLY, WITHHELD = "improvements_only", "withheld"
    STATES = [
        (PLANNED, "Planned"),
        (IDENTIFICATION_CHECK, "Identification check"),
        (CLEARED, "Cleared"),
        (ADVANCE_COPY_SENT, "Advance copy sent"),
        (PUBLISHED, "Published"),
        (ON_REQUEST, "Available on request"),
        (IMPROVEMENTS_ONLY, "Improvements published"),
        (WITHHELD, "Withheld"),
    ]
    BEFORE = [PLANNED, IDENTIFICATION_CHECK, CLEARED, ADVANCE_COPY_SENT]
    PUBLIC = [PUBLISHED, IMPROVEMENTS_ONLY]
    KIND: ClassVar[str] = "publication"
    CLOSED: ClassVar[frozenset[str]] = frozenset({PUBLISHED, ON_REQUEST, IMPROVEMENTS_ONLY, WITHHELD})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="publications")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="publication")
    state = FSMField(default=PLANNED, protected=True, choices=STATES, db_index=True, editable=False)
    improvements_chosen = models.BooleanField(default=False, help_text="The improvements instead of the report (D37).")
    planned_on = models.DateField(null=True, blank=True)
    check_begun_by = _person()
    cleared_by = _person()
    cleared_on = models.DateField(null=True, blank=True)
    advance_copy_on = models.DateField(null=True, blank=True)
    approved_by = _person()
    approved_on = models.DateField(null=True, blank=True)
    published_by = _person()
    published_at = models.DateTimeField(null=True, blank=True)
    nspcc_on = models.DateField(null=True, blank=True)
    hold_grounds = models.CharField(max_length=40, blank=True)
    hold_until = models.DateField(null=True, blank=True)
    hold_reason = SealedField()
    hold_proposed_on = models.DateField(null=True, blank=True)
    hold_approved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"publication, {self.case.reference}"

    # --- Check and clear ------------------------------------------------------------------------------------------

    @transition(
        field="state",
        source=[PLANNED],
        target=IDENTIFICATION_CHECK,
        custom=step(
            "Begin the identification check",
            roles={Role.OFFICER},
            guards=[guards.review_signed_off],
            duty="D36",
            hint="A second person clears the report afterwards.",
        ),
    )
    def begin_identification_check(self, *, by: Actor, now: datetime) -> None:
        self.check_begun_by = by.user

    @transition(
        field="state",
        source=[IDENTIFICATION_CHECK],
        target=CLEARED,
        custom=step(
            "Clear the report for publication",
            roles={Role.OFFICER},
            form=forms.ClearForm,
            guards=[not_an_author, guards.not_who_began_the_check],
            duty="D36",
        ),
    )
    def clear(self, *, by: Actor, now: datetime, nobody_identified: bool, note: str) -> None:
        self.cleared_by, self.cleared_on = by.user, local_date(now)

    @transition(
        field="state",
        source=BEFORE,
        target=PLANNED,
        custom=step(
            "Return the report for changes",
            roles={Role.OFFICER},
            form=forms.ReturnForm,
            guards=[guards.review_signed_off],
            duty="D33 D36",
            hint="For example, when somebody can be identified. It is signed off, checked and sent in advance again.",
        ),
    )
    def return_for_changes(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._start_over()

    @transition(
        field="state",
        source=[CLEARED],
        target=ADVANCE_COPY_SENT,
        custom=step(
            "Send the advance copy",
            roles={Role.OFFICER},
            form=forms.AdvanceCopyForm,
            guards=[guards.no_hold],
            duty="D39 D40 D41",
            hint="To the Panel, the Secretary of State and Ofsted, before publication.",
        ),
    )
    def send_advance_copy(self, *, by: Actor, now: datetime, planned_on: date, sent_to_all: bool) -> None:
        self.advance_copy_on, self.planned_on = local_date(now), planned_on

    @transition(
        field="state",
        source=BEFORE,
        target=None,
        custom=step(
            "Plan or change the date of publication",
            roles={Role.OFFICER},
            form=forms.PostponeForm,
            duty="D39",
        ),
    )
    def postpone(self, *, by: Actor, now: datetime, planned_on: date, reason: str) -> None:
        self.planned_on = planned_on

    # --- Approve and publish --------------------------------------------------------------------------------------

    @transition(
        field="state",
        source=[CLEARED, ADVANCE_COPY_SENT],
        target=None,
        custom=step(
            "Approve publication",
            roles={Role.DECISION_MAKER, Role.GROUP},
            guards=[not_an_author, guards.not_approved_yet],
            duty="D36",
            hint="Somebody else publishes.",
        ),
    )
    def approve(self, *, by: Actor, now: datetime) -> None:
        self.approved_by, self.approved_on = by.user, local_date(now)

    @transition(
        field="state",
        source=[ADVANCE_COPY_SENT],
        target=PUBLISHED,
        custom=step(
            "Publish the report",
            roles={Role.PUBLISHER},
            guards=[guards.whole_report_chosen, *READY],
            duty="D34 D36 D39",
        ),
    )
    def publish(self, *, by: Actor, now: datetime) -> None:
        self.published_by, self.published_at = by.user, now

    @transition(
        field="state",
        source=[ADVANCE_COPY_SENT],
        target=IMPROVEMENTS_ONLY,
        custom=step(
            "Publish the improvements only",
            roles={Role.PUBLISHER},
            guards=[guards.improvements_chosen, *READY],
            duty="D37 D40",
        ),
    )
    def publish_improvements(self, *, by: Actor, now: datetime) -> None:
        self.published_by, self.published_at = by.user, now

    @transition(
        field="state",
        source=[PUBLISHED, IMPROVEMENTS_ONLY, ON_REQUEST],
        target=None,
        custom=step(
            "Record the copy to the NSPCC",
            roles={Role.OFFICER},
            form=forms.RepositoryCopyForm,
            guards=[guards.nspcc_copy_missing],
            duty="D43",
        ),
    )
    def record_nspcc_copy(self, *, by: Actor, now: datetime, sent_on: date) -> None:
        self.nspcc_on = sent_on

    @transition(
        field="state",
        source=PUBLIC,
        target=ON_REQUEST,
        custom=step("Move to available on request", roles={Role.OFFICER}, guards=[guards.year_passed], duty="D42"),
    )
    def move_to_on_request(self, *, by: Actor, now: datetime) -> None:
        """The page is moved by the consequence."""

    # --- Hold -----------------------------------------------------------------------------------------------------

    @transition(
        field="state",
        source=BEFORE,
        target=None,
        custom=step(
            "Propose a hold on publication",
            roles={Role.OFFICER},
            form=forms.HoldForm,
            guards=[guards.no_hold_yet],
            duty="D34",
            hint="The strategic body approves it. Nothing is published meanwhile.",
        ),
    )
    def hold(self, *, by: Actor, now: datetime, grounds: str, until: date, reason: str) -> None:
        self.hold_grounds, self.hold_until, self.hold_reason = grounds, until, reason
        self.hold_proposed_on = local_date(now)

    @transition(
        field="state",
        source=BEFORE,
        target=None,
        custom=step(
            "Approve the hold",
            roles={Role.GROUP},
            guards=[STRATEGIC, guards.hold_proposed],
            duty="D35",
            hint="The reasons go to the Panel and the Secretary of State.",
        ),
    )
    def approve_hold(self, *, by: Actor, now: datetime) -> None:
        self.hold_approved_on = local_date(now)

    @transition(
        field="state",
        source=BEFORE,
        target=None,
        custom=step(
            "Release the hold",
            roles={Role.OFFICER},
            form=ReasonForm,
            guards=[guards.hold_exists],
            duty="D34",
        ),
    )
    def release_hold(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._forget_hold()

    # --- Withhold, improvements instead, take down ----------------------------------------------------------------

    @transition(
        field="state",
        source=BEFORE,
        target=WITHHELD,
        custom=step(
            "Decide not to publish",
            roles={Role.GROUP},
            form=forms.WithholdForm,
            guards=[STRATEGIC],
            duty="D37 D38",
            hint="The justification goes to the Panel and the Secretary of State.",
        ),
    )
    def withhold(self, *, by: Actor, now: datetime, justification: str) -> None:
        self._start_over()

    @transition(
        field="state",
        source=[*BEFORE, WITHHELD],
        target=PLANNED,
        custom=step(
            "Decide to publish the improvements only",
            roles={Role.GROUP},
            form=forms.ImprovementsForm,
            guards=[STRATEGIC, guards.whole_report_chosen],
            duty="D37 D38",
            hint="Their text is checked, approved and sent in advance like a report.",
        ),
    )
    def choose_improvements(self, *, by: Actor, now: datetime, justification: str) -> None:
        self.improvements_chosen = True
        self._start_over()

    @transition(
        field="state",
        source=[WITHHELD],
        target=PLANNED,
        custom=step(
            "Decide to publish the report after all",
            roles={Role.GROUP},
            form=ReasonForm,
            guards=[STRATEGIC],
            duty="D34",
            hint="Check, approval and advance copy are done again.",
        ),
    )
    def reinstate(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.improvements_chosen = False
        self._start_over()

    @transition(
        field="state",
        source=PUBLIC,
        target=WITHHELD,
        custom=step(
            "Take it off the public site",
            roles={Role.PUBLISHER, Role.OFFICER, Role.DECISION_MAKER},
            form=ReasonForm,
            duty="D36",
            hint="For an emergency. The strategic body is told and looks at it afterwards.",
        ),
    )
    def take_down(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._start_over()

    def _start_over(self) -> None:
        # A text that changes hands again is checked, approved and sent again: nothing of the earlier round counts.
        self.planned_on = self.advance_copy_on = self.cleared_on = self.approved_on = None
        self.check_begun_by = self.cleared_by = self.approved_by = None
        self.published_by = self.published_at = self.nspcc_on = None
        self._forget_hold()

    def _forget_hold(self) -> None:
        self.hold_grounds = ""
        self.hold_until = self.hold_reason = self.hold_proposed_on = self.hold_approved_on = None
