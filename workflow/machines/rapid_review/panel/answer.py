"""What the Panel said: each of its answers (D15), and its decision on a national review (D45, D46)."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.vault import DataKey, SealedField


class OfThePanel(models.Model):
    """What was recorded of the Panel, by whom and when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class PanelAnswer(OfThePanel):
    """One answer of the Panel. An answer after another does not take its place."""

    rapid_review = models.ForeignKey("workflow.RapidReview", on_delete=models.PROTECT, related_name="panel_answers")
    answer = models.CharField(max_length=60, help_text="Its key among the answers of the edition.")
    means = models.CharField(max_length=20)
    response = SealedField()
    answered_on = models.DateField()
    received_on = models.DateField()
    # The question that was put to the partners because of it (D16); empty where none was.
    question = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"answer of {self.answered_on:%Y-%m-%d}"

    @property
    def label(self) -> str:
        """The answer in the words of the case's edition."""
        entries: list[dict[str, Any]] = self.rapid_review.case.procedure.entries("panel_responses")
        return next((str(entry["text"]) for entry in entries if entry["key"] == self.answer), self.answer)


class NationalDecision(OfThePanel):
    """The Panel's decision on a national review, weighed as it told: 3 criteria, 4 circumstances (D45)."""

    rapid_review = models.ForeignKey(
        "workflow.RapidReview", on_delete=models.PROTECT, related_name="national_decisions"
    )
    carried_out = models.BooleanField()
    decided_on = models.DateField()
    reason = SealedField()
    discussed_on = models.DateField(null=True)
    discussion = SealedField(help_text="Scope and method, as the Panel discussed them with the partners (D46).")
    weighing = SealedField(help_text='[{"list", "key", "text", "answer", "reason"}]')

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"decision on a national review of {self.decided_on:%Y-%m-%d}"
