"""What a case already knows, by meaning, so that nobody types it twice."""

from typing import Any

from forms.definition import meanings
from forms.models import Submission
from workflow.intake.meanings import TOLD
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.audit.questions import markers_of
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.machine import RapidReview

# What the referral said of the incident and the notification asks again.
INCIDENT = tuple(TOLD["incident"])

# What one referral has in common with the next: who writes, and for whom.
ABOUT_THE_AGENCY = (
    "referral.referrer_agency",
    "referral.referrer_role",
    "referral.referrer_phone",
    "referral.lead_name",
)


def of_person(user: Any, *, name: str, email: str) -> dict[str, Any]:
    """Who fills the form in, under the meanings of that form."""
    return {name: user.get_full_name(), email: user.email}


def of_last_referral(user: Any, *, written_for: str) -> dict[str, Any]:
    """What the person's last referral for this agency said of themselves and the agency; nothing of its children."""
    mine = Submission.objects.filter(owner=user, written_for=written_for, page__handler="open_case", on_behalf="")
    readable = mine.filter(data_key__destroyed_at=None).select_related("version", "data_key")
    last = readable.order_by("-submitted_at").first()
    said = _all_of(last) if last is not None else {}
    return {key: said[key] for key in ABOUT_THE_AGENCY if said.get(key)}


def of_notification(notification: Notification, user: Any) -> dict[str, Any]:
    """The incident and the children as the case has them, and the day of awareness on record.

    `user` notifies; None where the office fills it in on somebody's behalf.
    """
    case = notification.case
    known = of_incident(case)
    known["child"] = [child.details for child in case.children.select_related("data_key")]
    known["notification.aware_on"] = notification.aware_on.isoformat()
    if notification.nature:
        known["notification.nature"] = notification.nature
    if user is None:
        return known
    return {**known, **of_person(user, name="notification.notifier_name", email="notification.notifier_email")}


def of_rapid_review(rapid_review: RapidReview) -> dict[str, Any]:
    """The meeting as recorded and the definition as weighed; of a rapid review sent before, everything it said."""
    if rapid_review.submission is not None:
        return _all_of(rapid_review.submission)
    known: dict[str, Any] = {}
    for referral in rapid_review.case.referrals.exclude(assessment=None):
        known |= {f"incident.{part}": value for part, value in (referral.assessment or {}).items()}
    if rapid_review.met_on is not None:
        known["rapid_review.met_on"] = rapid_review.met_on.isoformat()
        known["rapid_review.attendees"] = rapid_review.attendees
    return known


def of_return(agency_return: AgencyReturn, user: Any) -> dict[str, Any]:
    """The author; of a return that was sent back, everything it said."""
    if agency_return.submission is not None:
        return _all_of(agency_return.submission)
    if user is None:
        return {}
    return of_person(user, name="return.author_name", email="return.author_email")


def of_audit(audit: RapidReviewAudit) -> dict[str, Any]:
    """An entry for each quality marker of the case's version of the procedure; scored before, everything it said."""
    if audit.submission is not None:
        return _all_of(audit.submission)
    return {"audit.marker": [{"audit.marker_key": key} for key in markers_of(audit.case.procedure)]}


def of_incident(case: Case) -> dict[str, Any]:
    """What the first referral says of the incident; empty where none was sent as a form."""
    referral = case.referrals.select_related("submission__version").exclude(submission=None).first()
    if referral is None or referral.submission is None:
        return {}
    submission = referral.submission
    reading = meanings.read(submission.version.definition, submission.answers)
    return {key: value for key in INCIDENT if (value := reading.one(key)) is not None}


def _all_of(submission: Any) -> dict[str, Any]:
    reading = meanings.Reading(submission.version.definition, submission.answers, unknown=True)
    known: dict[str, Any] = {}
    for step in submission.version.definition["steps"]:
        if step["repeat"] is not None and step["meaning"]:
            known[step["meaning"]] = reading.many(step["meaning"])
            continue
        for question in step["questions"]:
            # A file belongs to the form it was sent with; it is not sent twice.
            if question["meaning"] and question["kind"] != "file":
                known[question["meaning"]] = reading.one(question["meaning"])
    return known
