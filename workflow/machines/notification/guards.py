"""What must hold before a notification moves."""

from datetime import datetime
from typing import TYPE_CHECKING

from workflow import clocks
from workflow.engine.step import local_date
from workflow.machines.case.arrivals.arrival import open_arrival
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
    return "It was withdrawn before it was submitted. Reopen it instead: the days are then counted again."


def arrival_noted(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """The form is filled in for something that came, on the day it came, from an agency that is named."""
    if open_arrival(notification) is not None:
        return None
    return "First take down how and when the notification reached you: then the form can be filled in for it."


def is_overdue(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """D2: before its last day the portal reminds by itself; after it a person sees to it."""
    running = clocks.running_of(notification.case, record=notification)
    if not running or local_date(now) <= running[0].due_on:
        return "The notification is not overdue. Until then the portal reminds the local authority by itself."
    return None


def not_reminded_today(notification: "Notification", by: Actor, now: datetime) -> str | None:
    if notification.reminded_at is not None and local_date(notification.reminded_at) == local_date(now):
        return "The local authority was reminded today. Remind it again tomorrow, or call it."
    return None


def a_child_lives(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """The death of a child who was notified as seriously harmed is notified on its own (D2)."""
    children = [child.details or {} for child in notification.case.known_children]
    if any(details.get("child.outcome") != "died" for details in children):
        return None
    if not children:
        return "No child is recorded in this case. Add the child first."
    return "Every child of this case is recorded as having died, and the notification told of it."


def somebody_notifies(notification: "Notification", by: Actor, now: datetime) -> str | None:
    """D2: a reminder that reaches nobody is none, and on behalf of nobody nothing is recorded."""
    if notification.case.partnership.notifiers:
        return None
    return (
        "No agency is set up as the local authority that notifies for this partnership. Ask a system administrator to "
        "set it under “Agencies”."
    )


def arrival_waits(record: "Notification", by: Actor, now: datetime) -> str | None:
    """Only what nothing followed from yet is taken back alone."""
    if open_arrival(record) is not None:
        return None
    return "Nothing that came outside the portal waits to be recorded here."
