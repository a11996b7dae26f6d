"""What cases wait for, asked of the machines: the rows that the table should hold, for any number of cases at once.

Most of it is declared with the steps (`turns`). What no single step waits for is asked here: votes, which the tally
counts by the case's edition, letters that a person has to send, days that passed, and cases whose time is over. All
but votes is one query, however many machines there are; one more says whether a case is new.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, TruncDate

from forms.kept_query import KeptQuery
from workflow.clocks.deadline import Deadline
from workflow.engine.machine import kind_of, machines, sources_of, steps_of
from workflow.engine.step import Turn
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.assignments.assignment import somebody_advises
from workflow.machines.case.differences.difference import Difference
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.meeting import Meeting
from workflow.machines.case.messages.thread import OFFICE, THEM, MessageThread
from workflow.machines.case.retention.schedule import LegalHold
from workflow.machines.case.tasks.task import CaseTask
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.states import RECONSIDERING
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.referral.machine import Referral
from workflow.notices.notice import Notice
from workflow.parties.roles import AGENCY_ROLES, Role, Seat
from workflow.waiting.votes import VOTED_ON, votes_awaited
from workflow.waiting.waiting import Waiting

What = Waiting.What
# Nothing is done in a case that a body outside the portal leads (D26); what was written still has to go.
LED_HERE = Q(case__led_by=None)
# What a case has from its first moment, or may have by then.
FIRST = frozenset({Case, Referral, Notification, Deadline, Notice})
# Where the scrutineer advises on the Panel’s answer.
UNADVISED_ANSWER = Q(state=RECONSIDERING, answer_advised_at=None, asked_again_at=None)


@dataclass(frozen=True)
class Question:
    """Which records of a model make a case wait, for whom, and with which of their fields as the last day."""

    model: Any
    when: Q
    what: str
    role: str = ""
    group: str = ""
    seat: str = ""
    step: str = ""
    agency: str = ""
    person: str = ""
    authority: bool = False
    due: str = ""
    # Only from the day after its last day.
    when_late: bool = False

    @property
    def clocked(self) -> bool:
        """Whether its records may have a clock, which says the last day where they have none of their own."""
        return not self.due and self.what in (What.STEP, What.VOTE, What.ASSIGN)

    def asked_of(self, case_ids: Collection[UUID], number: int) -> QuerySet[Any, Any]:
        """Rows of this question's number, record, case, partnership, agency, person and day."""
        case = "pk" if self.model is Case else "case_id"
        area = "partnership_id" if self.model is Case else "case__partnership_id"
        agency, person = (
            F(name) if name else Cast(Value(None), models.BigIntegerField()) for name in (self.agency, self.person)
        )
        day = self._day()
        found = self.model.objects.filter(self.when, **{f"{case}__in": case_ids}).order_by()
        columns = (Value(number, models.IntegerField()), F("pk"), F(case), F(area), agency, person, day)
        return found.values_list(*columns)

    def _day(self) -> Any:
        if not self.due and not self.clocked:
            return Cast(Value(None), models.DateField())
        if not self.due:
            # That of the record's clock.
            case = OuterRef("pk" if self.model is Case else "case")
            running = Deadline.objects.filter(case=case, record_id=OuterRef("pk"), state=Deadline.State.RUNNING)
            return Subquery(running.order_by("due_on").values("due_on")[:1])
        # Of a moment its day in London.
        is_moment = isinstance(self.model._meta.get_field(self.due), models.DateTimeField)
        return TruncDate(self.due) if is_moment else F(self.due)


@cache
def questions() -> tuple[Question, ...]:
    """Everything that is asked, once all models are loaded."""
    return (VOTES, *_turns(), *OTHERS)


def _turns() -> Iterator[Question]:
    for model in machines().values():
        for name, step in steps_of(model).items():
            for turn in step.turns:
                yield _question(model, kind_of(getattr(model, name)), turn, turn.states or sources_of(model, name))


def _question(model: Any, kind: str, turn: Turn, states: Iterable[str]) -> Question:
    here = Q(led_by=None) if model is Case else LED_HERE
    when = turn.when & Q(state__in=sorted(states)) & here
    if turn.role not in AGENCY_ROLES:
        return Question(model, when, What.STEP, turn.role, group=turn.group or "", step=kind, due=turn.due)
    names = {field.name for field in model._meta.fields}
    whom = {"agency": "agency_id"} if "agency" in names else {"authority": True}
    return Question(model, when, What.STEP, step=kind, due=turn.due, **whom)


def _held() -> Exists:
    return Exists(LegalHold.objects.filter(case=OuterRef("pk"), lifted_at=None))


# Whose vote it is, the tally says (workflow.waiting.votes).
VOTES = Question(RapidReview, VOTED_ON & LED_HERE, What.VOTE)

