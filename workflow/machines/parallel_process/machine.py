"""A process that runs beside the case: an inquest, a prosecution, the family court, another kind of review.

It is somebody else's process. What is kept here is what the partnership needs to know of it: whom to ask, when it is
expected to end, and what it means for conducting and for publishing a review (D26, D34). It holds up nothing by itself:
a hold on the review and a hold on its publication are proposed and approved apart.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from forms.vault import DataKey, SealedField
from workflow.engine.machine import Machine, MachineQuerySet, state_field
from workflow.engine.step import office_step, opening
from workflow.machines.case.machine import Case
from workflow.machines.parallel_process import questions as forms
from workflow.parties.roles import Actor


class ParallelProcessQuerySet(MachineQuerySet):
    def open_of(self, case: Any) -> list["ParallelProcess"]:
        """The processes of this case that have not ended, oldest first: one query."""
        found = list(self.filter(case=case, state=ParallelProcess.OPEN))
        for process in found:
            process.case = case
        return found


class ParallelProcess(Machine):
    """One process. Its reference, contact and effects are sealed under the case's key."""

    OPEN, ENDED = "open", "ended"
    STATES = [(OPEN, "Open"), (ENDED, "Ended")]
    KIND: ClassVar[str] = "parallel_process"
    CLOSED: ClassVar[frozenset[str]] = frozenset({ENDED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parallel_processes")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = state_field(OPEN, STATES)
    kind = models.CharField(max_length=40, help_text="A key of the procedure’s list of parallel processes.")
    reference = SealedField()
    link = SealedField(help_text="Where it is kept: the other review’s reference or address.")
    contact = SealedField()
    effect_on_conduct = SealedField()
    effect_on_publication = SealedField()
    expected_end = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = SealedField()

    objects: ClassVar[Any] = ParallelProcessQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "parallel processes"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is, in the words of the case's procedure: "Inquest"."""
        entries = {entry["key"]: entry["text"] for entry in self.case.procedure.entries("parallel_processes")}
        return str(entries.get(self.kind, self.kind.replace("_", " ").capitalize()))

    begin = opening("A parallel process is followed from here")

    @office_step(
        "Update what is known of it",
        says="What is known of a parallel process was updated",
        source=[OPEN],
        form=forms.UpdateForm,
        duty="D26",
        hint="What was known before stays in the timeline.",
        aside=True,
        private=True,
    )
    def update_known(self, *, by: Actor, now: datetime, **known: Any) -> None:
        self.describe(known)

    @office_step(
        "Record that it has ended",
        says="A parallel process ended",
        source=[OPEN],
        target=ENDED,
        form=forms.EndForm,
        duty="D26 D34",
        hint="Where a hold on the review names it, the support office is told to look at the hold.",
        private=True,
    )
    def end(self, *, by: Actor, now: datetime, ended_on: date, outcome: str) -> None:
        self.ended_on, self.outcome = ended_on, outcome

    @office_step(
        "Open it again",
        says="A parallel process was opened again",
        source=[ENDED],
        target=OPEN,
        form=forms.ReopenForm,
        duty="D26",
        aside=True,
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.ended_on = self.outcome = None

    def describe(self, known: dict[str, Any]) -> None:
        """Take over what a form said of the process."""
        for name in ("reference", "link", "contact", "effect_on_conduct", "effect_on_publication", "expected_end"):
            setattr(self, name, known.get(name) or None)
