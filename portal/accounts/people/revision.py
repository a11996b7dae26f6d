"""What the log tells of a person: the newest entry, which a page is based on, and the history in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.vault import VaultError
from portal.accounts.people.holding import MACHINE
from workflow.engine.event import Event
from workflow.parties.person_file import PersonFile
from workflow.people.models import User

WORDS = {
    "appoint": "Role given",
    "end": "Role ended",
    "set_last_day": "Last day set",
    "propose_address": "Another e-mail address was proposed",
    "approve_address": "The e-mail address was changed",
    "decline_address": "The change of the e-mail address was declined",
    "propose_second_factor": "A new second step was proposed",
    "approve_second_factor": "The second step was taken away, to be set up anew",
    "decline_second_factor": "The new second step was declined",
    "propose_start_again": "A new password and second step were proposed",
    "approve_start_again": "Password and second step were taken away, to be set up anew",
    "decline_start_again": "The new password and second step were declined",
    "hand_over": "Work was handed over to somebody else",
    "take_over": "Work was taken over",
    "arrange_cover": "Somebody stands in",
    "stand_in": "Stands in for somebody",
    "end_cover": "Standing in was ended",
}
LABELS = {
    "title": "Role",
    "where": "Where",
    "last_day": "Last day",
    "first_day": "First day",
    "reason": "Why",
    "invited_by": "Invited by",
    "approved_by": "Approved by",
    "proposed_by": "Proposed by",
    "new_address": "New address",
    "other": "The other person",
    "what": "What passed",
    "how": "Approved",
}
SHOWN = 100


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    event: Event
    words: str
    facts: tuple[tuple[str, str], ...]


def newest(person: User) -> int:
    """The place of the newest entry about the person in the log; 0 where there is none. One query."""
    found = Event.objects.filter(machine=MACHINE, record_id__in=PersonFile.objects.filter(user=person).values("pk"))
    return found.order_by("-position").values_list("position", flat=True).first() or 0


def history(person: User) -> Iterator[Entry]:
    """What was done about the person, newest first. Two queries."""
    file = PersonFile.objects.select_related("data_key").filter(user=person).first()
    if file is None:
        return
    found = Event.objects.filter(machine=MACHINE, record_id=file.pk).select_related("actor").order_by("-position")
    for event in found[:SHOWN]:
        event.data_key = file.data_key
        yield Entry(event, WORDS[event.kind.partition(".")[2]], tuple(_facts(event)))


def _facts(event: Event) -> Iterator[tuple[str, str]]:
    try:
        said: dict[str, Any] = event.data or {}
    except VaultError:
        # The person's key was destroyed: that something was done stays, what it was is gone.
        return
    for name, label in LABELS.items():
        if value := said.get(name):
            is_day = name in ("last_day", "first_day")
            yield label, f"{date.fromisoformat(value):%-d %B %Y}" if is_day else str(value)
