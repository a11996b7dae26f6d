"""One recommendation of a signed-off report, followed until every agency has done its part (D32, D44)."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models

from workflow.engine.machine import Machine, state_field
from workflow.engine.step import bare_office_step, local_date, office_step, opening, step
from workflow.machines.case.machine import Case
from workflow.machines.recommendation import questions as forms
from workflow.machines.review.machine import Review
from workflow.parties.roles import Actor


class Recommendation(Machine):
    """What, who and outcome are the report's words, made for publication.

    What each agency is asked, its evidence and the office's answer are rows of their own
    (workflow.machines.recommendation.action.machine); the state follows them, and an officer closes it.
    """

    OPEN, EVIDENCED, CLOSED_STATE = "open", "evidenced", "closed"
    STATES = [(OPEN, "Open"), (EVIDENCED, "Evidence given"), (CLOSED_STATE, "Closed")]
    KIND: ClassVar[str] = "recommendation"
    CLOSED: ClassVar[frozenset[str]] = frozenset({CLOSED_STATE})

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recommendations")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    state = state_field(OPEN, STATES)
    number = models.PositiveSmallIntegerField(help_text="Its place in the report.")
    what = models.TextField()
    who = models.TextField()
    outcome = models.TextField()
    by_when = models.DateField()
    evidenced_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["review", "number"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="one_recommendation_a_number")]
        indexes = [models.Index(fields=["state", "by_when"])]

    def __str__(self) -> str:
        return f"recommendation {self.number}, {self.case.reference}"

    def is_overdue(self, today: date) -> bool:
        """Whether its date has passed without evidence."""
        return self.state == self.OPEN and today > self.by_when

    begin = opening("A recommendation of the report is followed from here")

    assign = bare_office_step(
        "Assign to agencies",
        says="The recommendation was assigned to agencies",
        source=[OPEN, EVIDENCED],
        form=forms.AssignForm,
        duty="D32 D44",
        hint="Each agency is asked for its own part, together and singly.",
    )

    @step(
        "All agencies gave evidence",
        says="Every agency gave evidence for the recommendation",
        source=[OPEN],
        target=EVIDENCED,
        duty="D44",
        hint="Follows by itself when every agency that was asked has given evidence.",
        system=True,
    )
    def note_evidence(self, *, by: Actor, now: datetime) -> None:
        self.evidenced_on = local_date(now)

    @step(
        "Evidence is awaited again",
        says="Evidence for the recommendation is awaited again",
        source=[EVIDENCED],
        target=OPEN,
        duty="D44",
        hint="Follows by itself when evidence is sent back, or another agency is asked.",
        system=True,
    )
    def await_evidence(self, *, by: Actor, now: datetime) -> None:
        self.evidenced_on = None

    close = bare_office_step(
        "Close the recommendation",
        says="The recommendation was closed",
        source=[OPEN, EVIDENCED],
        target=CLOSED_STATE,
        form=forms.CloseForm,
        duty="D44",
        hint="When the evidence of every agency is accepted, or with the reason why not.",
        aside=True,
    )

    @office_step(
        "Open it again",
        says="The recommendation was opened again",
        source=[CLOSED_STATE],
        target=OPEN,
        form=forms.ReopenForm,
        duty="D44",
        aside=True,
    )
    def reopen(self, *, by: Actor, now: datetime, reason: str) -> None:
        self.evidenced_on = None
