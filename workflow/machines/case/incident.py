"""The day of the incident as the forms of a case tell it: it is sealed with them and in no column of its own."""

from datetime import date
from typing import TYPE_CHECKING

from forms.definition import meanings
from forms.models import Submission

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case

DAY = "incident.date"


def told_in(submission: Submission | None) -> date | None:
    """The day that a sent form names; as it was corrected last, where somebody corrected it."""
    if submission is None:
        return None
    definition = submission.version.definition
    told = meanings.read(definition, submission.answers or {}).one(DAY)
    # A page that counted what was added to each form (`additions`) asks no more for those that nothing was added to.
    if getattr(submission, "additions", None) == 0:
        return _day(told)
    names = {asked["name"] for step in definition["steps"] for asked in step["questions"] if asked["meaning"] == DAY}
    for correction in submission.corrections.filter(question__in=names).select_related("data_key").order_by("made_at"):
        told = (correction.value or {}).get(correction.question, told)
    return _day(told)


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None


def incident_on(case: "Case") -> date | None:
    """The day that an officer decided on or that counts where forms differ; else what the notification says, else what
    the first referral says; None where neither was sent as a form.
    """
    if (differing := case.differences.filter(fact=DAY).select_related("data_key").first()) is not None:
        return date.fromisoformat(differing.counts)
    for records in (case.notifications, case.referrals):
        for record in records.select_related("submission__version", "submission__data_key").exclude(submission=None):
            if (day := told_in(record.submission)) is not None:
                return day
    return None
