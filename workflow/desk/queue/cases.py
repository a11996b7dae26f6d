"""The queue: cases of a person's areas, filtered, searched, sorted and paged by the database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from forms.same_text import plain
from forms.vault import blind_index
from workflow import calendar
from workflow.clocks.deadline import Deadline
from workflow.desk.deadlines.countdown import Countdown, countdowns
from workflow.desk.filters import FilterForm
from workflow.desk.steps.labels import states_of
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.children.child import Child
from workflow.machines.case.machine import Case
from workflow.machines.notification.machine import Notification
from workflow.machines.publication.machine import Publication
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.referral.machine import Referral
from workflow.machines.review.machine import Review
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor
from workflow.procedures.version import BankHoliday
from workflow.waiting.whose_turn import waiting_for

# Any: the annotation `next_due` is not part of the model.
Cases = QuerySet[Any]
PAGE_SIZE = 25
SOON_WORKING_DAYS = 5
# The machines that say where a case stands, in the order of the procedure.
STAGES: tuple[Any, ...] = (Referral, Notification, RapidReview, Review, Publication)
TABS = [
    ("mine", "Mine to act on"),
    ("open", "Open cases"),
    ("closed", "Closed cases"),
    ("erased", "Erased cases"),
    ("all", "All cases"),
]
DUE = [
    ("", "Any"),
    ("overdue", "Overdue"),
    ("soon", f"Due within {SOON_WORKING_DAYS} working days"),
    ("none", "No deadline"),
]
SORTS = [
    ("due", "Next deadline first"),
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("reference", "Reference"),
]
ORDERS: dict[str, list[Any]] = {
    "due": [F("next_due").asc(nulls_last=True), "-opened_at", "pk"],
    "newest": ["-opened_at", "pk"],
    "oldest": ["opened_at", "pk"],
    "reference": ["reference"],
}


class QueueForm(FilterForm):
    """Which cases are shown, and in which order."""

    q = forms.CharField(
        label="Reference or a child’s name",
        help_text="A name must be written exactly as it was given.",
        required=False,
        max_length=200,
    )
    tab = forms.ChoiceField(choices=TABS, required=False)
    partnership = forms.ChoiceField(label="Partnership", required=False)
    due = forms.ChoiceField(label="Deadline", required=False)
    sort = forms.ChoiceField(label="Order", choices=SORTS, required=False)

    def asked(self) -> dict[str, Any]:
        """The filters that hold, with their defaults."""
        found = super().asked()
        found["tab"] = found["tab"] or ("all" if found["q"] else "open")
        found["sort"] = found["sort"] or "due"
        return found


@dataclass(frozen=True)
class Row:
    """One case in the queue. `stages`: "Rapid review: Gathering returns"; `due`: its next deadline, or None."""

    case: Case
    headline: str
    stages: tuple[str, ...]
    due: Countdown | None
    led_elsewhere: bool = False


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
    found = cases.annotate(next_due=Subquery(running.values("due_on")[:1]))
    found = _in_tab(found, asked["tab"], by, today)
    if asked["partnership"]:
        found = found.filter(partnership__slug=asked["partnership"])
    if asked["q"]:
        found = found.filter(_named(asked["q"]))
    return _due(found, asked["due"], today).order_by(*ORDERS[asked["sort"]])


def _in_tab(cases: Cases, tab: str, by: Actor, today: date) -> Cases:
    if tab == "mine":
        return cases.filter(waiting_for(by, today=today))
    return cases if tab == "all" else cases.filter(state=tab)


def _named(text: str) -> Q:
    children = Child.objects.filter(name_index=blind_index("child-name", text))
    return Q(reference__icontains=plain(text)) | Q(pk__in=children.values("case"))


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


def page_of(
    cases: Cases, number: Any, *, now: datetime, areas: Iterable[Partnership] = ()
) -> tuple[Page[Any], list[Row]]:
    """One page and its rows; a page that does not exist gives the nearest one that does. `areas`: the person's own."""
    page = Paginator(cases.select_related("partnership", "data_key"), PAGE_SIZE).get_page(number)
    found = list(page.object_list)
    ids = [case.pk for case in found]
    stages = _stages(ids)
    running = Deadline.objects.filter(case__in=ids, state=Deadline.State.RUNNING).select_related("rule")
    due: dict[Any, Countdown] = {}
    for countdown in countdowns(running.order_by("due_on"), now=now):
        due.setdefault(countdown.deadline.case_id, countdown)
    own = {partnership.pk for partnership in areas}
    rows = []
    for case in found:
        headline = "" if case.is_erased else case.headline or ""
        rows.append(Row(case, headline, stages.get(case.pk, ()), due.get(case.pk), case.partnership_id not in own))
    return page, rows


def _stages(ids: list[Any]) -> dict[Any, tuple[str, ...]]:
    """By case: the open machines in words; where none is open, the one that came last."""
    every: dict[Any, list[tuple[bool, str]]] = {}
    for model in STAGES:
        labels = states_of(model)
        noun = str(model._meta.verbose_name).capitalize()
        for case_id, state in model.objects.filter(case__in=ids).values_list("case_id", "state"):
            every.setdefault(case_id, []).append((state not in model.CLOSED, f"{noun}: {labels[state]}"))
    returns = _returns(ids)
    found = {}
    for case_id, stages in every.items():
        words = [text for is_open, text in stages if is_open] or [stages[-1][1]]
        found[case_id] = (*words, *returns.get(case_id, ()))
    return found


def _returns(ids: list[Any]) -> dict[Any, tuple[str, ...]]:
    asked: Counter[Any] = Counter()
    missing: Counter[Any] = Counter()
    for case_id, state in AgencyReturn.objects.filter(case__in=ids).values_list("case_id", "state"):
        asked[case_id] += 1
        missing[case_id] += state in AgencyReturn.AWAITED
    return {
        case_id: (f"Returns: {missing[case_id]} of {count} awaited",)
        for case_id, count in asked.items()
        if missing[case_id]
    }
