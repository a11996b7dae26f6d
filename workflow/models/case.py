"""The case: what one incident is held together by. Many children, many machines, one reference, one key."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_fsm import FSMField, transition

from forms.vault import DataKey, SealedField
from workflow.declaring import step
from workflow.guards import area as area_guards
from workflow.guards import case as guards
from workflow.guards import moving, retention
from workflow.guards.extension import a_clock_can_be_extended
from workflow.guards.rapid_review_audit import not_sampled_yet
from workflow.models.case_queries import CaseQuerySet
from workflow.models.child import Child as Child
from workflow.models.machine import Machine
from workflow.models.party import Partnership
from workflow.models.rules import ProcedureVersion
from workflow.roles import Actor, Role
from workflow.steps import area as area_forms
from workflow.steps import case as forms
from workflow.steps import children as child_forms
from workflow.steps import extension as extension_forms
from workflow.steps import moving as moving_forms
from workflow.steps import retention as retention_forms
from workflow.steps.parallel_process import OpenForm as OpenProcessForm
from workflow.steps.rapid_review_audit import SampleForm


class Case(Machine):
    """One incident. It stays on the version of the rules that it was opened under."""

    OPEN, CLOSED_STATE, ERASED = "open", "closed", "erased"
    STATES: ClassVar[list[tuple[str, str]]] = [(OPEN, "Open"), (CLOSED_STATE, "Closed"), (ERASED, "Erased")]
    KIND: ClassVar[str] = "case"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CLOSED_STATE, ERASED})

    state = FSMField(default=OPEN, protected=True, choices=STATES, db_index=True, editable=False)
    reference = models.CharField(max_length=24, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="cases")
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    headline = SealedField(help_text="One line that tells case workers which case this is.")
    learning_review = models.BooleanField(default=False, help_text="A learning review was chosen all the same (D14).")
    retention_prompted_at = models.DateTimeField(null=True, help_text="When the office was told that its time is over.")
    erasure_proposed_at = models.DateTimeField(null=True)
    erasure_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["partnership", "state", "-opened_at"])]

    def __str__(self) -> str:
        return self.reference

    @property
    def case(self) -> "Case":
        # A case is its own case: one way to ask every machine.
        return self

    @property
    def case_id(self) -> Any:
        return self.pk

    @property
    def is_erased(self) -> bool:
        return bool(self.state == self.ERASED)

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Open a rapid review",
            roles={Role.OFFICER},
            guards=[guards.no_rapid_review_yet],
            duty="D5",
            hint="It opens by itself when the notification is submitted. After the death of a looked-after child "
            "without abuse or neglect it need not follow: open it here where the partners want one.",
        ),
    )
    def open_rapid_review(self, *, by: Actor, now: datetime) -> None:
        """The rapid review is a record of its own (workflow.effects.case)."""

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Commission a review",
            roles={Role.OFFICER},
            form=forms.CommissionForm,
            guards=[guards.no_review_running],
            duty="D1 D14 D20",
        ),
    )
    def commission_review(self, *, by: Actor, now: datetime, kind: str, before_panel_answer: bool) -> None:
        """The review is a record of its own (workflow.effects.case)."""

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Propose an extension",
            roles={Role.OFFICER},
            form=extension_forms.ProposeForm,
            guards=[a_clock_can_be_extended],
            hint="Of a date that a clock of this case gives. A decision maker or a group member approves it.",
        ),
    )
    def propose_extension(self, *, by: Actor, now: datetime, clock: str, until: date, reason: str) -> None:
        """The extension is a record of its own (workflow.effects.clocks)."""

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Put a parallel process on file",
            roles={Role.OFFICER},
            form=OpenProcessForm,
            duty="D26 D34",
            hint="An inquest, a criminal or court case, or another kind of review that runs beside this case.",
        ),
    )
    def record_parallel_process(self, *, by: Actor, now: datetime, **known: Any) -> None:
        """The process is a record of its own (workflow.effects.parallel_process)."""

    @transition(
        field="state",
        source=[OPEN],
        target=CLOSED_STATE,
        custom=step(
            "Close the case",
            roles={Role.OFFICER},
        ),
    )
    def close(self, *, by: Actor, now: datetime) -> None:
        self.closed_at = now

    @transition(
        field="state",
        source=[CLOSED_STATE],
        target=OPEN,
        custom=step("Reopen the case", roles={Role.OFFICER}, form=forms.ReasonForm, system=True),
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.closed_at = self.retention_prompted_at = None
        self.erasure_proposed_at = self.erasure_proposed_by = None

    @transition(
        field="state",
        source=[OPEN, CLOSED_STATE],
        target=None,
        custom=step(
            "Sample the rapid review for audit",
            roles={Role.OFFICER, Role.AUDITOR},
            form=SampleForm,
            guards=[not_sampled_yet],
            duty="D19",
        ),
    )
    def sample_for_audit(self, *, by: Actor, now: datetime, round: Any, place: int | None) -> None:
        """The audit is a record of its own (workflow.effects.rapid_review_audit)."""

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Choose a learning review all the same",
            roles={Role.OFFICER},
            form=forms.LearningReviewForm,
            guards=[guards.no_learning_review_chosen],
            duty="D14",
            hint="When there is no notification or no local review, but something can be learnt.",
        ),
    )
    def choose_learning_review(self, *, by: Actor, now: datetime, reason: str, decider: str) -> None:
        self.learning_review = True

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Go without the learning review after all",
            roles={Role.OFFICER},
            form=forms.ReasonForm,
            duty="D14",
        ),
    )
    def drop_learning_review(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.learning_review = False

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Move to another version of the procedure",
            roles={Role.OFFICER},
            form=moving_forms.MoveForm,
            guards=[moving.another_version_in_force],
            hint="You see what would change for this case before you decide.",
        ),
    )
    def move_procedure(self, *, by: Actor, now: datetime, version: ProcedureVersion, **told: Any) -> None:
        self.procedure = version

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step("Correct what is recorded about a child", roles={Role.OFFICER}, form=child_forms.CorrectChildForm),
    )
    def correct_child(self, *, by: Actor, now: datetime, **corrected: Any) -> None:
        """The child is a row of its own (workflow.effects.children); old and new stand in the log, sealed."""

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step("Add a child", roles={Role.OFFICER}, form=child_forms.AddChildForm),
    )
    def add_child(self, *, by: Actor, now: datetime, new: dict[str, Any], reason: str) -> None:
        """The child is a row of its own (workflow.effects.children)."""

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Involve another area",
            roles={Role.OFFICER},
            form=area_forms.InvolveForm,
            duty="D26",
            hint="Its case workers then read this case. Acting stays with the partnership that leads it.",
        ),
    )
    def involve_area(self, *, by: Actor, now: datetime, area: Any, reason: str) -> None:
        """The area is a row of its own (workflow.effects.area)."""

    @transition(
        field="state",
        source=[OPEN, CLOSED_STATE],
        target=None,
        custom=step(
            "Release an area",
            roles={Role.OFFICER},
            form=area_forms.ReleaseForm,
            guards=[area_guards.another_area_is_involved],
            duty="D26",
            hint="Its case workers no longer find this case.",
        ),
    )
    def release_area(self, *, by: Actor, now: datetime, area: Any, reason: str) -> None:
        """The row of the area ends (workflow.effects.area)."""

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Pass the lead to another area",
            roles={Role.OFFICER},
            form=area_forms.PassLeadForm,
            guards=[area_guards.another_area_is_involved],
            duty="D26",
            hint="The other partnership then acts, and yours reads along. The reference stays.",
        ),
    )
    def pass_lead(self, *, by: Actor, now: datetime, area: Any, reason: str) -> None:
        """The lead changes once it is logged who passed it (workflow.effects.area)."""

    @transition(
        field="state",
        source=[OPEN, CLOSED_STATE],
        target=None,
        custom=step(
            "Place a legal hold",
            roles={Role.OFFICER},
            form=retention_forms.PlaceHoldForm,
            guards=[retention.no_second_hold],
            hint="The case is kept until the hold is lifted, whatever the retention period says.",
        ),
    )
    def place_legal_hold(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The hold is a row of its own (workflow.effects.retention)."""

    @transition(
        field="state",
        source=[OPEN, CLOSED_STATE],
        target=None,
        custom=step(
            "Lift the legal hold",
            roles={Role.OFFICER},
            form=retention_forms.LiftHoldForm,
            guards=[retention.legal_hold_lies],
        ),
    )
    def lift_legal_hold(self, *, by: Actor, now: datetime, reason: str) -> None:
        """The row of the hold ends (workflow.effects.retention)."""

    @transition(
        field="state",
        source=[CLOSED_STATE],
        target=None,
        custom=step(
            "Propose to erase the case",
            roles={Role.OFFICER},
            form=retention_forms.ProposeErasureForm,
            guards=[retention.erasure_not_proposed, retention.period_is_over, retention.no_legal_hold],
            hint="A decision maker of the partnership approves it.",
        ),
    )
    def propose_erasure(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.erasure_proposed_at, self.erasure_proposed_by = now, by.user

    @transition(
        field="state",
        source=[CLOSED_STATE],
        target=None,
        custom=step(
            "Keep the case: take the proposal to erase it back",
            roles={Role.OFFICER, Role.DECISION_MAKER},
            form=retention_forms.RefuseErasureForm,
            guards=[retention.erasure_proposed],
        ),
    )
    def refuse_erasure(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.erasure_proposed_at = self.erasure_proposed_by = None

    @transition(
        field="state",
        source=[CLOSED_STATE],
        target=ERASED,
        custom=step(
            "Erase the case",
            roles={Role.DECISION_MAKER},
            form=retention_forms.ApproveErasureForm,
            guards=[
                retention.erasure_proposed,
                retention.by_a_second_person,
                retention.period_is_over,
                retention.no_legal_hold,
            ],
            hint="This cannot be undone.",
        ),
    )
    def approve_erasure(self, *, by: Actor, now: datetime, sure: bool) -> None:
        """Key, files and what was typed go once it is logged who approved (workflow.effects.retention)."""

    @transition(
        field="state",
        source=[OPEN, CLOSED_STATE, ERASED],
        target=ERASED,
        custom=step("Erase again after a restore", form=retention_forms.EraseAgainForm, system=True),
    )
    def erase_again(self, *, by: Actor, now: datetime, entry: dict[str, Any]) -> None:
        """A backup from before the erasure brought it back (`manage.py reapply_erasures`)."""
