"""An extension of one running clock: the office proposes it, a decision maker or a group member approves it.

The rule of the clock says whether and how far it may be extended. An approved extension moves the date; it is undone
by taking it back, with a reason, and the clock then counts as its rule says.
"""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models

from forms.definition.dates import spoken_day
from forms.vault import DataKey, SealedField
from workflow.clocks.deadline import Deadline
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import Turn, bare_office_step, bare_step, local_date, opening, step
from workflow.machines.case.machine import Case
from workflow.machines.extension import guards
from workflow.machines.extension import questions as forms
from workflow.parties.roles import Actor, Group, Role

APPROVERS = frozenset({Role.DECISION_MAKER, Role.GROUP})


class Extension(Machine):
    """The reason is sealed under the case's key; those of the later steps stand in the log, sealed too."""

    PROPOSED, APPROVED, DECLINED, WITHDRAWN, TAKEN_BACK = "proposed", "approved", "declined", "withdrawn", "taken_back"
    STATES = [
        (PROPOSED, "Proposed"),
        (APPROVED, "Approved"),
        (DECLINED, "Declined"),
        (WITHDRAWN, "Withdrawn"),
        (TAKEN_BACK, "Taken back"),
    ]
    KIND: ClassVar[str] = "extension"
    CLOSED: ClassVar[frozenset[str]] = frozenset({APPROVED, DECLINED, WITHDRAWN, TAKEN_BACK})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="extensions")
    state = state_field(PROPOSED, STATES)
    until = models.DateField(help_text="The date that is proposed.")
    was_due_on = models.DateField(help_text="The date that stood when it was proposed.")
    reason = SealedField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=models.Q(state="proposed"), name="one_proposed_extension_each"
            )
        ]

    def __str__(self) -> str:
        return f"extension until {spoken_day(self.until)}, {self.case.reference}"

    begin = opening("An extension was proposed")

    @step(
        "Approve the extension",
        says="The extension was approved, and the date moved",
        source=[PROPOSED],
        target=APPROVED,
        roles=APPROVERS,
        form=forms.ApproveForm,
        guards=[guards.not_the_proposer, guards.clock_is_running, guards.date_is_within_the_rule],
        hint="The date moves at once. The earlier date stays on record.",
        turns=[Turn(Role.DECISION_MAKER), Turn(Role.GROUP, group=Group.STRATEGIC)],
    )
    def approve(self, *, by: Actor, now: datetime, comment: str) -> None:
        self.decided_by, self.decided_on = by.user, local_date(now)

    @step(
        "Decline the extension",
        says="The extension was declined",
        source=[PROPOSED],
        target=DECLINED,
        roles=APPROVERS,
        form=forms.DeclineForm,
        guards=[guards.not_the_proposer],
        aside=True,
    )
    def decline(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.decided_by, self.decided_on = by.user, local_date(now)

    withdraw = bare_office_step(
        "Withdraw the proposal",
        says="The proposal of an extension was withdrawn",
        source=[PROPOSED],
        target=WITHDRAWN,
        form=forms.WithdrawForm,
        aside=True,
    )

    take_back = bare_step(
        "Take the extension back",
        says="The extension was taken back, and the date with it",
        source=[APPROVED],
        target=TAKEN_BACK,
        roles=APPROVERS,
        form=forms.TakeBackForm,
        guards=[guards.extension_still_holds],
        hint="The date goes back to the one that the rule gives. A date that has passed by then is missed.",
        aside=True,
    )
