"""What a person's start page shows: what they can start, what waits for them, what they sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from forms.models import Draft, Submission
from forms.models.form_page import FormPage
from workflow.clocks.deadline import Deadline
from workflow.desk.deadlines.countdown import Countdown, countdowns
from workflow.engine.machine import Machine
from workflow.engine.step import Status, local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor
from workflow.workspace import own

MOST = 50
RECENT = 10


@dataclass(frozen=True)
class Line:
    """One record of the person's agency in a list."""

    record: Machine
    status: Status
    due: Countdown | None = None
    is_late: bool = False


def starts(actor: Actor) -> list[dict[str, Any]]:
    """Where this person can refer a child: the partnerships their agencies serve, each with its form. Two queries."""
    found = Partnership.objects.filter(agencies__in=actor.agency_ids()).distinct().select_related("home")
    partnerships = list(found)
    if not partnerships:
        return []
    pages = list(FormPage.objects.live().filter(handler="open_case"))
    return [{"partnership": one, "page": next(filter(one.has_page, pages), None)} for one in partnerships]


def drafts(actor: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """The person's drafts with the case they are about. Three queries."""
    found = list(Draft.objects.open_for(actor.user, now=now)[:MOST])
    subjects = [draft.subject for draft in found if draft.subject]
    references: dict[str, str] = {}
    if subjects:
        cases = Case.objects.filter(pk__in=subjects).values_list("pk", "reference")
        asked = AgencyReturn.objects.filter(pk__in=subjects).values_list("pk", "case__reference")
        references = {str(pk): reference for pk, reference in [*cases, *asked]}
    return [{"draft": one, "title": one.definition["title"], "about": references.get(one.subject, "")} for one in found]


def notifications_to_make(actor: Actor, *, now: datetime) -> list[Line]:
    """For the local authority: cases whose notification is awaited, the soonest first (D2). Three queries."""
    waiting = list(own.notifications(actor).filter(state=Notification.CLOCK_RUNNING)[:MOST])
    if not waiting:
        return []
    running = Deadline.objects.filter(record_id__in=[one.pk for one in waiting], state=Deadline.State.RUNNING)
    due = {one.deadline.record_id: one for one in countdowns(running.select_related("rule"), now=now)}
    lines = [Line(one, one.STATUS[one.state], due.get(one.pk)) for one in waiting]
    return sorted(lines, key=lambda line: (line.due is None, line.due.deadline.due_on if line.due else local_date(now)))


def returns_awaited(actor: Actor, *, now: datetime) -> list[Line]:
    """Returns that the agency is asked for, the soonest first."""
    found = own.returns(actor).filter(state__in=AgencyReturn.AWAITED)[:MOST]
    return [Line(one, one.STATUS[one.state], is_late=one.is_late(local_date(now))) for one in found]


def returns_sent(actor: Actor) -> list[Line]:
    """Returns that are with the office or done with, the newest first."""
    found = own.returns(actor).exclude(state__in=AgencyReturn.AWAITED).order_by("-submitted_at", "-due_on")[:RECENT]
    return [Line(one, one.STATUS[one.state]) for one in found]


def referrals(actor: Actor) -> list[Line]:
    """The person's referrals, for a lead the agency's; those that ask for something first."""
    found = [Line(one, one.STATUS[one.state]) for one in own.referrals(actor)[:MOST]]
    return sorted(found, key=lambda line: line.record.state != Referral.MORE_INFORMATION)


def recommendations(actor: Actor, *, now: datetime) -> list[Line]:
    """What the agency is asked under recommendations and that is not accepted yet."""
    found = own.recommendations(actor).exclude(state__in=RecommendationAction.CLOSED)[:MOST]
    return [Line(one, one.STATUS[one.state], is_late=one.is_overdue(local_date(now))) for one in found]


def sent(actor: Actor) -> "QuerySet[Submission]":
    """What the person sent last, with its receipt and copy."""
    found = Submission.objects.filter(owner=actor.user).select_related("version").defer("answers")
    return found.order_by("-submitted_at")[:RECENT]
