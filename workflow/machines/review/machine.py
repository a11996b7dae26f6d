"""The review (local, learning or national): from the decision to a signed-off report, or to the Panel's.

Its moves are declared here. What holds it up, what is put on file and what a national review has of its own are
declared in the files beside this one and taken over below by name.
"""

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_fsm import FSMField

from forms.vault import DataKey, SealedField
from workflow.engine.guards import in_group
from workflow.engine.machine import Machine, steps_of
from workflow.engine.step import Turn, bare_step, local_date, opening, step
from workflow.machines.case.machine import Case
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.review import guards
from workflow.machines.review import states as review_states
from workflow.machines.review.back import steps as review_back
from workflow.machines.review.filing import guards as filed
from workflow.machines.review.filing import steps as review_file
from workflow.machines.review.filing.entry import OnFile
from workflow.machines.review.holding import steps as review_hold
from workflow.machines.review.national import steps as review_national
from workflow.machines.review.report.guards import not_an_author, recommendations_complete, report_complete
from workflow.machines.review.scoping import steps as review_scoping
from workflow.machines.review.states import COMMISSIONED, DRAFTING, EVIDENCE, SCOPING, SIGN_OFF, SIGNED_OFF, STOPPED
from workflow.parties.roles import SYSTEM, Actor, Group, Role


