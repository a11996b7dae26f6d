"""A webhook: an address of another program, what it is told, and its secret, sealed."""

import uuid
from typing import Any, ClassVar

from django.db import models

from forms.vault import DataKey, SealedField
from workflow.parties.party import Agency, Membership, Partnership


class Webhook(models.Model):
    """What an agency (of what it sent itself) or a partnership (of its cases) lets another program know.

    `membership` is the role in which somebody made it, and with which it falls silent. `earlier_secret` signs beside
    the new one until `earlier_until`, so that a secret is changed without a gap.
    """

    class Off(models.TextChoices):
        BY_A_PERSON = "by_a_person", "Turned off"
        FAILING = "failing", "Turned off: its address did not answer for days"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="webhooks")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="webhooks")
    partnership = models.ForeignKey(Partnership, null=True, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    secret = SealedField()
    earlier_secret = SealedField()
    earlier_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    off = models.CharField(max_length=12, choices=Off.choices, blank=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[Any]] = ["-made_at", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(agency=None) ^ models.Q(partnership=None), name="a_webhook_is_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"webhook {self.id}"

    @property
    def of_whom(self) -> str:
        return str(self.agency or self.partnership)
