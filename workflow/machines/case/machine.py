"""The case: what one incident is held together by. Many children, many machines, one reference, one key."""

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField
from workflow.engine.machine import state_field
from workflow.engine.step import bare_office_step, bare_step, office_step, opening, step
from workflow.machines.audit.guards import not_sampled_yet, rapid_review_concluded
from workflow.machines.audit.questions import SampleForm
from workflow.machines.case import guards
from workflow.machines.case import questions as forms
from workflow.machines.case.assignments import guards as assignments
from workflow.machines.case.assignments import questions as assignment_forms
from workflow.machines.case.children import questions as child_forms
from workflow.machines.case.counterparts.finding import agencies_in
from workflow.machines.case.differences.questions import SettleForm
from workflow.machines.case.documents.steps import DocumentSteps
from workflow.machines.case.links.guards import a_namesake_is_recorded
from workflow.machines.case.links.questions import NamesakeForm
from workflow.machines.case.meetings.steps import MeetingSteps
from workflow.machines.case.messages.steps import MessageSteps
from workflow.machines.case.milestones.guards import a_milestone_waits
from workflow.machines.case.milestones.questions import MilestoneForm
from workflow.machines.case.notes.steps import NoteSteps
from workflow.machines.case.outside.guards import led_here
from workflow.machines.case.outside.steps import OutsideSteps
from workflow.machines.case.ownership.steps import OwnershipSteps
from workflow.machines.case.queries import CaseQuerySet, assigned_of
from workflow.machines.case.reminding.steps import RemindingSteps
from workflow.machines.case.retention import guards as retention
from workflow.machines.case.retention import questions as retention_forms
from workflow.machines.case.tasks.steps import TaskSteps
from workflow.machines.extension import questions as extension_forms
from workflow.machines.extension.guards import a_clock_can_be_extended
from workflow.machines.parallel_process.questions import OpenForm as OpenProcessForm
from workflow.parties.party import Partnership
from workflow.parties.reference_counter import number_in
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import ProcedureVersion


