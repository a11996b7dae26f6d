"""The case: what one incident is held together by. Many children, many machines, one reference, one key."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.db import connection, models
from django_fsm import FSMField, transition

from forms.vault import DataKey, SealedField, blind_index
from workflow.declaring import step
from workflow.guards import case as guards
from workflow.guards.extension import a_clock_can_be_extended
from workflow.guards.rapid_review_audit import not_sampled_yet, rapid_review_concluded
from workflow.models.machine import Machine, MachineQuerySet
from workflow.models.party import Partnership
from workflow.models.rules import ProcedureVersion
from workflow.roles import CASE_ROLES, Actor, Role
from workflow.steps import case as forms
from workflow.steps import extension as extension_forms


class CaseQuerySet(MachineQuerySet):
    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """The cases this person may know of: those of the area for case workers, their own part's for agencies.

        A submitter sees what they referred themselves, a lead what their agency referred; both see the cases in which
        their agency was asked for a return, or must notify. Editors, publishers, auditors and administrators see none.
        """
        if actor.user is None:
            return self.none()
        leads = {m.agency_id for m in actor.memberships if m.role == Role.LEAD}
        own = models.Q(returns__agency__in=actor.agency_ids()) | models.Q(referrals__agency__in=leads)
        if actor.agency_ids():
            own |= models.Q(referrals__submission__owner=actor.user, referrals__agency__in=actor.agency_ids())
        notifies_for = {m.agency.notifies_for_id for m in actor.memberships if m.agency is not None} - {None}
        area = actor.partnership_ids(CASE_ROLES) | notifies_for
        # A subquery, so that a case found by two ways is one row.
        return self.filter(models.Q(partnership__in=area) | models.Q(pk__in=Case.objects.filter(own).values("pk")))


class Case(Machine):
    """One incident. It stays on the version of the rules that it was opened under."""

    OPEN, CLOSED_STATE = "open", "closed"
    KIND: ClassVar[str] = "case"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CLOSED_STATE})

    state = FSMField(
        default=OPEN, protected=True, choices=[(OPEN, "Open"), (CLOSED_STATE, "Closed")], db_index=True, editable=False
    )
    reference = models.CharField(max_length=24, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="cases")
    procedure = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    headline = SealedField(help_text="One line that tells case workers which case this is.")

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

    @transition(
        field="state",
        source=[OPEN],
        target=None,
        custom=step(
            "Open a rapid review",
            roles={Role.OFFICER},
            guards=[guards.notification_submitted, guards.no_rapid_review_yet],
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
            guards=[guards.review_decided, guards.partners_not_reconsidering, guards.no_review_running],
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
        target=CLOSED_STATE,
        custom=step("Close the case", roles={Role.OFFICER}, guards=[guards.nothing_open]),
    )
    def close(self, *, by: Actor, now: datetime) -> None:
        self.closed_at = now

    @transition(
        field="state",
        source=[CLOSED_STATE],
        target=OPEN,
        custom=step("Reopen the case", roles={Role.OFFICER}, form=forms.ReasonForm),
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.closed_at = None

    @transition(
        field="state",
        source=[OPEN, CLOSED_STATE],
        target=None,
        custom=step(
            "Sample the rapid review for audit",
            roles={Role.OFFICER, Role.AUDITOR},
            guards=[rapid_review_concluded, not_sampled_yet],
            duty="D19",
        ),
    )
    def sample_for_audit(self, *, by: Actor, now: datetime) -> None:
        """The audit is a record of its own (workflow.effects.rapid_review_audit)."""


class Child(models.Model):
    """A child of the incident; also one without a known name or birth date, unborn, or since turned 18."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="children")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    details = SealedField(help_text='By meaning: {"child.name": "…", "child.birth_date": "2019-04-02"}.')
    name_index = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"child of {self.case_id}"

    def describe(self, details: dict[str, Any]) -> None:
        """Take over what a form said of the child and make it findable by name."""
        self.details = details
        name = str(details.get("child.name") or "")
        self.name_index = blind_index("child-name", name) if name else ""


class ReferenceCounter(models.Model):
    """The last number given to a case of a partnership in a year."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "year"], name="one_counter_a_year")]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.year}: {self.last}"

    @classmethod
    def next_reference(cls, partnership: Partnership, year: int) -> str:
        """The next free reference, "NSCP-2026-0001". Call inside the transaction that opens the case: one query."""
        table = connection.ops.quote_name(cls._meta.db_table)
        # One statement that both databases know: counted and locked at once, the first of a year included.
        statement = (
            f"INSERT INTO {table} (partnership_id, year, last) VALUES (%s, %s, 1) "  # noqa: S608 - our own table's name
            f"ON CONFLICT (partnership_id, year) DO UPDATE SET last = {table}.last + 1 RETURNING last"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [partnership.pk, year])
            (last,) = cursor.fetchone()
        return f"{partnership.code}-{year}-{last:04d}"
