"""Sending: a draft becomes exactly one submission, and its handler takes it further in the same transaction.

Two facts, both durable: the submission is stored; the handler accepted it, or holds it with a reason. A receipt is
never shown for something not stored.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from forms import handlers, uploads
from forms.filling import drafts, moving
from forms.filling.journey import Journey
from forms.filling.opened import questions_of
from forms.handlers import Accepted, Held
from forms.kept_writing import insert, update
from forms.models.attachment import Attachment
from forms.models.submission import Draft, Submission, SubmissionState
from forms.models.version import FormRelease, FormVersion
from forms.versions.grace import grace_of


class NotReady(Exception):
    """The draft cannot be sent yet: something is missing, or its questions changed since they were checked."""


class TrialOnly(Exception):
    """The draft tries a form out: it is never sent, whoever asks."""


def lock_draft(draft_id: uuid.UUID, *, owner_id: int) -> Draft:
    """The person's draft with its circumstances, locked until the transaction ends. Raises Draft.DoesNotExist."""
    return drafts.locked(draft_id, owner_id)


def follow_release(journey: Journey, *, now: datetime) -> bool:
    """Move the draft to the live version where there is a newer one. Whether that happened; the caller saves.

    A draft that has days of grace stays with its questions; the journey then says until when.
    """
    draft = journey.draft
    if draft.trial is not None or getattr(draft, "live_version_id", None) == draft.version_id:
        return False
    release = FormRelease.objects.live(draft.page_id)
    if release is None or release.version_id == draft.version_id:
        return False
    journey.grace = grace_of(draft, release, now=now)
    if journey.grace is not None:
        return False
    moving.move_to(journey, release.version)
    return True


def move_now(journey: Journey) -> bool:
    """Go on with the live questions before the days of grace are over. Whether that happened; the caller saves."""
    release = FormRelease.objects.live(journey.draft.page_id)
    if journey.draft.trial is not None or release is None or release.version_id == journey.draft.version_id:
        return False
    moving.move_to(journey, release.version)
    journey.grace = None
    return True


@transaction.atomic
def submit(
    draft_id: uuid.UUID,
    *,
    user: Any,
    today: date,
    now: datetime,
    checked: str,
    revision: int | None = None,
    let_go: Callable[[Journey], None] | None = None,
) -> Submission:
    """The one submission of this draft, made now or found from before.

    `checked` is the digest of the version whose answers the person checked, `revision` the draft's when they were shown
    (None where nobody was shown them). `let_go` is asked once the draft is ready. Raises NotReady, TrialOnly,
    Draft.DoesNotExist, or what `let_go` or the handler refuse with, and then changes nothing.
    """
    draft = drafts.to_send(draft_id, user)
    if draft.submitted_at is not None:
        return Submission.objects.get(pk=draft.pk)
    if draft.trial is not None:
        raise TrialOnly
    # Whoever takes what was sent reads it by the meanings of its questions, and most of them are at hand.
    version = cast(FormVersion, draft.version)
    version.definition = questions_of(version, "").definition
    journey = Journey(draft, today=today)
    if follow_release(journey, now=now) or journey.digest != checked or journey.problems():
        raise NotReady
    if revision not in (None, journey.revisions.latest):
        raise NotReady
    if reason := handlers.why_not_send(draft, user, journey.revisions.latest):
        raise handlers.Refused(reason)
    if let_go is not None:
        let_go(journey)
    submission = _store(journey, owner=user, now=now)
    _drop_files(journey.unused_files())
    _hand_over(submission, user=user, now=now)
    handlers.submission_sent.send(sender=Submission, submission=submission, user=user, now=now)
    # Not deleted: its row keeps the identifier taken, so that a replayed POST finds the submission.
    draft.submitted_at, draft.answers, draft.working = now, None, None
    update(draft, "submitted_at", "answers", "working")
    return submission


def _store(journey: Journey, *, owner: Any, now: datetime) -> Submission:
    draft = journey.draft
    submission = Submission(id=draft.pk, data_key=draft.data_key)
    # A trial has no version, and a trial never comes this far.
    submission.page, submission.owner = draft.page, owner
    submission.version = cast(FormVersion, draft.version)
    submission.subject, submission.language, submission.submitted_at = draft.subject, draft.language, now
    submission.written_for = draft.written_for
    handler = handlers.get(draft.page.handler)
    submission.on_behalf = handler.on_behalf(page=draft.page, subject=draft.subject)
    submission.answers = journey.kept
    submission.reference = waiting_reference(draft.pk)
    insert([submission])
    return submission


def _drop_files(attachments: list[Attachment]) -> None:
    """Delete files of removed entries or hidden questions: rows now, content once the transaction has committed."""
    stored = [attachment.stored_name for attachment in attachments]
    for attachment in attachments:
        attachment.delete()
    uploads.delete_stored(stored)


def waiting_reference(identifier: uuid.UUID) -> str:
    """What a person can quote until the handler gives a reference of its own: "S-3F2A-9C01"."""
    text = identifier.hex[:8].upper()
    return f"S-{text[:4]}-{text[4:]}"


def _hand_over(submission: Submission, *, user: Any, now: datetime) -> None:
    """Let the handler accept; when it holds, only its own part is undone."""
    try:
        with transaction.atomic():
            accepted = handlers.get(submission.page.handler).accept(submission, user=user, now=now)
    except Held as held:
        submission.state, submission.held_reason = SubmissionState.HELD, held.reason
        update(submission, "state", "held_reason")
    else:
        _note_accepted(submission, accepted, now=now)
    handlers.submission_settled.send(Submission, submission=submission, now=now)


def _note_accepted(submission: Submission, accepted: Accepted, *, now: datetime) -> None:
    submission.state, submission.held_reason = SubmissionState.ACCEPTED, None
    submission.reference, submission.accepted_at = accepted.reference or submission.reference, now
    submission.next_steps, submission.url = list(accepted.next_steps), accepted.url
    update(submission, "state", "held_reason", "reference", "accepted_at", "next_steps", "url")


@transaction.atomic
def hand_over(submission_id: uuid.UUID, *, user: Any, now: datetime) -> Submission:
    """Hand a held submission over again, for the desk. An accepted one is returned as it is."""
    found = Submission.objects.select_for_update(of=("self",)).select_related("page", "version", "data_key", "owner")
    submission = found.get(pk=submission_id)
    if submission.is_held:
        _hand_over(submission, user=user, now=now)
    return submission


@transaction.atomic
def discard(draft_id: uuid.UUID, *, owner: Any) -> None:
    """Delete a draft, its files and, where it was made for this draft alone, its key."""
    draft = lock_draft(draft_id, owner_id=owner.pk)
    if draft.submitted_at is not None:
        raise ObjectDoesNotExist("A draft that was sent cannot be discarded.")
    erase(draft)


def erase(draft: Draft) -> None:
    """Delete a locked draft that was never sent. Its files go once the transaction has committed."""
    _drop_files(list(draft.attachments.all()))
    key = draft.data_key
    draft.delete()
    if draft.owns_key:
        key.delete()
