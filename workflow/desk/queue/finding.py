"""Finding cases: filtered, searched and sorted by the database."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from forms.same_text import plain
from workflow import calendar
from workflow.clocks.deadline import Deadline
from workflow.desk.queue.asked import DUE, SOON_WORKING_DAYS, STAGES, WEEK
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case import marks
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Agency
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import BankHoliday
from workflow.waiting.reading import told_to, waiting_for

# Any: the annotation `next_due` is not part of the model.
Cases = QuerySet[Any]
ORDERS: dict[str, list[Any]] = {
    "due": [F("next_due").asc(nulls_last=True), "-opened_at", "pk"],
    "newest": ["-opened_at", "pk"],
    "oldest": ["opened_at", "pk"],
    "reference": ["reference"],
}
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


def due_choices(cases: Cases) -> list[tuple[str, str]]:
    """What may be asked of deadlines, with the rules of clocks that run in these cases."""
    running = Deadline.objects.filter(state=Deadline.State.RUNNING, case__in=cases.values("pk"))
    rules = sorted(set(running.values_list("rule__key", "rule__label").distinct()))
    return [*DUE, *((f"rule:{key}", f"Running: {label}") for key, label in rules)]


def find(cases: Cases, asked: dict[str, Any], *, by: Actor, today: date) -> Cases:
    """The cases that the filters leave, in the order asked for, each with `next_due`."""
    running = Deadline.objects.filter(case=OuterRef("pk"), state=Deadline.State.RUNNING).order_by("due_on")
    if asked["due"].startswith("rule:"):
        running = running.filter(rule__key=asked["due"].removeprefix("rule:"))
    found = _in_tab(cases, asked["tab"], by, today)
    if asked["partnership"]:
        found = found.filter(partnership__slug=asked["partnership"])
    if asked["q"]:
        found = found.filter(_searched(asked["q"]))
    found = _owned(_at_stage(found, asked["stage"]), asked["owner"], by)
    if asked["waits"] or asked["when"]:
        waited = (
            told_to(by, today=today)
            .filter(WAITED_FOR.get(asked["waits"], Q()), _until(asked["when"], today))
            .order_by()
        )
        found = found.filter(pk__in=waited.values("case"))
    found = found.annotate(next_due=Subquery(running.values("due_on")[:1]))
    return _due(found, asked["due"], today).order_by(*ORDERS[asked["sort"]])


def _in_tab(cases: Cases, tab: str, by: Actor, today: date) -> Cases:
    if tab == "mine":
        return cases.filter(waiting_for(by, today=today))
    return cases if tab == "all" else cases.filter(state=tab)


def _searched(text: str) -> Q:
    """By any of: reference, national reference, beginnings of a child’s names, birth date, agency."""
    words = plain(text)
    found = Q(reference__icontains=words) | marks.of_reference(words)
    if (day := _day(words)) is not None:
        return found | marks.of_a_child_born(day)
    if (named := marks.of_a_child_named(words)) is not None:
        found |= named
    agencies = Agency.objects.filter(name__icontains=words).values("pk")
    for model in (Referral, AgencyReturn):
        found |= Q(pk__in=model.objects.filter(agency__in=agencies).order_by().values("case"))
    return found


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
    return cases.filter(pk__in=model.objects.exclude(state__in=model.CLOSED).order_by().values("case"))


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
    return cases.exclude(next_due=None)
