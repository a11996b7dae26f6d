"""What the pages of a case ask of the database, each statement put together once a process."""

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from forms.kept_query import KeptQuery
from forms.models import Attachment, Submission
from workflow.engine.machine import machines
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.differences.difference import Difference
from workflow.machines.case.involved_area import InvolvedArea
from workflow.machines.case.links.link import CaseLink
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.meeting import Meeting
from workflow.machines.case.messages.thread import MessageThread
from workflow.machines.case.notes.note import CaseNote
from workflow.machines.case.outside.involvement import InvolvedBody
from workflow.machines.case.retention.schedule import LegalHold
from workflow.machines.case.tasks.task import CaseTask
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.voting.decision import Vote
from workflow.machines.referral.machine import Referral
from workflow.parties.kept import KeptByPerson
from workflow.parties.roles import Actor
from workflow.waiting.reading import for_actor, told_to

# What many cases have none of, besides machines.
RARELY_THERE: tuple[Any, ...] = (
    Arrival,
    CaseAssignment,
    CaseNote,
    CaseTask,
    Difference,
    InvolvedArea,
    InvolvedBody,
    LegalHold,
    Meeting,
    MessageThread,
)
LINKS, JOINED, NOTIFICATIONS_JOINED = "links", "joined referrals", "joined notifications"
SEATS, VOTES = "arrangements of seats", "votes"
# How many notes and tasks the overview shows.
SHORT_LIST = 5


@cache
def of_case(model: Any, *related: str) -> KeptQuery[Any]:
    """All records of a model in a case, with what they lead to: most pages of a case ask it of most models."""

    def made(case: UUID) -> QuerySet[Any]:
        found = model.objects.filter(case=case)
        return found.select_related(*related) if related else found

    return KeptQuery(made, case=UUID)


@cache
def nothing_of(model: Any) -> Any:
    """What a case gives that has none of this model: nobody asks the database, however it is narrowed further."""
    nothing = model.objects.none()
    nothing._result_cache = ()
    return nothing


def kinds() -> list[Any]:
    return [*(model for model in machines().values() if model is not Case), *RARELY_THERE]


def _kinds_there(case: UUID) -> QuerySet[Any, Any]:
    """The name of each kind that the case has."""
    each = [
        model.objects.filter(case=case).order_by().values_list(Value(model._meta.label, CharField()))
        for model in kinds()
    ]
    linked = CaseLink.objects.filter(Q(first=case) | Q(second=case)).order_by()
    joined = Referral.objects.filter(joined_to=case).order_by()
    with_others = Notification.objects.filter(joined_to__case=case).order_by()
    seats, votes = (model.objects.filter(rapid_review__case=case).order_by() for model in (SeatArrangement, Vote))
    asked = ((linked, LINKS), (joined, JOINED), (with_others, NOTIFICATIONS_JOINED), (seats, SEATS), (votes, VOTES))
    each += [one.values_list(Value(name, CharField())) for one, name in asked]
    return each[0].union(*each[1:])


KINDS_THERE: KeptQuery[tuple[str]] = KeptQuery(_kinds_there, case=UUID)


def _forms_sent(key: str) -> QuerySet[Submission]:
    related = ("page", "version", "owner", "arrival")
    found = Submission.objects.filter(data_key=key).select_related(*related).defer("page__steps")
    files = Attachment.objects.filter(draft_id=OuterRef("pk"))
    return found.annotate(additions=Count("corrections"), has_files=Exists(files)).order_by("submitted_at")


FORMS_SENT: KeptQuery[Submission] = KeptQuery(_forms_sent, key=str)


def _waited_for(by: Actor, case: UUID, today: date) -> QuerySet[Any]:
    found = told_to(by, today=today).filter(case=case).select_related("agency", "person", "partnership")
    return found.annotate(is_mine=ExpressionWrapper(for_actor(by), BooleanField()))


def _newest_notes(case: UUID) -> Any:
    return CaseNote.objects.filter(case=case, struck_at=None).current().select_related("by")


def _next_tasks(case: UUID) -> Any:
    return CaseTask.objects.filter(case=case, done_at=None).select_related("person")


def _next_meeting(case: UUID, now: datetime) -> QuerySet[Meeting]:
    return Meeting.objects.filter(case=case, starts_at__gte=now).stands().order_by("starts_at")[:1]


WAITED_FOR: KeptByPerson[Any] = KeptByPerson(_waited_for, case=UUID, today=date)
OFFICE_NOTES: KeptQuery[CaseNote] = KeptQuery(lambda case: _newest_notes(case)[:SHORT_LIST], case=UUID)
SHARED_NOTES: KeptQuery[CaseNote] = KeptQuery(lambda case: _newest_notes(case).shared()[:SHORT_LIST], case=UUID)
OFFICE_TASKS: KeptQuery[CaseTask] = KeptQuery(lambda case: _next_tasks(case)[:SHORT_LIST], case=UUID)
OWN_TASKS: KeptByPerson[CaseTask] = KeptByPerson(lambda by, case: _next_tasks(case).of(by)[:SHORT_LIST], case=UUID)
NEXT_MEETING: KeptQuery[Meeting] = KeptQuery(_next_meeting, case=UUID, now=datetime)
