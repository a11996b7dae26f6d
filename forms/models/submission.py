"""Drafts, what becomes of them, and the files that belong to both.

A draft becomes exactly one submission, which has the draft's identifier: a replayed POST finds it and makes no other.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse

from forms import handlers
from forms.definition.shape import Definition
from forms.vault import DataKey, SealedField

TRIAL_LIFETIME = timedelta(days=1)


WRITTEN_FOR = "For whom its owner wrote it, as the handler names them (forms.handlers); empty for nobody's."


def theirs(user: Any) -> models.Q:
    """A condition on drafts and submissions: this person wrote it, and still writes for those it was written for."""
    return written_by(user, handlers.writes_for(user))


def written_by(user: Any, names: Iterable[str]) -> models.Q:
    """The same, with the names of those for whom the person writes."""
    return models.Q(owner=user) & _for_nobody_or(names)


def _for_nobody_or(names: Iterable[str]) -> models.Q:
    return models.Q(written_for="") | models.Q(written_for__in=names)


def is_theirs(written: "Draft | Submission", user: Any) -> bool:
    """The same of one."""
    return written.owner_id == user.pk and (not written.written_for or written.written_for in handlers.writes_for(user))


def writes(draft: Any, user: Any, *, with_others: bool) -> bool:
    """Whether this person writes this draft, as `writable` says it of many; `with_others`: whether they were let in."""
    is_theirs = draft.owner_id == user.pk or with_others
    return is_theirs and (not draft.written_for or draft.written_for in handlers.writes_for(user))


def writable(user: Any) -> models.Q:
    """A condition on drafts: this person writes them, alone or with others, and still writes for those they are for."""
    return _written_with(user, handlers.writes_for(user))


def _written_with(user: Any, names: Iterable[str]) -> models.Q:
    with_others = models.Q(pk__in=DraftWriter.objects.filter(user=user).values("draft"))
    return (models.Q(owner=user) | with_others) & _for_nobody_or(names)


def titled(found: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Drafts or submissions with what their form was called (`titled`), without its questions."""
    return found.annotate(titled=KeyTextTransform("title", "version__definition")).defer("version__definition")


def called(written: "Draft | Submission") -> str:
    """What its form was called when its questions were published."""
    known = written.__dict__.get("titled")
    return str(known or written.definition["title"])


class DraftQuerySet(models.QuerySet["Draft"]):
    def open_for(self, user: Any, *, now: datetime) -> "DraftQuerySet":
        """The drafts this person can go on with, newest first, with page and version. A trial is none."""
        return self.open_to(user, handlers.writes_for(user), now)

    def open_to(self, user: Any, names: Iterable[str], now: datetime) -> "DraftQuerySet":
        """The same, with the names of those for whom the person writes."""
        found = self.filter(_written_with(user, names), trial__isnull=True, submitted_at=None, expires_at__gt=now)
        return found.select_related("page", "version", "data_key").defer("page__steps").order_by("-saved_at")


