"""What must hold before a notification moves."""

from datetime import datetime
from typing import Any

from workflow.parties.roles import Actor


def was_not_submitted(notification: Any, by: Actor, now: datetime) -> str | None:
    """What the Panel had was not undone by a withdrawal: it counts as submitted again."""
    if notification.submitted_at is None:
        return None
    return "It had been submitted before it was withdrawn. Take the withdrawal back instead."


def was_submitted(notification: Any, by: Actor, now: datetime) -> str | None:
    if notification.submitted_at is not None:
        return None
    return "It was withdrawn before it was submitted. Reopen it instead: the clock runs again."
