"""What two people change about somebody's account: another e-mail address, or a second factor that was lost."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.plain_fields import PlainEmailField


class AccountChange(models.Model):
    """Proposed by one person, answered by another."""

    class Kind(models.TextChoices):
        ADDRESS = "address", "Another e-mail address"
        SECOND_FACTOR = "second_factor", "A new second step to sign in"
        START_AGAIN = "start_again", "A new password and a new second step"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="account_changes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    new_email = PlainEmailField(blank=True)
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    # Whoever answered, either way; None with `answered_at` set: somebody at the server.
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    declined_because = models.TextField(blank=True)
    # Of a lost second factor: HMAC of the link by which, with the password or to set a new one, it is set up anew.
    secret = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique, and several have none
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(answered_at=None),
                name="one_change_of_a_kind_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"
