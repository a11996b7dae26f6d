"""The rows of the queue: what is said of each case, read for a page of them at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import ExpressionWrapper, Max, Q, QuerySet, Value

from forms.definition.dates import spoken_day
from forms.kept_query import KeptQuery
from workflow.clocks.deadline import Deadline
from workflow.desk.case_file.places import place_of
from workflow.desk.case_work.task_words import reasons
from workflow.desk.deadlines.countdown import Countdown, countdowns
from workflow.desk.queue.asked import STAGES
from workflow.desk.steps.labels import states_of
from workflow.engine.event import Event
from workflow.engine.machine import Machine
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.children.child import Child
from workflow.machines.case.machine import Case
from workflow.machines.referral.machine import Referral
from workflow.parties.kept import KeptByPerson
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role
from workflow.waiting.reading import for_actor, held_now
from workflow.waiting.waiting import Waiting
from workflow.waiting.words import whom

PAGE_SIZE = 25
# Of a task that waits: with more of it a row would be no line any more.
TASK_SIGNS = 30
# Reading is no news to anybody.
READINGS = ("case.read", "case.searched", "submission.read", "document.open", "message.read", "message.open")


@dataclass(frozen=True)
class Wait:
    """What a case waits for, in words. `more`: how many other things it waits for. `mine`: for this person.

    `url`: where this person does it, "" where it is another's.
    """

    whom: str
    why: str
    mine: bool
    more: int = 0
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One case in the queue. `stages`: "Rapid review: Drafted", the farthest first; `due`: its next deadline, or
    None; `countdown`: "3 days late", in working days; `is_new`: somebody else did something in it since this person
    opened it last.
    """

    case: Case
    title: str
    stages: tuple[str, ...]
    wait: Wait | None
    due: Countdown | None
    is_new: bool
    countdown: str = ""
    led_elsewhere: bool = False
    referred_by: str = ""


def rows_of(
    found: list[Any], *, by: Actor, now: datetime, columns: Collection[str], areas: Iterable[Partnership] = ()
) -> list[Row]:
    """The rows of these cases, which come with partnership, key, owner and who leads them. `areas`: the person's own;
    `columns`: what is shown, for what is not shown is not read.
    """
    ids = [case.pk for case in found]
    stages = _stages(ids) if "stage" in columns else {}
    waits = _waits(found, by, local_date(now)) if "waits" in columns else {}
    initials = _initials(found) if "case" in columns else {}
    due = _due(ids, now) if "due" in columns else {}
    referrers = _referrers(ids) if "referred" in columns else {}
    news = _news(ids, by)
    own = {partnership.pk for partnership in areas}
    return [
        Row(
            case,
            _title(case, initials.get(case.pk, "")),
            _stands(case, stages),
            waits.get(case.pk),
            due.get(case.pk),
            case.pk in news,
            _in_short(due.get(case.pk)),
            case.partnership_id not in own,
            referrers.get(case.pk, ""),
        )
        for case in found
    ]


def _title(case: Case, initials: str) -> str:
    if case.is_erased:
        return "Erased"
    headline = case.headline or ""
    if initials:
        # How many children there are the initials say, and that it is about a child the desk.
        headline = headline.rpartition(": ")[0].removesuffix(" of a child").removesuffix(" to a child")
    return f"{initials}: {headline}" if initials and headline else initials or headline


def _in_short(due: Countdown | None) -> str:
    """The countdown where room is short; the full words stand beside it for who does not see the page."""
    if due is None:
        return ""
    words = due.words.replace("working day", "day")
    return words.replace("overdue", "late").removeprefix("due ")


def _stands(case: Case, stages: dict[Any, tuple[str, ...]]) -> tuple[str, ...]:
    if case.led_by:
        return (f"Led by {case.led_by} since {spoken_day(case.led_since)}",)
    found = stages.get(case.pk, ())
    return found if case.is_open else (str(case.get_state_display()), *found)


