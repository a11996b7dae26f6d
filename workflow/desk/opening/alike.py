"""Cases that may be of the same incident as one that is about to be opened by hand: shown before, no bar (D2)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from workflow.machines.case.machine import Case
from workflow.machines.case.queries import reads
from workflow.machines.notification.machine import Notification
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor

# Nothing but the day of awareness is known of a case before its notification: how far two of one incident may differ.
NEAR = timedelta(days=7)


@dataclass(frozen=True)
class Alike:
    """A case of which the local authority became aware at about the same time."""

    case: Case
    aware_on: date


def of_about_the_same_day(partnership: Partnership, aware_on: date, *, but: UUID, by: Actor) -> tuple[Alike, ...]:
    """Those that the partnership leads or reads along and this person may know of, the newest first. Two queries."""
    known = Case.objects.visible_to(by).filter(reads([partnership])).exclude(pk=but).exclude(state=Case.ERASED)
    near = Notification.objects.filter(known.named_in(), aware_on__range=(aware_on - NEAR, aware_on + NEAR))
    found = near.select_related("case__data_key", "case__procedure").order_by("-case__opened_at", "-created_at")
    # A death that was notified beside the harm is a second notification of one case.
    by_case = {notification.case_id: notification for notification in reversed(found)}
    return tuple(Alike(one.case, one.aware_on) for one in reversed(by_case.values()))
