"""The publication: from a signed-off report to the public site, and what may hold it up, correct it or take it back."""

from typing import ClassVar

from django.db import models

from workflow.machines.publication.correction.steps import CorrectionSteps
from workflow.machines.publication.identification.steps import CheckSteps
from workflow.machines.publication.release.steps import ReleaseSteps
from workflow.machines.publication.states import ADVANCE_COPY_SENT
from workflow.machines.publication.withholding.steps import WithholdingSteps


class Publication(CheckSteps, ReleaseSteps, WithholdingSteps, CorrectionSteps):
    """The publication of one review's report, or of its improvements instead (D37)."""

    class Meta:
        ordering = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["planned_on", "-created_at", "id"], name="publication_by_day")]

    # On its way until the last recipient's copy really went (D39 to D41).
    WENT: ClassVar = ("advance_copy_on", {ADVANCE_COPY_SENT: "Advance copy sent"})

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django lets a model say it itself
        return self.state_in_words
