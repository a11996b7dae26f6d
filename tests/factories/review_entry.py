"""What a review must have on file to move on, as if the steps had put it there."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflow.models import EntryKind, Review, ReviewEntry

ON = datetime(2026, 1, 26, 9, 0, tzinfo=ZoneInfo("Europe/London"))
COMPLETE = {
    EntryKind.ADVICE: {"chronologies": "The hospital."},
    EntryKind.MEMBER: {"who": "Chris Relative", "relationship": "Father", "is_child": "no"},
    EntryKind.CONTACT: {"invited": "yes"},
    EntryKind.PRACTITIONERS: {"involved": "yes"},
    EntryKind.PROGRESS: {"progress": "On time."},
}


def entry(
    review: Review, kind: str, *, about: Any = None, by: Any = None, at: datetime = ON, **said: Any
) -> ReviewEntry:
    """One entry, not saved: what was said is read under its own key."""
    made = ReviewEntry(review=review, data_key=review.case.data_key, kind=kind, about=about, by=by, at=at)
    made.said = said
    made.lines = [[key, str(value)] for key, value in said.items()]
    return made


def put(review: Review, kind: str, **said: Any) -> ReviewEntry:
    """One entry on file."""
    made = entry(review, kind, **said)
    made.save(force_insert=True)
    return made


def complete(review: Review) -> list[ReviewEntry]:
    """Everything that sign-off asks for: one query."""
    made: dict[str, ReviewEntry] = {}
    for kind, said in COMPLETE.items():
        about = made[EntryKind.MEMBER] if kind == EntryKind.CONTACT else None
        made[kind] = entry(review, kind, about=about, **said)
    return ReviewEntry.objects.bulk_create(made.values())