def stages_in(case: Case, records: Iterable[Any] | None = None) -> tuple[str, ...]:
    """Where one case stands, as the queue says it: one query, none where the page has read its `records`."""
    if records is None:
        return _stands(case, _stages([case.pk]))
    places = {model: number for number, model in enumerate((*STAGES, AgencyReturn))}
    found = sorted(records, key=lambda one: (places[type(one)], one.created_at))
    return _stands(case, _in_words((places[type(one)], case.pk, one.state, one.went) for one in found))


def _stages(ids: list[Any]) -> dict[Any, tuple[str, ...]]:
    return _in_words(_states(ids))


def _in_words(states: Iterable[Any]) -> dict[Any, tuple[str, ...]]:
    """By case: the open machines in words; where none is open, the one that came last."""
    every: dict[Any, list[tuple[bool, str]]] = defaultdict(list)
    awaited: dict[Any, list[bool]] = defaultdict(list)
    nouns = [str(model._meta.verbose_name).capitalize() for model in STAGES]
    # By whether the letters that a state waits for have gone: the words that say so take the place of the others.
    labels = [(states_of(model), states_of(model) | model.WENT[1]) for model in STAGES]
    for number, case_id, state, went in states:
        if number < len(STAGES):
            is_open = state not in STAGES[number].CLOSED
            every[case_id].append((is_open, f"{nouns[number]}: {labels[number][bool(went)][state]}"))
        else:
            awaited[case_id].append(state in AgencyReturn.AWAITED)
    found = {}
    for case_id, stages in every.items():
        words = [text for is_open, text in stages if is_open] or [stages[-1][1]]
        if missing := sum(awaited[case_id]):
            words.append(f"{missing} of {len(awaited[case_id])} returns awaited")
        # The farthest first: it is what the case is about now.
        found[case_id] = (words[-1 - bool(missing)], *words[: -1 - bool(missing)], *words[len(words) - bool(missing) :])
    return found


def _states(ids: list[Any]) -> Iterable[Any]:
    """The state of every record that says where these cases stand, by the machine's place in `STAGES`, and whether its
    letters went; after them the returns. One query, in the order of the procedure.
    """
    return [row[:4] for row in sorted(STATES.rows(cases=ids), key=lambda row: (row[0], row[4]))]


def _states_of(cases: list[UUID]) -> QuerySet[Any]:
    each = [
        model.objects.filter(case__in=cases)
        .order_by()
        .values_list(Value(number, models.IntegerField()), "case_id", "state", _went(model), "created_at")
        for number, model in enumerate((*STAGES, AgencyReturn))
    ]
    return each[0].union(*each[1:], all=True)


def _went(model: type[Machine]) -> Any:
    field, _ = model.WENT
    return ExpressionWrapper(Q(**{f"{field}__isnull": False}) if field else Value(False), models.BooleanField())


def _waits(cases: list[Any], by: Actor, today: date) -> dict[Any, Wait]:
    """By case: what this person has to do, else what is due first."""
    references = {case.pk: case.reference for case in cases}
    mine: set[int] = set()
    by_case: dict[Any, list[Waiting]] = defaultdict(list)
    offices = by.partnership_ids({Role.OFFICER})
    for row in WAITING.rows(by, cases=list(references), today=today):
        # Somebody else's task is the office's matter.
        if row.what == Waiting.What.TASK and not row.is_mine and row.partnership_id not in offices:
            continue
        by_case[row.case_id].append(row)
        if row.is_mine:
            mine.add(row.pk)
    firsts = {
        case_id: min(waiting, key=lambda row: (row.pk not in mine, row.due or date.max, row.since))
        for case_id, waiting in by_case.items()
    }
    said = reasons(firsts.values(), short=TASK_SIGNS)
    found = {}
    for case_id, waiting in by_case.items():
        first = firsts[case_id]
        others = {(row.what, row.step, row.about) for row in waiting} - {(first.what, first.step, first.about)}
        url = place_of(first, references[case_id]) if first.pk in mine else ""
        found[case_id] = Wait(whom(first), said[first.pk], first.pk in mine, len(others), url)
    return found


