"""What is done to a form that was sent, outside its case's pages, stands in the log of the case that it opened."""

from datetime import datetime
from typing import Any

from workflow.engine import log
from workflow.engine.event import Event
from workflow.machines.case.machine import Case


def record_opening(*, attachment: Any, user: Any, now: datetime, **_signal: Any) -> None:
    """Log that a person opened a file of a form; of a form that opened a case, in that case's file."""
    case = Case.objects.filter(data_key=attachment.data_key_id).only("pk").first()
    event = Event(case=case, kind="attachment.open", record_id=attachment.pk, actor=user, at=now)
    log.append([event])


def record_submission_reading(*, submission: Any, user: Any, now: datetime, **_signal: Any) -> None:
    """Log that a person other than its sender read a sent form outside the case file."""
    case = Case.objects.filter(data_key=submission.data_key_id).only("pk").first()
    log.append([Event(case=case, kind="submission.read", record_id=submission.pk, actor=user, at=now)])


def record_submission_correction(*, submission: Any, correction: Any, user: Any, now: datetime, **_signal: Any) -> None:
    """Log that a person added to a sent form. What and why lie sealed with the addition, not here."""
    case = Case.objects.filter(data_key=submission.data_key_id).only("pk").first()
    log.append([Event(case=case, kind="submission.correct", record_id=submission.pk, actor=user, at=now)])
