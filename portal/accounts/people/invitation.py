"""An invitation to a role: who invites whom to what, the second approver, the link, and what became of it."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.plain_fields import PlainEmailField
from forms.vault import DataKey, signatures
from portal.accounts.people.place import Place
from workflow.engine.step import local_date
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Group, Role, Seat

LINK_LIVES = timedelta(days=7)


def mark_of(secret: str) -> str:
    """What the table keeps of a link's secret: nobody who reads it can make the link."""
    return marks_of(secret)[0]


def marks_of(secret: str) -> list[str]:
    """The same by every index key that may have made it, today's first: by these a link is looked for."""
    return signatures("invitation-link", secret.encode())


class State(models.TextChoices):
    WAITING = "waiting", "Waits for approval"
    DECLINED = "declined", "Declined"
    SENT = "sent", "Sent"
    EXPIRED = "expired", "Link expired"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ACCEPTED = "accepted", "Accepted"


class Invitation(models.Model):
    """One person, one role in one place. Ended one way or another, never deleted: the log points here."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    email = PlainEmailField("e-mail address")
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=1, choices=Role.choices)
    partnership = models.ForeignKey(Partnership, null=True, on_delete=models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="invitations")
    seat = models.CharField(max_length=20, choices=Seat.choices, blank=True)
    group = models.CharField(max_length=20, choices=Group.choices, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    # None: somebody at the server (manage.py), who has no account.
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    needs_approval = models.BooleanField()
    # Whoever answered, either way; None with `answered_at` set: somebody at the server.
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    declined_because = models.TextField(blank=True)
    # HMAC of the link's secret, which stands in the mail alone; None without a link that works.
    secret = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique, and several have none
    sent_at = models.DateTimeField(null=True)
    times_sent = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    # The link with its secret: set on the one object that made it, and in no table.
    link = ""

    class Meta:
        ordering = ["-invited_at", "pk"]

    def __str__(self) -> str:
        return f"invitation of {self.email}: {self.place}"

    @property
    def place(self) -> Place:
        return Place(Role(self.role), self.partnership, self.agency, self.seat, self.group)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def state(self, now: datetime) -> State:
        if self.accepted_at is not None:
            return State.ACCEPTED
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        if self.declined_because:
            return State.DECLINED
        if self.needs_approval and self.answered_at is None:
            return State.WAITING
        if self.expires_at is not None and self.expires_at <= now:
            return State.EXPIRED
        return State.SENT

    def is_open(self, now: datetime) -> bool:
        """Whether it can still become a membership, be it with a new link."""
        return self.state(now) in (State.WAITING, State.SENT, State.EXPIRED)

    def begins(self, today: date) -> date:
        """The first day on which it can be accepted."""
        return max(self.first_day or today, today)

    def expiry(self, now: datetime) -> datetime:
        """A week from now, or from the planned first day where that lies ahead."""
        ahead = self.begins(local_date(now)) - local_date(now)
        return now + ahead + LINK_LIVES


def open_invitations() -> "models.QuerySet[Invitation]":
    """Those that can still become a membership, be it with a new link."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, declined_because="")
