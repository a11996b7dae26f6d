"""The day of the incident as the forms of a case tell it: it is sealed with them and in no column of its own."""

from datetime import date
from typing import Any

from forms.definition import meanings
from forms.models import Submission

DAY = "incident.date"


def told_in(submission: Submission | None) -> date | None:
    """The day that a sent form names; as it was corrected last, where somebody corrected it."""
    if submission is None:
        return None
    definition = submission.version.definition
    told = meanings.read(definition, submission.answers or {}).one(DAY)
    names = {question["name"] for step in definition["steps"] for question in step["questions"] if _tells(question)}
    for correction in submission.corrections.filter(question__in=names).select_related("data_key").order_by("made_at"):
        told = (correction.value or {}).get(correction.question, told)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None


def _tells(question: Any) -> bool:
    return bool(question["meaning"] == DAY)


def incident_on(case: Any) -> date | None:
    """What the notification says, else what the first referral says; None where neither was sent as a form."""
    for records in (case.notifications, case.referrals):
        for record in records.select_related("submission__version", "submission__data_key").exclude(submission=None):
            if (day := told_in(record.submission)) is not None:
                return day
    return None