class Review(Machine):
    """One review of a case. The reviewer's name, the terms and every reason are sealed under the case's key."""

    class Kind(models.TextChoices):
        LOCAL = "local", "Local child safeguarding practice review"
        LEARNING = "learning", "Learning review"
        NATIONAL = "national", "National child safeguarding practice review"

    COMMISSIONED, SCOPING, EVIDENCE, DRAFTING = COMMISSIONED, SCOPING, EVIDENCE, DRAFTING
    SIGN_OFF, SIGNED_OFF, STOPPED, CONCLUDED = SIGN_OFF, SIGNED_OFF, STOPPED, review_states.CONCLUDED
    STATES = review_states.STATES
    KIND: ClassVar[str] = "review"
    CLOSED: ClassVar[frozenset[str]] = frozenset({SIGNED_OFF, STOPPED, CONCLUDED})
    # The report's text is fixed here: what the approvers read is what is published (D33).
    WITH_APPROVERS: ClassVar[frozenset[str]] = frozenset({SIGN_OFF, SIGNED_OFF})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=COMMISSIONED, protected=True, choices=STATES, db_index=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    commissioned_on = models.DateField(help_text="The day of the decision to review.")
    reviewer_name = SealedField()
    reviewer_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewer_check = SealedField(help_text="What was considered before the reviewer was chosen (D20), by question.")
    family_told_on = models.DateField(null=True, blank=True)
    bodies_told_on = models.DateField(null=True, blank=True)
    terms_agreed_on = models.DateField(null=True, blank=True)
    terms = SealedField(help_text='{"terms_of_reference": "…", "method": "…"}')
    signed_off_on = models.DateField(null=True, blank=True)
    hold_grounds = models.CharField(max_length=40, blank=True)
    hold_process = models.ForeignKey(
        ParallelProcess, null=True, blank=True, on_delete=models.PROTECT, related_name="held_reviews"
    )
    hold_until = models.DateField(null=True, blank=True)
    hold_reason = SealedField()
    hold_proposed_on = models.DateField(null=True, blank=True)
    hold_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hold_approved_on = models.DateField(null=True, blank=True)
    hold_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hold_delay_until = models.DateField(null=True, blank=True, help_text="Publication by then, as approved (D35).")
    panel_published_on = models.DateField(null=True, blank=True)
    panel_address = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["-commissioned_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.case.reference}"

    @property
    def is_national(self) -> bool:
        return self.kind == self.Kind.NATIONAL

    @cached_property
    def on_file(self) -> OnFile:
        """What was put on file of this review, read once for this object."""
        return OnFile.of(self)

    @property
    def strategic_body_was_told(self) -> bool:
        """Whether its members had the notice of a national review (D47)."""
        return self.case.notices.filter(key="national-review").exists()

    @property
    def recorded(self) -> frozenset[str]:  # type: ignore[override]  # of this record, not of its kind
        """What is recorded already: it can be recorded anew, and is not what waits to be done."""
        recorded = {
            "tell_family": self.family_told_on,
            "tell_bodies": self.bodies_told_on,
            "agree_terms": self.terms_agreed_on,
        }
        found = {name for name, day in recorded.items() if day is not None}
        return frozenset(found if self.hold_proposed_on else found | {"approve_hold", "refuse_hold", "approve_delay"})

    @property
    def not_of_this_kind(self) -> frozenset[str]:  # type: ignore[override]  # the same
        """The steps whose own guards say that they belong to another kind of review."""
        # Neither who asks nor when makes a difference to these.
        wrong = {guard for guard in guards.ABOUT_THE_KIND if guard(self, SYSTEM, self.created_at)}
        return frozenset(name for name, each in steps_of(type(self)).items() if wrong & set(each.guards))

    def forget_hold(self) -> None:
        """The hold is over: refused or released. What it was stands in the log."""
        self.hold_grounds = ""
        self.hold_process = self.hold_until = self.hold_reason = self.hold_delay_until = None
        self.hold_proposed_on = self.hold_proposed_by = self.hold_approved_on = self.hold_approved_by = None

    def appoint(self, name: str, account: str, considered: dict[str, Any]) -> None:
        """Somebody is the reviewer from now on, with what was considered and declared."""
        self.reviewer_name, self.reviewer_check = name, considered
        self.reviewer_account_id = int(account) if account else None

    # --- The reviewer ---

    begin = opening("The review began")

    begin_scoping = review_scoping.begin_scoping
    change_reviewer = review_scoping.change_reviewer
    tell_bodies = review_scoping.tell_bodies
    ask_agencies = review_scoping.ask_agencies

    # --- On file, one by one ---

    agree_terms = review_file.agree_terms
    tell_family = review_file.tell_family
    wait_to_tell_family = review_file.wait_to_tell_family
    agree_to_wait = review_file.agree_to_wait
    list_family_member = review_file.list_family_member
    record_family_contact = review_file.record_family_contact
    record_advice = review_file.record_advice
    record_practitioners = review_file.record_practitioners
    record_briefing = review_file.record_briefing
    record_progress = review_file.record_progress
    ask_reviewer = review_file.ask_reviewer
    answer_request = review_file.answer_request
    declare_interests = review_file.declare_interests
    share_learning = review_file.share_learning
    report_risk = review_file.report_risk
    strike_out = review_file.strike_out

    # --- A national review ---

    discuss_scope = review_national.discuss_scope
    record_strategic_told = review_national.record_strategic_told
    begin_cooperation = review_national.begin_cooperation
    record_cooperation = review_national.record_cooperation
    record_panel_published = review_national.record_panel_published

    # --- From scoping to sign-off ---------------------------------------------------------------------------------

    gather_evidence = bare_step(
        "Begin to gather evidence",
        says="The gathering of evidence began",
        source=[SCOPING],
        target=EVIDENCE,
        roles={Role.OFFICER},
        guards=[
            guards.local,
            guards.no_hold,
            guards.reviewer_appointed,
            filed.family_told,
            guards.bodies_told,
            guards.terms_agreed,
            filed.advice_given,
        ],
        duty="D18 D21 D22 D26",
        turns=[Turn(Role.OFFICER)],
    )

    begin_drafting = bare_step(
        "Begin to draft the report",
        says="The drafting of the report began",
        source=[EVIDENCE],
        target=DRAFTING,
        roles={Role.OFFICER},
        guards=[guards.local, guards.no_hold, guards.bodies_told, guards.terms_agreed],
        duty="D21 D22 D28",
        hint="Makes the draft of the report page.",
        turns=[Turn(Role.OFFICER)],
    )

    submit_for_sign_off = bare_step(
        "Submit the report for sign-off",
        says="The report was submitted for sign-off",
        source=[DRAFTING],
        target=SIGN_OFF,
        roles={Role.OFFICER, Role.REVIEWER},
        guards=[
            guards.local,
            guards.no_hold,
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
        turns=[Turn(Role.REVIEWER)],
    )

    @step(
        "Sign off the report",
        says="The report was signed off",
        source=[SIGN_OFF],
        target=SIGNED_OFF,
        roles={Role.GROUP},
        guards=[
            guards.local,
            in_group(Group.SIGN_OFF),
            guards.no_hold,
            filed.requests_answered,
            not_an_author,
            filed.no_unmanaged_conflict,
            report_complete,
            recommendations_complete,
        ],
        duty="D33",
        turns=[Turn(Role.GROUP, group=Group.SIGN_OFF)],
    )
    def sign_off(self, *, by: Actor, now: datetime) -> None:
        self.signed_off_on = local_date(now)

    # --- Holds ---

    hold = review_hold.hold
    approve_hold = review_hold.approve_hold
    refuse_hold = review_hold.refuse_hold
    approve_delay = review_hold.approve_delay
    release_hold = review_hold.release_hold

    # --- Back and out ---

    back_to_scoping = review_back.back_to_scoping
    back_to_evidence = review_back.back_to_evidence
    send_back = review_back.send_back
    resume_drafting = review_back.resume_drafting
    stop = review_back.stop
    take_up_again = review_back.take_up_again
