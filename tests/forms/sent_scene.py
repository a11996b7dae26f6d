"""Submissions made directly, of any version of a form, as sending would leave them."""

import uuid
from datetime import datetime
from typing import Any

from forms import present, uploads
from forms.models import Attachment, Correction, DataKey, Draft, FormRelease, Submission
from forms.models.form_page import FormPage
from forms.reading.additions import correct, target
from forms.reading.sent import opened


def stored(
    page: FormPage,
    answers: dict[str, Any],
    *,
    owner: Any,
    reference: str = "T-2026-0001",
    language: str = "",
    at: datetime | None = None,
) -> Submission:
    """A submission of the form's live version, with the draft it was made of."""
    now, key, version = at or present.now(), DataKey.objects.make(), FormRelease.objects.live(page.pk).version
    draft = Draft(data_key=key, page=page, version=version, owner=owner, made_at=now, submitted_at=now)
    draft.keep_until(now)
    draft.save(force_insert=True)
    submission = Submission(id=draft.pk, data_key=key, page=page, version=version, owner=owner)
    submission.answers, submission.reference, submission.language = answers, reference, language
    submission.state, submission.submitted_at = "accepted", now
    submission.save(force_insert=True)
    return submission


def with_file(submission: Submission, question: str, name: str, content: bytes = b"A letter.") -> Attachment:
    """A file of the submission, sealed and stored."""
    file = uploads.Inspected(name, "text/plain", content, "clean")
    return uploads.attach(Draft.objects.get(pk=submission.pk), question, file, now=present.now())


def add(
    submission: Submission, value: Any, *, by: Any, reason: str = "It was wrong.", to: tuple[Any, ...] | None = None
) -> Correction:
    """An addition to an answer, `to=(step, question, entry or None)`, or to the whole."""
    found = target(opened(submission), *to) if to else None
    assert to is None or found is not None
    return correct(submission, value=value, reason=reason, by=by, now=present.now(), token=uuid.uuid4(), of=found)


ANSWERS = {
    "incident_date": "2026-02-27",
    "what": "A fall.",
    "children": [
        {"child_name": "Jordan O'Brien-Łukasz", "birth_known": "yes", "birth_date": "2019-04-02"},
        {"child_name": "Sam", "birth_known": "no"},
    ],
}