class Case(
    OutsideSteps, OwnershipSteps, TaskSteps, NoteSteps, DocumentSteps, MessageSteps, MeetingSteps, RemindingSteps
):
    """One incident. It stays on the version of the rules that it was opened under."""

    OPEN, CLOSED_STATE, ERASED = "open", "closed", "erased"
    STATES: ClassVar[list[tuple[str, str]]] = [(OPEN, "Open"), (CLOSED_STATE, "Closed"), (ERASED, "Erased")]
    KIND: ClassVar[str] = "case"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CLOSED_STATE, ERASED})

    state = state_field(OPEN, STATES)
    reference = models.CharField(max_length=24, unique=True, editable=False)
    reference_number = models.PositiveIntegerField(
        null=True, editable=False, help_text="The number at the end of the reference, by which it is found."
    )
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="cases")
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    next_due = models.DateField(
        null=True, editable=False, help_text="The soonest last day of a clock that runs in it; kept as it is settled."
    )
    headline = SealedField(help_text="One line that tells case workers which case this is.")
    learning_review = models.BooleanField(default=False, help_text="A learning review was chosen all the same (D14).")
    local_review = models.BooleanField(default=False, help_text="A local review was chosen below the definition (D14).")
    retention_prompted_at = models.DateTimeField(null=True, help_text="When the office was told that its time is over.")
    retention_over_on = models.DateField(null=True, help_text="Its last day, from when the office is warned of it.")
    erasure_proposed_at = models.DateTimeField(null=True)
    erasure_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["partnership", "state", "-opened_at"]),
            # The queue reads each of its orders from one of these, a page at a time; whose each is stands in it too.
            models.Index(fields=["state", "next_due", "-opened_at", "id", "partnership"], name="case_by_state_and_due"),
            models.Index(fields=["next_due", "-opened_at", "id", "partnership"], name="case_by_due"),
            models.Index(fields=["state", "opened_at", "id", "partnership"], name="case_by_state_and_age"),
            models.Index(fields=["opened_at", "id", "partnership"], name="case_by_age"),
            models.Index(fields=["reference_number"], name="case_by_number"),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new case is found by its number from the start."""
        if self._state.adding:
            self.reference_number = number_in(self.reference)
        super().save(*args, **kwargs)

    def save_new(self) -> None:
        self.reference_number = number_in(self.reference)
        super().save_new()

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django lets a model say it itself
        """A case that a body of another area leads is closed here for no other reason (D26)."""
        return "Closed: led elsewhere" if self.rests and not self.is_erased else dict(self.STATES)[self.state]

    @classmethod
    def case_model(cls) -> Any:
        return cls

    @property
    def case(self) -> "Case":
        # A case is its own case: one way to ask every machine.
        return self

    @property
    def case_id(self) -> Any:
        return self.pk

    @cached_property
    def reading_areas(self) -> set[int]:
        """The partnership that leads the case and those that read it along (D26)."""
        return {self.partnership_id, *self.areas.filter(until=None).values_list("partnership_id", flat=True)}

    @cached_property
    def known_children(self) -> list[Any]:
        """The children on record, in their order, read once for this object."""
        return list(self.children.select_related("data_key"))

    @cached_property
    def assigned(self) -> dict[str, set[int]]:
        """Who is assigned to the case, by role: by the office, or appointed by its review."""
        return assigned_of(self)

    @cached_property
    def vacant_seats(self) -> list[str]:
        """The deciding seats that nobody holds in the partnership that leads the case, read once for this object."""
        return assignments.vacant_seats(self.partnership_id)

    @cached_property
    def assignable(self) -> dict[str, set[int]]:
        """Who could be, by role: the scrutineers and reviewers of the partnership that leads the case."""
        return assignments.assignable_in(self.partnership_id)

    @cached_property
    def _agencies(self) -> frozenset[int]:
        return frozenset(agencies_in(self).values_list("pk", flat=True))

    def party_agency_ids(self) -> set[int]:
        """The agencies that have a part in the case: they write to the office about it."""
        return set(self._agencies)

    @cached_property
    def legal_hold(self) -> Any:
        """The legal hold that lies on the case now, None without one."""
        return self.legal_holds.filter(lifted_at=None).first()

    @property
    def is_erased(self) -> bool:
        return bool(self.state == self.ERASED)

    @cached_property
    def recorded(self) -> frozenset[str]:  # type: ignore[override]  # of this case, not of its kind
        """Commissioning a review, where each that was decided on has been: another is possible, not what stands out.
        Assigning a scrutineer stands out only where the partners wait for one.
        """
        kinds = guards.kinds_to_commission(self)
        found = {"commission_review"} if kinds and kinds <= guards.reviewed_kinds(self) else set()
        return frozenset(found if assignments.scrutineer_is_missing(self) else found | {"assign_scrutineer"})

    begin = opening("The case was opened")

    open_rapid_review = bare_office_step(
        "Open a rapid review",
        says="A rapid review was opened by hand",
        source=[OPEN],
        guards=[guards.no_rapid_review_yet],
        across=[guards.goes_on_here, guards.notification_submitted],
        duty="D5",
        hint="It opens by itself when the notification is submitted. After the death of a looked-after child "
        "without abuse or neglect it need not follow: open it here where the partners want one.",
    )

    commission_review = bare_office_step(
        "Commission a review",
        says="A review was commissioned",
        source=[OPEN],
        form=forms.CommissionForm,
        guards=[guards.no_review_running],
        across=[guards.goes_on_here, guards.review_decided, guards.partners_not_reconsidering],
        duty="D1 D14 D20",
    )

    propose_extension = bare_office_step(
        "Propose an extension",
        says="More time was asked for",
        source=[OPEN],
        form=extension_forms.ProposeForm,
        guards=[a_clock_can_be_extended],
        hint="Of the last day of a limit in this case. A decision maker or a group member approves it.",
        aside=True,
    )

    record_parallel_process = bare_office_step(
        "Put a parallel process on file",
        says="A process that runs beside the case was put on file",
        source=[OPEN],
        form=OpenProcessForm,
        duty="D26 D34",
        hint="An inquest, a criminal or court case, or another kind of review that runs beside this case.",
        aside=True,
        private=True,
    )

    @office_step(
        "Close the case",
        says="The case was closed",
        source=[OPEN],
        target=CLOSED_STATE,
        form=forms.CloseForm,
        across=[guards.nothing_open, guards.repository_copies_recorded],
        duty="D8 D11",
        hint="Complete: families and agencies told of the rationale, and every letter gone. Else a reason is asked.",
        aside=True,
    )
    def close(self, *, by: Actor, now: datetime, **why: Any) -> None:
        self.closed_at = now

    @office_step(
        "Reopen the case",
        says="The case was reopened",
        source=[CLOSED_STATE],
        target=OPEN,
        form=forms.ReasonForm,
        guards=[led_here],
        system=True,
        aside=True,
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.closed_at = self.retention_prompted_at = self.retention_over_on = None
        self.erasure_proposed_at = self.erasure_proposed_by = None

    sample_for_audit = bare_step(
        "Sample the rapid review for audit",
        says="The rapid review was sampled for audit",
        source=[OPEN, CLOSED_STATE],
        roles={Role.OFFICER, Role.AUDITOR},
        form=SampleForm,
        guards=[led_here, not_sampled_yet],
        across=[rapid_review_concluded],
        duty="D19",
        aside=True,
    )

    @office_step(
        "Choose a review all the same",
        says="A review was chosen all the same",
        source=[OPEN],
        form=forms.ReviewBelowForm,
        guards=[guards.no_review_chosen],
        across=[guards.goes_on_here],
        duty="D14",
        hint="Below the definition, when there is no notification or no other review follows, but something can be "
        "learnt: a learning review or a local one, as the partners choose.",
        aside=True,
    )
    def choose_learning_review(self, *, by: Actor, now: datetime, review: str, reason: str, decider: str) -> None:
        self.learning_review, self.local_review = review == "learning", review == "local"

    @office_step(
        "Go without the chosen review after all",
        says="It was decided to go without the review that was chosen",
        source=[OPEN],
        form=forms.ReasonForm,
        across=[guards.chosen_review_not_begun],
        duty="D14",
        aside=True,
    )
    def drop_learning_review(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.learning_review = self.local_review = False

    @office_step(
        "Move to another version of the procedure",
        says="The case moved to another version of the procedure",
        source=[OPEN],
        form=forms.ChangeVersionForm,
        guards=[guards.another_version_in_force],
        hint="You see what would change for this case before you decide.",
        aside=True,
        page="desk:procedure",
    )
    def move_procedure(self, *, by: Actor, now: datetime, version: ProcedureVersion, **told: Any) -> None:
        self.procedure = version

    correct_child = bare_office_step(
        "Correct what is recorded about a child",
        says="What is recorded about a child was corrected",
        source=[OPEN],
        form=child_forms.CorrectChildForm,
        aside=True,
    )

    add_child = bare_office_step(
        "Add a child",
        says="A child was added to the case",
        source=[OPEN],
        form=child_forms.AddChildForm,
        aside=True,
    )

    settle_difference = bare_office_step(
        "Decide which value counts",
        says="It was decided which of two values counts",
        source=[OPEN],
        form=SettleForm,
        guards=[guards.something_told_differently],
        duty="D2",
        hint="Where two forms tell the same fact differently.",
        aside=True,
        quiet=True,
        private=True,
    )

    answer_namesake = bare_office_step(
        "Answer whether it is the same child",
        says="It was answered whether another case is about the same child",
        source=[OPEN, CLOSED_STATE],
        form=NamesakeForm,
        guards=[a_namesake_is_recorded],
        duty="D2",
        hint="Where a child of the same name is recorded in another case.",
        aside=True,
        quiet=True,
        private=True,
    )

    involve_area = bare_office_step(
        "Involve another area",
        says="Another area was involved",
        source=[OPEN],
        form=forms.InvolveForm,
        duty="D26",
        hint="Its case workers then read this case. Acting stays with the partnership that leads it.",
        aside=True,
    )

    release_area = bare_office_step(
        "Release an area",
        says="An area was released from the case",
        source=[OPEN, CLOSED_STATE],
        form=forms.ReleaseForm,
        guards=[guards.another_area_is_involved],
        duty="D26",
        hint="Its case workers no longer find this case.",
        aside=True,
    )

    pass_lead = bare_office_step(
        "Pass the lead to another area",
        says="The lead was passed to another area",
        source=[OPEN],
        form=forms.PassLeadForm,
        guards=[guards.another_area_is_involved],
        duty="D26",
        hint="The other partnership then acts, and yours reads along. The reference stays.",
        aside=True,
    )

    assign_scrutineer = bare_office_step(
        "Assign a scrutineer",
        says="A scrutineer was assigned to the case",
        source=[OPEN, CLOSED_STATE],
        form=assignment_forms.AssignScrutineerForm,
        guards=[assignments.a_scrutineer_is_left],
        system=True,
        duty="D13 D16",
        hint="A scrutineer reads a case only when assigned. The only one of the partnership is assigned by itself when "
        "the partners wait for advice.",
    )

    assign_reviewer = bare_office_step(
        "Assign a reviewer",
        says="A reviewer was assigned to the case",
        source=[OPEN, CLOSED_STATE],
        form=assignment_forms.AssignReviewerForm,
        guards=[assignments.a_reviewer_is_left],
        system=True,
        duty="D20",
        hint="A reviewer reads a case only when assigned. Whom the review appoints is assigned by that.",
        aside=True,
    )

    end_assignment = bare_office_step(
        "End an assignment",
        says="An assignment to the case was ended",
        source=[OPEN, CLOSED_STATE],
        form=assignment_forms.EndAssignmentForm,
        guards=[assignments.somebody_is_assigned],
        system=True,
        hint="The scrutineer or reviewer then no longer finds this case.",
        aside=True,
    )

    place_legal_hold = bare_office_step(
        "Place a legal hold",
        says="A legal hold was placed on the case",
        source=[OPEN, CLOSED_STATE],
        form=retention_forms.PlaceHoldForm,
        guards=[retention.no_second_hold],
        hint="The case is kept until the hold is lifted, whatever the retention period says.",
        aside=True,
    )

    lift_legal_hold = bare_office_step(
        "Lift the legal hold",
        says="The legal hold was lifted",
        source=[OPEN, CLOSED_STATE],
        form=retention_forms.LiftHoldForm,
        guards=[retention.legal_hold_lies],
        aside=True,
    )

    @office_step(
        "Propose to erase the case",
        says="It was proposed to erase the case",
        source=[CLOSED_STATE],
        form=retention_forms.ProposeErasureForm,
        guards=[retention.erasure_not_proposed, retention.period_is_over, retention.no_legal_hold],
        hint="A decision maker of the partnership approves it.",
        aside=True,
    )
    def propose_erasure(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.erasure_proposed_at, self.erasure_proposed_by = now, by.user

    @step(
        "Keep the case: take the proposal to erase it back",
        says="It was decided to keep the case",
        source=[CLOSED_STATE],
        roles={Role.OFFICER, Role.DECISION_MAKER},
        form=retention_forms.RefuseErasureForm,
        guards=[retention.erasure_proposed],
        aside=True,
    )
    def refuse_erasure(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.erasure_proposed_at = self.erasure_proposed_by = None

    approve_erasure = bare_step(
        "Erase the case",
        says="The case was erased",
        source=[CLOSED_STATE],
        target=ERASED,
        roles={Role.DECISION_MAKER},
        form=retention_forms.ApproveErasureForm,
        guards=[
            retention.erasure_proposed,
            retention.by_a_second_person,
            retention.period_is_over,
            retention.no_legal_hold,
        ],
        hint="This cannot be undone.",
        aside=True,
    )

    erase_again = bare_step(
        "Erase again after a restore",
        says="The case was erased again after a restore",
        source=[OPEN, CLOSED_STATE, ERASED],
        target=ERASED,
        form=retention_forms.EraseAgainForm,
        system=True,
    )

    record_milestone = bare_office_step(
        "Record that a milestone was met",
        says="It was recorded that a milestone was met",
        source=[OPEN],
        form=MilestoneForm,
        guards=[a_milestone_waits],
        hint="What the version of the procedure wants done by a day, like a meeting, and no other step tells of.",
        aside=True,
        quiet=True,
        adds=True,
    )
