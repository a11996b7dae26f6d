"""A scrutineer or a reviewer who works on a case, and reads it for as long.

Whom a review names as its reviewer is assigned by that appointment and has no row here (`Case.assigned`).
"""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef

from workflow.parties.roles import Role


class CaseAssignment(models.Model):
    """One person in one role, from a moment until one. Ended, never deleted; why it ended stands in the log."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_assignments")
    role = models.CharField(
        max_length=1, choices=[(role.value, role.label) for role in (Role.SCRUTINEER, Role.REVIEWER)]
    )
    since = models.DateTimeField()
    # None: the program assigned the only scrutineer there is, when advice was asked.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "user", "role"], condition=models.Q(until=None), name="assigned_once_a_role"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["user", "role", "until"], name="assignments_of_person")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()}"


def somebody_advises() -> Exists:
    """A condition on cases: a scrutineer is assigned who holds that role in the area that leads the case."""
    held = {"partnership": OuterRef("partnership"), "role": F("role"), "ended_at": None}
    current = {f"user__memberships__{name}": value for name, value in held.items()}
    rows = CaseAssignment.objects.filter(case=OuterRef("pk"), role=Role.SCRUTINEER, until=None, **current)
    return Exists(rows.filter(user__is_active=True))
