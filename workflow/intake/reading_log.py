"""What is done to a form that was sent, outside its case's pages, stands in the log of the case that it opened."""

from datetime import datetime
from typing import Any

from forms.models import Attachment, Correction, Submission
from workflow.engine import log
from workflow.engine.event import Event
from workflow.machines.case.machine import Case


def record_opening(*, attachment: Attachment, user: Any, now: datetime, **_signal: Any) -> None:
    """Log that a person opened a file of a form; of a form that opened a case, in that case's file."""
    _record("attachment.open", attachment, user, now)


def record_submission_reading(*, submission: Submission, user: Any, now: datetime, **_signal: Any) -> None:
    """Log that a person other than its sender read a sent form outside the case file."""
    _record("submission.read", submission, user, now)


def record_submission_correction(
    *, submission: Submission, correction: Correction, user: Any, now: datetime, **_signal: Any
) -> None:
    """Log that a person added to a sent form. What and why lie sealed with the addition, not here."""
    _record("submission.correct", submission, user, now)


def _record(kind: str, sent: Attachment | Submission, user: Any, now: datetime) -> None:
    case = Case.objects.filter(data_key=sent.data_key_id).only("pk").first()
    log.append([Event(case=case, kind=kind, record_id=sent.pk, actor=user, at=now)])