# One case may wait for several of them.
OTHERS = (
    # The Panel disagreed and nobody who advises is assigned (D16).
    Question(
        RapidReview,
        UNADVISED_ANSWER & LED_HERE & Q(case__in=Case.objects.exclude(somebody_advises()).values("pk")),
        What.ASSIGN,
        Role.OFFICER,
        step=kind_of(Case.assign_scrutineer),
    ),
    # A task without a person is with the office.
    Question(CaseTask, Q(done_at=None, person=None), What.TASK, Role.OFFICER, due="due_on"),
    Question(CaseTask, Q(done_at=None, person__isnull=False), What.TASK, person="person_id", due="due_on"),
    Question(MessageThread, Q(waits_for=OFFICE), What.MESSAGE, Role.OFFICER),
    Question(MessageThread, Q(waits_for=THEM, agency__isnull=False), What.MESSAGE, agency="agency_id"),
    Question(MessageThread, Q(waits_for=THEM, person__isnull=False), What.MESSAGE, person="person_id"),
    *(
        Question(MessageThread, Q(waits_for=THEM, seat=seat), What.MESSAGE, Role.DECISION_MAKER, seat=seat)
        for seat in Seat.values
    ),
    Question(Notice, Q(state__in=Notice.NEEDS_A_PERSON), What.LETTER, Role.OFFICER),
    Question(Difference, Q(decided_at=None, case__state=Case.OPEN), What.DIFFERENCE, Role.OFFICER),
    # What should be done by now waits for the office, whoever has to do it: it does it, reminds, or asks for time.
    Question(
        Deadline, Q(state=Deadline.State.RUNNING) & LED_HERE, What.LATE, Role.OFFICER, due="due_on", when_late=True
    ),
    Question(
        AgencyReturn,
        Q(state__in=AgencyReturn.AWAITED) & LED_HERE,
        What.LATE,
        Role.OFFICER,
        due="due_on",
        when_late=True,
    ),
    Question(
        RecommendationAction,
        Q(state__in=RecommendationAction.AWAITED) & LED_HERE,
        What.LATE,
        Role.OFFICER,
        due="by_when",
        when_late=True,
    ),
    # From the day after a meeting it waits for who came to it.
    Question(
        Meeting,
        Q(cancelled_at=None, attendance_at=None),
        What.ATTENDANCE,
        Role.OFFICER,
        due="starts_at",
        when_late=True,
    ),
    # Some days before, the office sees which cases are next: a legal hold can still be placed.
    Question(
        Case,
        Q(state=Case.CLOSED_STATE, retention_over_on__isnull=False, retention_prompted_at=None) & ~Q(_held()),
        What.TIME_NEAR,
        Role.OFFICER,
        due="retention_over_on",
    ),
    # The office decides on a case whose time is over; a decision maker on what it proposes to erase.
    Question(
        Case,
        Q(state=Case.CLOSED_STATE, retention_prompted_at__isnull=False, erasure_proposed_at=None) & ~Q(_held()),
        What.TIME_OVER,
        Role.OFFICER,
    ),
    Question(
        Case,
        Q(state=Case.CLOSED_STATE, erasure_proposed_at__isnull=False),
        What.ERASURE,
        Role.DECISION_MAKER,
    ),
)


def waiting_in(case_ids: Collection[UUID], today: date, *, may_be_new: bool = False) -> list[Waiting]:
    """The rows that the table should hold for these cases, unsaved, without `since`. At most five queries; one more
    where it is worth asking whether a single case is new, `may_be_new`.
    """
    asked = questions()
    answers = list(_answers(case_ids, may_be_new))
    rows = [_row(asked[number], *found) for number, *found in answers if asked[number] is not VOTES]
    # Counted only where the partners can vote, each with the day of the rapid review's clock.
    voting = [found for number, *found in answers if asked[number] is VOTES]
    if voting:
        days = {about: day for about, *_rest, day in voting}
        votes = votes_awaited({case for _about, case, *_rest in voting}, today)
        for row in votes:
            row.due = days.get(row.about)
        rows += votes
    return rows


def _all_asked(case_ids: Collection[UUID], models: Collection[Any]) -> QuerySet[Any, Any]:
    """What records of these models make the cases wait."""
    numbered = [(number, question) for number, question in enumerate(questions()) if question.model in models]
    each = [question.asked_of(case_ids, number) for number, question in numbered]
    return each[0].union(*each[1:], all=True)


@cache
def _models() -> frozenset[Any]:
    return frozenset(question.model for question in questions())


def _answers(case_ids: Collection[UUID], may_be_new: bool) -> Iterable[Any]:
    """The rows of all questions. Every step asks it of one case, by statements that are kept: of a case that is new
    only about what it can have by then, which the database answers in a tenth of the time.
    """
    if len(case_ids) != 1:
        return _all_asked(case_ids, _models())
    case = next(iter(case_ids))
    is_new = may_be_new and not any(HAS_MORE.first(case=case) or ())
    return (OF_NEW if is_new else OF_ONE).rows(case=case)


def _has_more(case: UUID) -> QuerySet[Any, Any]:
    """Of each model but the first ones, whether it has a record in the case."""
    more = sorted(_models() - FIRST, key=lambda model: model.__name__)
    asked = (Exists(model.objects.filter(case=OuterRef("pk"))) for model in more)
    return Case.objects.filter(pk=case).order_by().values_list(*asked)


HAS_MORE: KeptQuery[Any] = KeptQuery(_has_more, case=UUID)
OF_NEW: KeptQuery[Any] = KeptQuery(lambda case: _all_asked([case], FIRST), case=UUID)
OF_ONE: KeptQuery[Any] = KeptQuery(lambda case: _all_asked([case], _models()), case=UUID)


def _row(
    question: Question, about: UUID, case: UUID, area: int, agency: int | None, person: int | None, day: date | None
) -> Waiting:
    return Waiting(
        case_id=case,
        partnership_id=area,
        what=question.what,
        step=question.step,
        about=about,
        role=question.role,
        group=question.group,
        seat=question.seat,
        agency_id=agency,
        person_id=person,
        authority=question.authority,
        due=day,
        from_day=day + timedelta(days=1) if question.when_late and day is not None else None,
    )