def _initials(cases: list[Any]) -> dict[Any, str]:
    """By case: the initials of its children, "JE, ME"."""
    by_id = {case.pk: case for case in cases if not case.is_erased}
    found: dict[Any, list[str]] = defaultdict(list)
    for child in CHILDREN.rows(cases=list(by_id)):
        child.data_key = by_id[child.case_id].data_key
        name = str((child.details or {}).get("child.name") or "")
        if letters := initials_in(name):
            found[child.case_id].append(letters)
    return {case_id: ", ".join(letters) for case_id, letters in found.items()}


def initials_in(name: str) -> str:
    """ "JE" of "Jordan Example"."""
    return "".join(part[0] for part in name.split()).upper()


def _due(ids: list[Any], now: datetime) -> dict[Any, Countdown]:
    due: dict[Any, Countdown] = {}
    for countdown in countdowns(CLOCKS.rows(cases=ids), now=now):
        due.setdefault(countdown.deadline.case_id, countdown)
    return due


def _news(ids: list[Any], by: Actor) -> set[Any]:
    """The cases in which somebody else did something since this person opened them last, or that they never opened."""
    newest = NEWEST.rows(cases=ids, user=by.user.pk)
    return {case_id for case_id, happened, seen in newest if (happened or 0) > (seen or 0)}


def _referrers(ids: list[Any]) -> dict[Any, str]:
    found = Referral.objects.filter(case__in=ids).order_by("created_at").values_list("case_id", "agency__name")
    names: dict[Any, list[str]] = defaultdict(list)
    for case_id, name in found:
        if name not in names[case_id]:
            names[case_id].append(name)
    return {case_id: ", ".join(each) for case_id, each in names.items()}


# What a page of the queue asks of its cases.


def _waiting(by: Actor, cases: list[UUID], today: date) -> QuerySet[Any]:
    found = held_now(today).filter(case__in=cases).select_related("agency", "person", "partnership")
    return found.annotate(is_mine=ExpressionWrapper(for_actor(by), models.BooleanField()))


def _clocks(cases: list[UUID]) -> QuerySet[Deadline]:
    running = Deadline.objects.filter(case__in=cases, state=Deadline.State.RUNNING)
    return running.select_related("rule").order_by("due_on")


def _children(cases: list[UUID]) -> QuerySet[Child]:
    return Child.objects.filter(case__in=cases).order_by("pk")


def _newest(cases: list[UUID], user: int) -> QuerySet[Any, Any]:
    by_others = ~Q(kind__in=READINGS) & (Q(actor=None) | ~Q(actor=user))
    seen = Max("position", filter=Q(kind="case.read", actor=user))
    found = Event.objects.filter(case__in=cases).order_by().values_list("case_id")
    return found.annotate(happened=Max("position", filter=by_others), seen=seen)


def _whole(cases: list[UUID]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=cases).select_related("partnership", "data_key", "led_by", "owner")


STATES: KeptQuery[Any] = KeptQuery(_states_of, cases=list[UUID])
WAITING: KeptByPerson[Any] = KeptByPerson(_waiting, cases=list[UUID], today=date)
CHILDREN: KeptQuery[Child] = KeptQuery(
    lambda cases: Child.objects.filter(case__in=cases).order_by("pk"), cases=list[UUID]
)
CLOCKS: KeptQuery[Deadline] = KeptQuery(_clocks, cases=list[UUID])
NEWEST: KeptQuery[Any] = KeptQuery(_newest, cases=list[UUID], user=int)
WHOLE: KeptQuery[Case] = KeptQuery(_whole, cases=list[UUID])
