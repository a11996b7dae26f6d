"""What must hold before a notification moves."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.notification.machine import Notification


def was_not_submitted(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """What the Panel had was not undone by a withdrawal: it counts as submitted again."""
    if notification.submitted_at is None:
        return None
    return "It had been submitted before it was withdrawn. Take the withdrawal back instead."


def was_submitted(notification: "Notification", by: Actor, now: datetime) -> str | None:
    if notification.submitted_at is not None:
        return None
    return "It was withdrawn before it was submitted. Reopen it instead: the clock runs again."
