"""Finding cases: filtered, searched and sorted by the database, a page of them as fast among many as among few.

Each order is read from an index of the cases, page by page; what filters find elsewhere narrows it
(workflow.desk.narrowing).
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from forms.kept_query import KeptQuery
from forms.same_text import plain
from workflow import calendar
from workflow.clocks.deadline import Deadline
from workflow.desk.narrowing import few_of, is_named_by, named_by, put_together
from workflow.desk.queue.asked import DUE, SOON_WORKING_DAYS, STAGES, WEEK, going_on
from workflow.desk.queue.references import of_our_reference
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case import marks
from workflow.machines.case.machine import Case
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import BankHoliday, DeadlineRule
from workflow.waiting.reading import rows_for, told_to

# Any: the annotation `of_rule` is not part of the model.
Cases = QuerySet[Any]
ORDERS: dict[str, list[Any]] = {
    "due": [F("next_due").asc(nulls_last=True), "-opened_at", "pk"],
    "newest": ["-opened_at", "-pk"],
    "oldest": ["opened_at", "pk"],
    "reference": ["reference"],
}
OF_RULE = [F("of_rule").asc(nulls_last=True), "-opened_at", "pk"]
WAITED_FOR = {
    "office": Q(role=Role.OFFICER),
    "partners": Q(role=Role.DECISION_MAKER),
    "scrutineer": Q(role=Role.SCRUTINEER),
    "reviewer": Q(role=Role.REVIEWER),
    "groups": Q(role=Role.GROUP),
    "agencies": Q(agency__isnull=False) | Q(authority=True),
    "people": Q(person__isnull=False),
}
DAY = re.compile(r"^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$")
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")


NOWHERE = 0


def _rules(partnerships: list[int]) -> "QuerySet[Any, Any]":
    running = Deadline.objects.filter(rule=OuterRef("pk"), state=Deadline.State.RUNNING)
    theirs = Q(procedure__partnership=None) | Q(procedure__partnership__in=partnerships)
    return DeadlineRule.objects.filter(theirs, Exists(running)).order_by().values_list("key", "label")


RULES: KeptQuery[tuple[str, str]] = KeptQuery(_rules, partnerships=list[int])


def due_choices(partnerships: Sequence[Partnership]) -> list[tuple[str, str]]:
    """What may be asked of deadlines, with the rules of clocks that run, of these partnerships or of all."""
    rules = sorted(set(RULES.rows(partnerships=[one.pk for one in partnerships] or [NOWHERE])))
    return [*DUE, *((f"rule:{key}", f"Running: {label}") for key, label in rules)]


def find(cases: Cases, asked: dict[str, Any], *, by: Actor, today: date) -> Cases:
    """The cases that the filters leave, in the order asked for."""
    found = _in_tab(cases, asked["tab"], by, today)
    if asked["partnership"]:
        found = found.filter(partnership__slug=asked["partnership"])
    if asked["q"]:
        found = _searched(found, asked["q"])
    found = _owned(_at_stage(found, asked["stage"]), asked["owner"], by)
    if asked["waits"] or asked["when"]:
        waits = WAITED_FOR.get(asked["waits"], Q()), _until(asked["when"], today)
        found = named_by(found, told_to(by, today=today).filter(*waits))
    found = _due(found, asked["due"], today)
    by_rule = asked["due"].startswith("rule:") and asked["sort"] == "due"
    return found.order_by(*(OF_RULE if by_rule else ORDERS[asked["sort"]]))


def _in_tab(cases: Cases, tab: str, by: Actor, today: date) -> Cases:
    if tab == "mine":
        return named_by(cases, rows_for(by, today=today))
    return cases if tab == "all" else cases.filter(state=tab)


def _searched(cases: Cases, text: str) -> Cases:
    """By any of: reference, national reference, beginnings of a child’s names, birth date, agency."""
    words = plain(text)
    day = _day(words)
    referred, marked = of_our_reference(words), marks.marking(words, born=day)
    agencies = [] if day else list(Agency.objects.filter(name__icontains=words).values_list("pk", flat=True))
    at_agencies = [model.objects.filter(agency__in=agencies) for model in (Referral, AgencyReturn) if agencies]
    few = few_of(cases, Case.objects.filter(referred), marked, *at_agencies)
    if few is not None:
        return cases.filter(pk__in=few)
    # A row tells its own reference; the marks of one text are put together sooner than asked of each case.
    found = referred | put_together(cases, marked)
    return cases.filter(found | is_named_by(cases, *at_agencies) if at_agencies else found)


def _day(text: str) -> date | None:
    """The date that was typed: 2 April 2019, 02/04/2019, 2019-04-02; None where it is none."""
    try:
        if found := DAY.match(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if found := ISO.match(text):
            return date(*map(int, found.groups()))
        return datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _until(when: str, today: date) -> Q:
    """What waits until a day that passed, or that is near."""
    match when:
        case "late":
            return Q(due__lt=today)
        case "week":
            return Q(due__range=(today, today + timedelta(days=WEEK)))
    return Q()


def _at_stage(cases: Cases, kind: str) -> Cases:
    model = next((one for one in STAGES if kind == one.KIND), None)
    if model is None:
        return cases
    return named_by(cases, model.objects.filter(state__in=going_on(model)))


def _owned(cases: Cases, owner: str, by: Actor) -> Cases:
    match owner:
        case "":
            return cases
        case "me":
            return cases.filter(owner=by.user)
        case "none":
            return cases.filter(owner=None)
    return cases.filter(owner=owner)


def _due(cases: Cases, due: str, today: date) -> Cases:
    match due:
        case "overdue":
            return cases.filter(next_due__lt=today)
        case "soon":
            until = calendar.add_working_days(today, SOON_WORKING_DAYS, BankHoliday.calendar()).due
            return cases.filter(next_due__range=(today, until))
        case "none":
            return cases.filter(next_due=None)
        case "":
            return cases
    running = Deadline.objects.filter(
        case=OuterRef("pk"), state=Deadline.State.RUNNING, rule__key=due.removeprefix("rule:")
    )
    of_rule = Subquery(running.order_by("due_on").values("due_on")[:1])
    return cases.annotate(of_rule=of_rule).exclude(of_rule=None)
