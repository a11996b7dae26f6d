"""What happened, in the words of the forms that tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.desk.case_file.file import CaseFile, title_of

NARRATIVE = "incident.narrative"


@dataclass(frozen=True)
class Story:
    """One form's account. `added_to`: whether the form was added to since it was sent."""

    text: str
    source: str
    on: datetime
    submission_id: Any
    added_to: bool


def stories(file: CaseFile) -> list[Story]:
    """The newest account first, since who tells later knows more; the same words once."""
    found = {story.text: story for story in sorted(_told(file), key=lambda one: one.on, reverse=True)}
    return sorted(found.values(), key=lambda one: one.on, reverse=True)


def _told(file: CaseFile) -> Iterator[Story]:
    records: list[Any] = [*file.referrals, *file.notifications]
    for record in records:
        submission, reading = file.submission(record.submission_id), file.reading(record.submission_id)
        text = str((reading.one(NARRATIVE) if reading is not None else "") or "").strip()
        if submission is not None and text:
            added_to = bool(getattr(submission, "additions", 0))
            yield Story(text, title_of(record), submission.submitted_at, submission.pk, added_to)