class Draft(models.Model):
    """A form being filled in. `answers` are those that passed their step and are shown; `working` holds the rest.

    `working` is `{"typed": {place: {field: [text, …]}}, "seen": [step name, …], …}`, where a place is a step or an
    entry of one: text as it was typed, so that nothing is lost, the steps the person has been through, what is hidden
    or set aside (forms.filling.aside), the identifiers of entries and the revisions (forms.filling.places).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    # Whether the key was made for this draft alone, so that discarding the draft may destroy it.
    owns_key = models.BooleanField(default=True)
    page = models.ForeignKey("forms.FormPage", on_delete=models.PROTECT, related_name="drafts")
    # None only on a trial, which is filled in before its questions are published.
    version = models.ForeignKey("forms.FormVersion", null=True, on_delete=models.PROTECT, related_name="drafts")
    # The unpublished definition that an editor is trying out. A trial is never handed to anybody and leaves nothing.
    trial: "models.Field[Definition | None, Definition | None]" = models.JSONField(null=True, blank=True)
    # The language the form is shown in: empty for the form's first.
    language = models.CharField(max_length=8, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="form_drafts")
    subject = models.CharField(max_length=64, blank=True)
    written_for = models.CharField(max_length=64, blank=True, help_text=WRITTEN_FOR)
    answers = SealedField()
    working = SealedField()
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-saved_at"]
        indexes: ClassVar = [models.Index(fields=["owner", "submitted_at"], name="drafts_of_owner")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=False) | models.Q(trial__isnull=False), name="draft_has_questions"
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.id}"

    def get_absolute_url(self) -> str:
        """The task list."""
        return reverse("forms:tasks", args=[self.id])

    @property
    def definition(self) -> Definition:
        """The questions this draft answers: of its version, or those tried out."""
        if self.trial is not None:
            return self.trial
        if self.version is None:
            raise TypeError("A draft without a version is a trial, and a trial has a definition.")
        return self.version.definition

    def keep_until(self, now: datetime) -> None:
        """Count the lifetime that the draft began with from now on; the caller saves."""
        lifetime = timedelta(settings.DRAFT_LIFETIME_DAYS)
        if self.trial is not None:
            lifetime = TRIAL_LIFETIME
        elif self.saved_at is not None and self.expires_at is not None:
            lifetime = self.expires_at - self.saved_at
        self.saved_at, self.expires_at = now, now + lifetime

    def begin_to_keep(self, now: datetime, lifetime: timedelta | None) -> None:
        """Count its lifetime for the first time; None: the portal's. The caller saves."""
        self.keep_until(now)
        if lifetime is not None and self.trial is None:
            self.expires_at = now + lifetime


class DraftWriter(models.Model):
    """Somebody who writes a draft together with its owner. Only its owner deletes it or gives it to others."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="writers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "user"], name="one_writer_a_draft")]

    def __str__(self) -> str:
        return f"writer of draft {self.draft_id}"


class SubmissionState(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    HELD = "held", "Held"


class Submission(models.Model):
    """What was sent, pinned to the version that asked for it. `answers` never change."""

    id = models.UUIDField(primary_key=True, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey("forms.FormPage", on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="submissions")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="form_submissions")
    subject = models.CharField(max_length=64, blank=True)
    written_for = models.CharField(max_length=64, blank=True, help_text=WRITTEN_FOR)
    # For whom it was filled in, and how it came, where its owner sent it for somebody else: "The hospital, by post".
    on_behalf = models.CharField(max_length=300, blank=True)
    answers = SealedField()
    reference = models.CharField(max_length=60, db_index=True)
    # The language it was filled in in: empty for the form's first.
    language = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=10, choices=SubmissionState, default=SubmissionState.HELD)
    held_reason = SealedField()
    next_steps = models.JSONField(default=list)
    url = models.CharField(max_length=300, blank=True)
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-submitted_at"]
        indexes: ClassVar = [
            # Few are held, and every page of the desk counts them.
            models.Index(fields=["state", "submitted_at"], name="submissions_by_state"),
            models.Index(fields=["owner", "-submitted_at"], name="submissions_of_owner"),
            models.Index(fields=["page", "-submitted_at", "-id"], name="submissions_of_page"),
            models.Index(fields=["written_for", "-submitted_at"], name="submissions_written_for"),
            models.Index(fields=["-submitted_at", "-id"], name="submissions_by_age"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The read-only copy."""
        return reverse("forms:copy", args=[self.id])

    @property
    def definition(self) -> Definition:
        """The questions that it answers."""
        return self.version.definition

    @property
    def form_title(self) -> str:
        """What the form was called when it was sent."""
        return called(self)

    @property
    def receipt_url(self) -> str:
        return reverse("forms:receipt", args=[self.id])

    @property
    def is_held(self) -> bool:
        return self.state == SubmissionState.HELD
