"""Who wants to be told of new reports, and which report is new. Addresses lie here sealed."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import cached_property

from forms.vault import seal_text, unseal_text


class ReportAlert(models.Model):
    """One address and one filter of one library. Without `confirmed_at` nothing is sent but the mail that asks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    index = models.ForeignKey("portal.ReportIndexPage", on_delete=models.CASCADE, related_name="+")
    # A keyed digest: one address asks once for the same, and nobody reads it from here.
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    wanted = models.JSONField(default=dict)
    language = models.CharField(max_length=8, blank=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["confirmed_at", "made_at"], name="alerts_to_sweep")]

    def __str__(self) -> str:
        return f"report alert {self.id}"

    @property
    def context(self) -> str:
        return f"portal_reportalert:{self.id}:sealed"

    def keep(self, address: str) -> None:
        """Seal the address; the caller saves."""
        self.sealed = seal_text(address, self.context)

    @cached_property
    def address(self) -> str:
        """Opened. Raises VaultError."""
        return unseal_text(self.sealed, self.context)


class NewReport(models.Model):
    """A report that came onto the site: told once, whatever is corrected or put back later."""

    report = models.OneToOneField(
        "portal.ReviewReportPage", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    came_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"new report {self.pk}"
