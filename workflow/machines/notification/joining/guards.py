"""Which of two notifications can be joined to the other, and what a joining keeps from being done (D2)."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.machines.rapid_review.states import STOPPED, UNDECIDED
from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.notification.machine import Notification

OTHER_WAY_ROUND = "Take this step in the other case, so that its notification is joined to this one."


def is_the_only_one(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """D2: a death that was notified on its own is not joined away; nor is the notification that it follows."""
    if all(one.pk == notification.pk or one.is_void for one in notification.case.notifications.all()):
        return None
    return f"A death is notified on its own in this case, so this case goes on. {OTHER_WAY_ROUND}"


def partners_have_not_decided(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """D12, D17: a decision is not joined away; the case in which it was made goes on."""
    if all(one.state == STOPPED or one.state in UNDECIDED for one in notification.case.rapid_reviews.all()):
        return None
    return (
        f"The partners have decided in this case, so this case goes on. {OTHER_WAY_ROUND} Where they have decided in "
        "both, both decisions stand and neither notification can be joined."
    )


def no_review_here(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """D1: a review, and a publication, stays with the case that it was commissioned in."""
    if not notification.case.reviews.all():
        return None
    return f"A review was commissioned in this case, so this case goes on. {OTHER_WAY_ROUND}"


def nothing_joined_here(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """No chain and no circle: what others were joined to stays as it is while they are."""
    found = notification.joined_references
    if not found:
        return None
    return (
        f"The notification of {', '.join(found)} was joined to this one, which therefore stays as it is. The support "
        "office can separate it first."
    )
