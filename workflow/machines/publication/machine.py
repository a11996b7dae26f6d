"""The publication: from a signed-off report to the public site, and what may hold it up, correct it or take it back."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from forms.vault import DataKey, SealedField
from workflow.engine.guards import in_group
from workflow.engine.machine import Machine
from workflow.engine.step import Turn, bare_step, local_date, opening, step
from workflow.machines.case.machine import Case
from workflow.machines.case.questions import ReasonForm
from workflow.machines.publication import guards
from workflow.machines.publication import questions as forms
from workflow.machines.publication.hold.questions import HoldForm
from workflow.machines.publication.identification import guards as check
from workflow.machines.publication.identification import questions as check_forms
from workflow.machines.publication.text import guards as text
from workflow.machines.review.machine import Review
from workflow.machines.review.report.guards import not_an_author
from workflow.parties.roles import Actor, Group, Role

STRATEGIC = in_group(Group.STRATEGIC)
# What must hold on the day itself, for the report and for the improvements alike (D33, D36, D39 to D41).
READY = [
    guards.no_hold,
    guards.approved,
    not_an_author,
    guards.not_the_approver,
    guards.clear_days_passed,
    guards.planned_day_reached,
    guards.impact_planned,
    guards.family_told_first,
    text.as_signed_off,
    text.as_checked,
    text.as_approved,
    text.as_sent,
]


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Publication(Machine):
    """The publication of one review's report, or of its improvements instead (D37).

    A hold is what delays it, a row of its own. The digests are those of the text at each stage: what was signed off,
    checked, approved and sent in advance is what is published, or nothing is.
    """

    PLANNED, IDENTIFICATION_CHECK, CLEARED = "planned", "identification_check", "cleared"
    ADVANCE_COPY_SENT, PUBLISHED, ON_REQUEST = "advance_copy_sent", "published", "on_request"
    IMPROVEMENTS_ONLY, WITHHELD, TAKEN_DOWN = "improvements_only", "withheld", "taken_down"
    STATES = [
        (PLANNED, "Planned"),
        (IDENTIFICATION_CHECK, "Identification check"),
        (CLEARED, "Cleared"),
        (ADVANCE_COPY_SENT, "Advance copy sent"),
        (PUBLISHED, "Published"),
        (ON_REQUEST, "Available on request"),
        (IMPROVEMENTS_ONLY, "Improvements published"),
        (WITHHELD, "Withheld"),
        (TAKEN_DOWN, "Taken down"),
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
    on_site = models.BooleanField(default=False, help_text="Whether the public can read it now, also while corrected.")
    check_run = models.PositiveSmallIntegerField(default=0, help_text="How often the automatic check ran.")
    checked_for = models.CharField(max_length=64, blank=True, help_text="A fingerprint of what it looked for.")
    signed_off_digest = models.CharField(max_length=64, blank=True)
    checked_digest = models.CharField(max_length=64, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    sent_digest = models.CharField(max_length=64, blank=True)
    impact_plan = SealedField(help_text="Who tells the family, practitioners and the media, by question (D36).")
    impact_planned_on = models.DateField(null=True, blank=True)
    family_to_be_told_on = models.DateField(null=True, blank=True)
    correction_open = models.BooleanField(default=False)
    correction_substantive = models.BooleanField(null=True, blank=True)
    findings_reported_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"publication, {self.case.reference}"

    # --- Check and clear --------------------------------------------------------------------------------------------

    begin = opening("The publication was opened")

    @step(
        "Begin the identification check",
        says="The identification check began",
        source=[PLANNED],
        target=IDENTIFICATION_CHECK,
        roles={Role.OFFICER},
        guards=[text.as_signed_off, text.correction_told],
        across=[guards.review_signed_off],
        duty="D36",
        hint="The report and its files are searched for names, dates, addresses and schools of the case. "
        "A second person looks at what is found and clears the report afterwards.",
        turns=[Turn(Role.OFFICER)],
    )
    def begin_identification_check(self, *, by: Actor, now: datetime) -> None:
        self.check_begun_by = by.user

    @step(
        "Run the check again",
        says="The identification check ran again",
        source=[IDENTIFICATION_CHECK],
        roles={Role.OFFICER},
        guards=[text.as_signed_off],
        duty="D36",
        hint="After something new was learned about the case. Somebody else resolves what it finds.",
        aside=True,
    )
    def check_again(self, *, by: Actor, now: datetime) -> None:
        self.check_begun_by = by.user

    resolve_hits = bare_step(
        "Resolve what the check found",
        says="What the identification check found was looked at",
        source=[IDENTIFICATION_CHECK],
        roles={Role.OFFICER},
        form=check_forms.ResolveForm,
        guards=[not_an_author, guards.not_who_began_the_check, check.something_found],
        duty="D36",
    )

    @step(
        "Plan how the publication is managed",
        says="It was planned how the publication is managed",
        source=BEFORE,
        roles={Role.OFFICER},
        form=forms.ImpactForm,
        duty="D36",
        hint="For the child, the family, the practitioners and the media. Before the report is cleared.",
    )
    def plan_impact(self, *, by: Actor, now: datetime, family_to_be_told_on: date, **plan: Any) -> None:
        self.impact_plan, self.impact_planned_on = plan, local_date(now)
        self.family_to_be_told_on = family_to_be_told_on

    @step(
        "Clear the report for publication",
        says="The report was cleared for publication",
        source=[IDENTIFICATION_CHECK],
        target=CLEARED,
        roles={Role.OFFICER},
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

    @step(
        "Take the clearing back",
        says="The clearing of the report was taken back",
        source=[CLEARED],
        target=IDENTIFICATION_CHECK,
        roles={Role.OFFICER},
        form=ReasonForm,
        duty="D36",
        hint="The same text is looked at again, cleared again and approved again.",
        aside=True,
    )
    def take_clearing_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.cleared_by = self.cleared_on = None
        self._forget_approval()

    @step(
        "Return the report for changes",
        says="The report was returned for changes",
        source=BEFORE,
        target=PLANNED,
        roles={Role.OFFICER},
        form=forms.ReturnForm,
        across=[guards.review_signed_off],
        duty="D33 D36",
        hint="For example, when somebody can be identified. It is signed off, checked and sent in advance again.",
        aside=True,
    )
    def return_for_changes(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._start_over()

    @step(
        "Send the advance copy",
        says="The advance copy was sent",
        source=[CLEARED],
        target=ADVANCE_COPY_SENT,
        roles={Role.OFFICER},
        form=forms.AdvanceCopyForm,
        guards=[guards.no_hold, text.as_signed_off, text.as_checked, text.as_approved],
        duty="D39 D40 D41",
        hint="To the Panel, the Secretary of State and Ofsted, before publication.",
        turns=[Turn(Role.OFFICER)],
    )
    def send_advance_copy(self, *, by: Actor, now: datetime, planned_on: date, sent_to_all: bool) -> None:
        self.advance_copy_on, self.planned_on = local_date(now), planned_on
        self.sent_digest = text.digest_of(self, now)

    @step(
        "Call the advance copy back",
        says="The advance copy was called back",
        source=[ADVANCE_COPY_SENT],
        target=CLEARED,
        roles={Role.OFFICER},
        form=ReasonForm,
        duty="D39 D40 D41",
        hint="Those who had it are told. Before publication it is sent again, and the days count anew.",
        aside=True,
    )
    def call_advance_copy_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.advance_copy_on = self.planned_on = None
        self.sent_digest = ""

    @step(
        "Plan or change the date of publication",
        says="The date of publication was planned or changed",
        source=BEFORE,
        roles={Role.OFFICER},
        form=forms.PostponeForm,
        duty="D39",
        aside=True,
    )
    def postpone(self, *, by: Actor, now: datetime, planned_on: date, reason: str) -> None:
        self.planned_on = planned_on

    # --- Approve and publish ----------------------------------------------------------------------------------------

    @step(
        "Approve publication",
        says="Publication was approved",
        source=[CLEARED, ADVANCE_COPY_SENT],
        roles={Role.DECISION_MAKER, Role.GROUP},
        guards=[not_an_author, guards.not_approved_yet, text.as_signed_off, text.as_checked, text.as_sent],
        duty="D36",
        hint="Somebody else publishes.",
        turns=[Turn(Role.DECISION_MAKER, when=Q(approved_by=None))],
    )
    def approve(self, *, by: Actor, now: datetime) -> None:
        self.approved_by, self.approved_on = by.user, local_date(now)
        self.approved_digest = text.digest_of(self, now)

    @step(
        "Take the approval back",
        says="The approval of publication was taken back",
        source=[CLEARED, ADVANCE_COPY_SENT],
        roles={Role.DECISION_MAKER, Role.GROUP},
        form=ReasonForm,
        guards=[guards.is_approved],
        duty="D36",
        aside=True,
    )
    def take_approval_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._forget_approval()

    @step(
        "Publish the report",
        says="The report was published",
        source=[CLEARED, ADVANCE_COPY_SENT],
        target=PUBLISHED,
        roles={Role.PUBLISHER},
        guards=[guards.whole_report_chosen, *READY],
        across=[guards.review_signed_off],
        duty="D34 D36 D39",
    )
    def publish(self, *, by: Actor, now: datetime) -> None:
        self._go_out(by, now)

    @step(
        "Publish the improvements only",
        says="The improvements were published",
        source=[CLEARED, ADVANCE_COPY_SENT],
        target=IMPROVEMENTS_ONLY,
        roles={Role.PUBLISHER},
        guards=[guards.improvements_chosen, *READY],
        across=[guards.review_signed_off],
        duty="D37 D40",
    )
    def publish_improvements(self, *, by: Actor, now: datetime) -> None:
        self._go_out(by, now)

    @step(
        "Record the copy to the NSPCC",
        says="The copy to the NSPCC was recorded",
        source=[PUBLISHED, IMPROVEMENTS_ONLY, ON_REQUEST],
        roles={Role.OFFICER},
        form=forms.RepositoryCopyForm,
        guards=[guards.nspcc_copy_missing],
        duty="D43",
        turns=[Turn(Role.OFFICER, states=(PUBLISHED, IMPROVEMENTS_ONLY), when=Q(nspcc_on=None))],
    )
    def record_nspcc_copy(self, *, by: Actor, now: datetime, sent_on: date) -> None:
        self.nspcc_on = sent_on

    move_to_on_request = bare_step(
        "Move to available on request",
        says="The report was moved to available on request",
        source=PUBLIC,
        target=ON_REQUEST,
        roles={Role.OFFICER},
        guards=[guards.year_passed, guards.nspcc_copy_recorded, text.as_signed_off],
        duty="D42 D43",
    )

    # --- Hold -------------------------------------------------------------------------------------------------------

    hold = bare_step(
        "Propose a hold on publication",
        says="A hold on publication was asked for",
        source=BEFORE,
        roles={Role.OFFICER},
        form=HoldForm,
        duty="D34",
        hint="The strategic body approves it. Nothing is published meanwhile.",
        aside=True,
    )

    # --- Withhold, improvements instead, take down ------------------------------------------------------------------

    @step(
        "Decide not to publish",
        says="It was decided not to publish",
        source=BEFORE,
        target=WITHHELD,
        roles={Role.GROUP},
        form=forms.WithholdForm,
        guards=[STRATEGIC],
        duty="D37 D38",
        hint="The justification goes to the Panel and the Secretary of State.",
        aside=True,
    )
    def withhold(self, *, by: Actor, now: datetime, justification: str) -> None:
        self._stay_down()

    @step(
        "Decide to publish the improvements only",
        says="It was decided to publish the improvements only",
        source=[*BEFORE, WITHHELD],
        target=PLANNED,
        roles={Role.GROUP},
        form=forms.ImprovementsForm,
        guards=[STRATEGIC, guards.whole_report_chosen],
        duty="D37 D38",
        hint="Their text is checked, approved and sent in advance like a report.",
        aside=True,
    )
    def choose_improvements(self, *, by: Actor, now: datetime, justification: str) -> None:
        self.improvements_chosen = True
        self._stay_down()

    @step(
        "Decide to publish the report after all",
        says="It was decided to publish the report after all",
        source=[WITHHELD],
        target=PLANNED,
        roles={Role.GROUP},
        form=ReasonForm,
        guards=[STRATEGIC],
        duty="D34",
        hint="Check, approval and advance copy are done again.",
        aside=True,
    )
    def reinstate(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.improvements_chosen = False
        self._start_over()

    # --- Correct, take down, put back (edge case 11) ----------------------------------------------------------------

    @step(
        "Correct the published text",
        says="A correction of the published text began",
        source=PUBLIC,
        target=PLANNED,
        roles={Role.OFFICER},
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

    @step(
        "Decide that it stays down",
        says="It was decided that the report stays down",
        source=[TAKEN_DOWN],
        target=WITHHELD,
        roles={Role.GROUP},
        form=forms.WithholdForm,
        guards=[STRATEGIC],
        duty="D36 D38",
        hint="The justification goes to the Panel and the Secretary of State.",
        aside=True,
    )
    def keep_down(self, *, by: Actor, now: datetime, justification: str) -> None:
        self._stay_down()

    @step(
        "Decide that it is corrected first",
        says="It was decided that the report is corrected before it goes back",
        source=[TAKEN_DOWN],
        target=PLANNED,
        roles={Role.GROUP},
        form=forms.CorrectForm,
        guards=[STRATEGIC],
        duty="D33 D36",
        hint="The report goes back to its authors; it is signed off, checked and approved again.",
        aside=True,
    )
    def correct_first(self, *, by: Actor, now: datetime, substantive: bool, **what: Any) -> None:
        self._begin_correction(substantive)

    @step(
        "Put the report back on the public site",
        says="The report was put back on the public site",
        source=[TAKEN_DOWN, ON_REQUEST],
        target=PUBLISHED,
        roles={Role.GROUP},
        form=ReasonForm,
        guards=[STRATEGIC, guards.whole_report_chosen, guards.no_correction_running],
        duty="D34 D42",
        hint="The text that was last published, without a new check: it was found right.",
        aside=True,
        turns=[Turn(Role.GROUP, states=(TAKEN_DOWN,), group=Group.STRATEGIC)],
    )
    def put_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._go_out(by, now)

    @step(
        "Put the improvements back on the public site",
        says="The improvements were put back on the public site",
        source=[TAKEN_DOWN, ON_REQUEST],
        target=IMPROVEMENTS_ONLY,
        roles={Role.GROUP},
        form=ReasonForm,
        guards=[STRATEGIC, guards.improvements_chosen, guards.no_correction_running],
        duty="D37 D42",
        hint="The text that was last published, without a new check: it was found right.",
        aside=True,
    )
    def put_improvements_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self._go_out(by, now)

    # --- What follows from it (D44) ---------------------------------------------------------------------------------

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

    # --- What the steps share ---------------------------------------------------------------------------------------

    def _go_out(self, by: Actor, now: datetime) -> None:
        # A report that stays on the site while it is corrected keeps the day from which its year counts (D42).
        if not (self.correction_open and self.on_site):
            self.published_at = now
        self.published_by, self.on_site = by.user, True
        self.correction_open, self.correction_substantive = False, None

    def _stay_down(self) -> None:
        self._start_over()
        self.on_site, self.correction_open, self.correction_substantive = False, False, None

    def _begin_correction(self, substantive: bool) -> None:
        self._start_over()
        self.correction_open, self.correction_substantive = True, substantive
        # Publication is managed anew (D36).
        self.impact_plan = self.impact_planned_on = self.family_to_be_told_on = None

    def _start_over(self) -> None:
        # A text that changes hands again is checked, approved and sent again: nothing of the earlier round counts.
        self.planned_on = self.advance_copy_on = self.cleared_on = self.nspcc_on = None
        self.check_begun_by = self.cleared_by = None
        self.checked_digest = self.checked_for = self.sent_digest = ""
        self._forget_approval()

    def _forget_approval(self) -> None:
        self.approved_by = self.approved_on = None
        self.approved_digest = ""
