"""What the identification check found in a report: one row for each thing that may point to somebody (D36)."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models

from forms.vault import DataKey, SealedField, signatures
from workflow.machines.publication.machine import Publication
from workflow.machines.review.record import person


class IdentificationHit(models.Model):
    """One identifier in one written form, with every place where it stands. A second person resolves it.

    `found` is sealed: `{"identifier", "written", "places": [{"where", "excerpt"}], "count", "sure", "why"}`.
    """

    class Resolution(models.TextChoices):
        OPEN = "", "Not looked at yet"
        NOT_THIS_CHILD = "not_this_child", "It points to nobody of this case"
        TO_CHANGE = "to_change", "It identifies somebody: the text has to change"
        CHANGED = "changed", "Changed: a later check did not find it"

    class Sure(models.TextChoices):
        """How sure a find is. Sorted as words they stand in their order."""

        CERTAIN = "certain", "Certain"
        LIKELY = "likely", "Likely"
        POSSIBLE = "possible", "Possible"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="hits")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    run = models.PositiveSmallIntegerField(help_text="The number of the check that found it.")
    kind = models.CharField(max_length=24)
    sure = models.CharField(max_length=8, choices=Sure.choices, default=Sure.CERTAIN)
    mark = models.CharField(max_length=64, help_text="A keyed fingerprint: the same find in a later check.")
    found = SealedField()
    resolution = models.CharField(max_length=16, choices=Resolution.choices, blank=True, default="")
    note = SealedField()
    resolved_by = person()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["run", "sure", "kind", "id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["publication", "run"])]

    def __str__(self) -> str:
        return f"{self.kind} found by check {self.run}"


def marks_of_find(kind: str, identifier: str, written: str) -> list[str]:
    """By what a find is known again, by every index key that may have made it, today's first.

    Case counts: “will” and “Will” are two finds, resolved apart.
    """
    return signatures("identification", f"{kind}\n{identifier}\n{written}".encode())
