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
    return "It had been submitted before it was withdrawn. Take the notification up again instead."


def was_submitted(notification: "Notification", by: Actor, now: datetime) -> str | None:
    if notification.submitted_at is not None:
        return None
    return "It was withdrawn before it was submitted. Reopen it instead: the clock runs again."


def a_child_lives(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """The death of a child who was notified as seriously harmed is notified on its own (D2)."""
    children = [child.details or {} for child in notification.case.children.select_related("data_key")]
    if any(details.get("child.outcome") != "died" for details in children):
        return None
    if not children:
        return "No child is recorded in this case. Add the child first."
    return "Every child of this case is recorded as having died, and the notification told of it."
