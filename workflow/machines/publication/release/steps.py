"""From the advance copy to the public site, and from there to availability on request (D34, D36, D39 to D43)."""

from datetime import date, datetime

from django.db.models import Q

from workflow.engine.step import Turn, bare_office_step, local_date, office_step, step
from workflow.machines.case.questions import ReasonForm
from workflow.machines.publication import guards
from workflow.machines.publication import questions as forms
from workflow.machines.publication.identification import guards as check
from workflow.machines.publication.record import PublicationRecord
from workflow.machines.publication.states import (
    ADVANCE_COPY_SENT,
    BEFORE,
    CLEARED,
    IMPROVEMENTS_ONLY,
    ON_REQUEST,
    PUBLIC,
    PUBLISHED,
)
from workflow.machines.publication.text import guards as text
from workflow.machines.review.report.guards import not_an_author
from workflow.parties.roles import Actor, Role

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
    check.still_for_everybody,
    text.as_approved,
    text.as_sent,
]


class ReleaseSteps(PublicationRecord):
    """One person approves and another publishes, after the clear days."""

    class Meta:
        abstract = True

    @office_step(
        "Send the advance copy",
        says="The advance copy was made ready for everybody who has it first",
        source=[CLEARED],
        target=ADVANCE_COPY_SENT,
        form=forms.AdvanceCopyForm,
        guards=[guards.no_hold, text.as_signed_off, text.as_checked, text.as_approved],
        duty="D39 D40 D41",
        hint="To the Panel, the Secretary of State and Ofsted, before publication.",
        turns=[Turn(Role.OFFICER)],
    )
    def send_advance_copy(self, *, by: Actor, now: datetime, planned_on: date, sent_to_all: bool) -> None:
        self.planned_on = planned_on
        self.sent_digest = text.digest_of(self, now)

    @office_step(
        "Call the advance copy back",
        says="The advance copy was called back",
        source=[ADVANCE_COPY_SENT],
        target=CLEARED,
        form=ReasonForm,
        duty="D39 D40 D41",
        hint="Those who had it are told. Before publication it is sent again, and the days count anew.",
        aside=True,
    )
    def call_advance_copy_back(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.advance_copy_on = self.planned_on = None
        self.sent_digest = ""

    @step(
        "Record that the advance copy went to everybody",
        says="The advance copy has gone to everybody",
        source=[ADVANCE_COPY_SENT],
        form=forms.WentForm,
        guards=[guards.advance_copy_not_gone],
        duty="D39 D40 D41",
        hint="Follows by itself when the last copy went, by e-mail or by hand. The clear days begin with that day.",
        system=True,
    )
    def advance_copy_went(self, *, by: Actor, now: datetime, on: date) -> None:
        self.advance_copy_on = on

    @office_step(
        "Plan or change the date of publication",
        says="The date of publication was planned or changed",
        source=BEFORE,
        form=forms.PostponeForm,
        duty="D35 D39",
        hint="On a working day, not after the report is due. Propose a hold where it cannot be published by then.",
        aside=True,
    )
    def postpone(self, *, by: Actor, now: datetime, planned_on: date, reason: str) -> None:
        self.planned_on = planned_on

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

    @office_step(
        "Record the copy to the NSPCC",
        says="The copy to the NSPCC was recorded",
        source=[PUBLISHED, IMPROVEMENTS_ONLY, ON_REQUEST],
        form=forms.RepositoryCopyForm,
        guards=[guards.nspcc_copy_missing, guards.nspcc_copy_not_waiting],
        duty="D43",
        turns=[Turn(Role.OFFICER, states=(PUBLISHED, IMPROVEMENTS_ONLY), when=Q(nspcc_on=None))],
    )
    def record_nspcc_copy(self, *, by: Actor, now: datetime, sent_on: date) -> None:
        self.nspcc_on = sent_on

    @step(
        "Record that the copy to the NSPCC went",
        says="The copy to the NSPCC has gone",
        source=[PUBLISHED, IMPROVEMENTS_ONLY, ON_REQUEST],
        form=forms.WentForm,
        guards=[guards.nspcc_copy_missing],
        duty="D43",
        hint="Follows by itself when the copy went, by e-mail or by hand.",
        system=True,
    )
    def nspcc_copy_went(self, *, by: Actor, now: datetime, on: date) -> None:
        self.nspcc_on = on

    move_to_on_request = bare_office_step(
        "Move to available on request",
        says="The report was moved to available on request",
        source=PUBLIC,
        target=ON_REQUEST,
        guards=[guards.year_passed, guards.nspcc_copy_recorded, text.as_signed_off],
        duty="D42 D43",
    )
