"""The secret address of one person's calendar. The token stands in it alone: the table keeps its digest."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction

from workflow.engine import log
from workflow.engine.event import Event
from workflow.parties.person_file import PersonFile
from workflow.parties.roles import Actor

MACHINE = "calendar"


class CalendarFeed(models.Model):
    """One row a person who takes their dates into a calendar program."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    made_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, help_text="The last time a calendar program asked.")

    def __str__(self) -> str:
        return f"calendar of person {self.user_id}"

    @property
    def mark(self) -> str:
        """What a post about it is based on."""
        return self.made_at.isoformat()


class ChangedMeanwhile(Exception):
    """The address was made anew or revoked since the page was drawn."""


def feed_of(user: Any) -> CalendarFeed | None:
    """The person's own, None where they have none."""
    return CalendarFeed.objects.filter(user=user).first()


def make(by: Actor, *, based_on: str, now: datetime) -> str:
    """A new token; an address that was given out before leads nowhere from now on. Raises ChangedMeanwhile."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _seen(by, based_on)
        made = {"digest": digest_of(token), "made_at": now, "fetched_at": None}
        CalendarFeed.objects.update_or_create(user=by.user, defaults=made)
        _write("make", by, now)
    return token


def revoke(by: Actor, *, based_on: str, now: datetime) -> None:
    """The address leads nowhere from now on. Raises ChangedMeanwhile."""
    with transaction.atomic():
        _seen(by, based_on).delete()
        _write("revoke", by, now)


def found_by(token: str) -> CalendarFeed | None:
    """The feed with this token, with its person."""
    return CalendarFeed.objects.select_related("user").filter(digest=digest_of(token)).first()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _seen(by: Actor, based_on: str) -> models.QuerySet[CalendarFeed]:
    found = CalendarFeed.objects.select_for_update().filter(user=by.user)
    feed = found.first()
    if (feed.mark if feed is not None else "") != based_on:
        raise ChangedMeanwhile
    return found


def _write(kind: str, by: Actor, now: datetime) -> None:
    file = PersonFile.objects.of(by.user)
    event = Event(
        data_key=file.data_key, kind=f"{MACHINE}.{kind}", machine=MACHINE, record_id=file.pk, actor=by.user, at=now
    )
    event.data = {}
    log.append([event])
