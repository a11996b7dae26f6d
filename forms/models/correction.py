"""What somebody added to a submission afterwards: the original stays as it was sent."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from forms.models.submission import Submission
from forms.vault import DataKey, SealedField


class Correction(models.Model):
    """One addition to one answer, or to the submission as a whole. Never changed.

    `step`, `entry` (of a repeating step, from 0) and `question` name the answer; all empty for the whole. `value` is
    the question's part of the answers as answers are kept, `{question: answer, …}`, or for the whole a text.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="corrections")
    step = models.CharField(max_length=60, blank=True)
    entry = models.PositiveSmallIntegerField(null=True, blank=True)
    question = models.CharField(max_length=60, blank=True)
    value = SealedField()
    reason = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at"]

    def __str__(self) -> str:
        return f"correction {self.id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once only: a mistaken correction is corrected by another."""
        if not self._state.adding:
            raise TypeError("A correction never changes. Add another.")
        super().save(*args, **kwargs)
