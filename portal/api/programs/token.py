"""A program's token: one membership's rights, or fewer, for a time. The token itself is kept nowhere.

It stands on a membership and not on a person, so that it ends with the role it was made in, and so that a program of
one agency never acts for another in which its maker works too.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from portal.api.programs.standing import stands
from workflow.parties.party import Membership
from workflow.parties.roles import AGENCY_ROLES


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def in_force(self, now: datetime) -> "TokenQuerySet":
        """Those that open something now: not revoked, not over, and neither is what they stand on."""
        return self.filter(stands(now), revoked_at=None, expires_at__gt=now)


class ApiToken(models.Model):
    """One token. `digest` is what it is found by; `ending` its last four characters, by which people tell two apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="api_tokens")
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    ending = models.CharField(max_length=4)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.name} (…{self.ending})"

    @property
    def for_agency(self) -> bool:
        return self.membership.role in AGENCY_ROLES
