"""What must hold before a referral moves."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow.parties.roles import Actor

if TYPE_CHECKING:
    from workflow.machines.referral.machine import Referral


def notification_not_submitted(referral: "Referral", by: Actor, now: datetime) -> str | None:
    """What the Panel was told of cannot be turned away here any more."""
    if any(notification.is_submitted for notification in referral.case.notifications.all()):
        return (
            "The notification has been submitted to the Panel, so the referral can no longer be declined, withdrawn or "
            "joined. The local authority may withdraw the notification first."
        )
    return None


def notification_stands_alone(referral: "Referral", by: Actor, now: datetime) -> str | None:
    """The referral follows its notification, there and back (D2)."""
    if any(notification.is_joined for notification in referral.case.notifications.all()):
        return "The notification of this case was joined to another. Separate the notification: the referral follows."
    return None


def is_single_referral(referral: "Referral", by: Actor, now: datetime) -> str | None:
    """Joining answers one referral; a case that others were joined to stays where it is."""
    if referral.case.joined_referrals.exists():
        return "Another referral was joined to this case. Join the other way round."
    return None


def nothing_followed(referral: "Referral", by: Actor, now: datetime) -> str | None:
    """What was accepted is taken back only while nothing rests on it."""
    case = referral.case
    if any(notification.is_submitted for notification in case.notifications.all()):
        return "The notification has been submitted to the Panel, so the referral stays as it is."
    if case.rapid_reviews.exists():
        return "A rapid review has opened for this case, so the referral stays as it is."
    if case.reviews.exists():
        return "A review has been commissioned for this case, so the referral stays as it is."
    return None
