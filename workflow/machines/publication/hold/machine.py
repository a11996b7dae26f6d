"""A hold on publication: what delays it, for how long, and who agreed (D34, D35). Each is a row and stays one.

A hold on the conduct of the review is another record (the review's); neither sets the other.
"""

from datetime import date, datetime
from typing import ClassVar

from django.db import models

from forms.vault import DataKey, SealedField
from workflow.engine.guards import in_group
from workflow.engine.machine import Machine, state_field
from workflow.engine.step import Turn, local_date, office_step, opening, step
from workflow.machines.case.machine import Case
from workflow.machines.case.questions import ReasonForm
from workflow.machines.publication.hold import questions as forms
from workflow.machines.publication.machine import Publication
from workflow.machines.review.record import person
from workflow.parties.roles import Actor, Group, Role

STRATEGIC = in_group(Group.STRATEGIC)


class PublicationHold(Machine):
    """One reason for delay. Nothing is published from the day it is proposed until it is declined or released."""

    PROPOSED, APPROVED, DECLINED, RELEASED = "proposed", "approved", "declined", "released"
    STATES = [
        (PROPOSED, "Proposed"),
        (APPROVED, "Approved"),
        (DECLINED, "Declined"),
        (RELEASED, "Released"),
    ]
    BLOCKING: ClassVar[list[str]] = [PROPOSED, APPROVED]
    KIND: ClassVar[str] = "publication_hold"
    CLOSED: ClassVar[frozenset[str]] = frozenset({DECLINED, RELEASED})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="publication_holds")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="holds")
    state = state_field(PROPOSED, STATES)
    grounds = models.CharField(max_length=40)
    # The parallel process behind it, where one is on record: named by its machine and identifier, never set by this.
    process_kind = models.CharField(max_length=40, blank=True)
    process_id = models.UUIDField(null=True, blank=True)
    until = models.DateField()
    review_on = models.DateField(null=True, blank=True, help_text="When somebody looks whether it is still needed.")
    prompted_for = models.DateField(null=True, blank=True, editable=False)
    reason = SealedField()
    proposed_by = person()
    proposed_on = models.DateField(null=True, blank=True)
    decided_by = person()
    decided_on = models.DateField(null=True, blank=True)
    decline_reason = SealedField()
    released_by = person()
    released_on = models.DateField(null=True, blank=True)
    release_reason = SealedField()

    class Meta:
        verbose_name = "hold on publication"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "review_on"])]

    def __str__(self) -> str:
        return f"hold on publication, {self.case.reference}"

    @property
    def grounds_in_words(self) -> str:
        """As the case's version of the procedure puts it."""
        entries = self.case.procedure.entries("extenuating_circumstances")
        known = {entry["key"]: str(entry["text"]) for entry in entries}
        return known.get(self.grounds, "Something else")

    begin = opening("A hold on publication was proposed")

    @step(
        "Approve the hold",
        says="The hold on publication was approved",
        source=[PROPOSED],
        target=APPROVED,
        roles={Role.GROUP},
        guards=[STRATEGIC],
        duty="D35",
        hint="The reasons go to the Panel and the Secretary of State. The report is due at the end of the hold.",
        turns=[Turn(Role.GROUP, group=Group.STRATEGIC)],
    )
    def approve(self, *, by: Actor, now: datetime) -> None:
        self.decided_by, self.decided_on = by.user, local_date(now)

    @step(
        "Decline the hold",
        says="The hold on publication was declined",
        source=[PROPOSED],
        target=DECLINED,
        roles={Role.GROUP},
        form=forms.DeclineForm,
        guards=[STRATEGIC],
        duty="D35",
        hint="Publication goes on, and stays due when it was.",
        aside=True,
    )
    def decline(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.decided_by, self.decided_on, self.decline_reason = by.user, local_date(now), reason

    @office_step(
        "Release the hold",
        says="The hold on publication was released",
        source=[PROPOSED, APPROVED],
        target=RELEASED,
        form=ReasonForm,
        duty="D34",
        aside=True,
    )
    def release(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.released_by, self.released_on, self.release_reason = by.user, local_date(now), reason

    @office_step(
        "Record that the hold is still needed",
        says="It was recorded that the hold on publication is still needed",
        source=[PROPOSED, APPROVED],
        form=forms.LookAgainForm,
        duty="D34",
        hint="With the day on which somebody looks again. A longer hold is proposed anew.",
        aside=True,
    )
    def look_again(self, *, by: Actor, now: datetime, note: str, review_on: date) -> None:
        self.review_on = review_on

    @step(
        "End the hold",
        says="The hold on publication ended, because nothing is published",
        source=[PROPOSED, APPROVED],
        target=RELEASED,
        duty="D38",
        hint="Follows by itself when the strategic body decides that nothing is published.",
        system=True,
    )
    def lapse(self, *, by: Actor, now: datetime) -> None:
        self.released_on = local_date(now)
