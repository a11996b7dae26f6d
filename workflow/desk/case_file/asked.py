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
from workflow.desk.case_file.conversation import SAID
from workflow.engine.event import Event
from workflow.engine.machine import machines
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.change_of_version import other_versions
from workflow.machines.case.differences.difference import Difference
from workflow.machines.case.involved_area import InvolvedArea
from workflow.machines.case.links.link import CaseLink, children_named_alike
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
NAMED_ALIKE = "children of the same name in other cases"
SAID_OF_REFERRALS = "questions and answers about referrals"
OTHER_VERSIONS = "other versions of the procedure"
OPEN_TASKS, COMING_MEETINGS = "open tasks", "coming meetings"
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


def _kinds_there(case: UUID, partnership: int, procedure: UUID, today: date, now: datetime) -> QuerySet[Any, Any]:
    """The name of each kind that the case has. `today` and `now`: for which other versions are in force, which meetings
    are to come.
    """
    each = [
        model.objects.filter(case=case).order_by().values_list(Value(model._meta.label, CharField()))
        for model in kinds()
    ]
    referrals = Referral.objects.filter(case=case).values("pk")
    named: dict[str, QuerySet[Any]] = {
        LINKS: CaseLink.objects.filter(Q(first=case) | Q(second=case)),
        JOINED: Referral.objects.filter(joined_to=case),
        NOTIFICATIONS_JOINED: Notification.objects.filter(joined_to__case=case),
        SEATS: SeatArrangement.objects.filter(rapid_review__case=case),
        VOTES: Vote.objects.filter(rapid_review__case=case),
        NAMED_ALIKE: children_named_alike(case),
        # By the machine too: that is how the index begins.
        SAID_OF_REFERRALS: Event.objects.filter(machine=Referral.KIND, record_id__in=referrals, kind__in=SAID),
        OTHER_VERSIONS: other_versions(partnership, procedure, today),
        OPEN_TASKS: _open_tasks(case),
        COMING_MEETINGS: _coming_meetings(case, now),
    }
    each += [found.order_by().values_list(Value(name, CharField())) for name, found in named.items()]
    return each[0].union(*each[1:])


NAMED = frozenset(
    {LINKS, JOINED, NOTIFICATIONS_JOINED, SEATS, VOTES, NAMED_ALIKE, SAID_OF_REFERRALS, OTHER_VERSIONS}
    | {OPEN_TASKS, COMING_MEETINGS}
)
KINDS_THERE: KeptQuery[tuple[str]] = KeptQuery(
    _kinds_there, case=UUID, partnership=int, procedure=UUID, today=date, now=datetime
)


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


def _open_tasks(case: UUID) -> Any:
    return CaseTask.objects.filter(case=case, done_at=None)


def _next_tasks(case: UUID) -> Any:
    return _open_tasks(case).select_related("person")


def _coming_meetings(case: UUID, now: datetime) -> Any:
    return Meeting.objects.filter(case=case, starts_at__gte=now).stands()


def _next_meeting(case: UUID, now: datetime) -> QuerySet[Meeting]:
    found: QuerySet[Meeting] = _coming_meetings(case, now).order_by("starts_at")[:1]
    return found


WAITED_FOR: KeptByPerson[Any] = KeptByPerson(_waited_for, case=UUID, today=date)
OFFICE_NOTES: KeptQuery[CaseNote] = KeptQuery(lambda case: _newest_notes(case)[:SHORT_LIST], case=UUID)
SHARED_NOTES: KeptQuery[CaseNote] = KeptQuery(lambda case: _newest_notes(case).shared()[:SHORT_LIST], case=UUID)
OFFICE_TASKS: KeptQuery[CaseTask] = KeptQuery(lambda case: _next_tasks(case)[:SHORT_LIST], case=UUID)
OWN_TASKS: KeptByPerson[CaseTask] = KeptByPerson(lambda by, case: _next_tasks(case).of(by)[:SHORT_LIST], case=UUID)
NEXT_MEETING: KeptQuery[Meeting] = KeptQuery(_next_meeting, case=UUID, now=datetime)
