"""How many of each: referrals, notifications, rapid reviews, decisions, answers, returns, reviews, reports, actions.

Each function is one query, whatever the number of cases. Partnership and quarter come out of the same grouping.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, DateField, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncQuarter

from workflow.clocks.deadline import Deadline
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.tables import Counted
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.notification.machine import Notification
from workflow.machines.publication.machine import Publication
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.panel.answer import PanelAnswer
from workflow.machines.recommendation.machine import Recommendation
from workflow.machines.referral.machine import Referral
from workflow.machines.review.machine import Review
from workflow.parties.party import Partnership
from workflow.procedures.version import Occasion

DECISIONS = "decisions"
LED_ELSEWHERE = ("led_elsewhere", "Led elsewhere")


def _grouped(
    found: "QuerySet[Any]", day: str, *by: str, partnership: str = "case__partnership"
) -> "Counter[tuple[Any, ...]]":
    """How often each combination occurs: (partnership, quarter, *by) → number."""
    grouped = found.order_by().annotate(quarter=TruncQuarter(day, output_field=DateField()))
    rows = grouped.values(partnership, "quarter", *by).annotate(number=Count("pk"))
    counted: Counter[tuple[Any, ...]] = Counter()
    for where, quarter, *rest, number in rows.values_list(partnership, "quarter", *by, "number"):
        counted[where, Quarter.of(quarter), *rest] += number
    return counted


def _with_all(counted: Mapping[tuple[Any, ...], int], *names: str) -> Counter[tuple[int, Quarter, str]]:
    """With the column "all", the sum of the others. Of several values each has a column, "kind:local", by its name."""
    found: Counter[tuple[int, Quarter, str]] = Counter()
    for (where, quarter, *values), number in counted.items():
        columns = [f"{name}:{value}" for name, value in zip(names, values, strict=True)] if names else map(str, values)
        for column in ("all", *columns):
            found[where, quarter, column] += number
    return found


def _within(model: Any, day: str, partnerships: Sequence[Partnership], period: Period) -> "QuerySet[Any]":
    """The records of these partnerships whose day lies in the period; of a moment, its local day."""
    found = model.objects.filter(case__partnership__in=partnerships)
    if isinstance(model._meta.get_field(day), DateTimeField):
        # Compared as moments: the local day of each row would be worked out for every row, past any index.
        first, after = period.moments
        return found.filter(**{f"{day}__gte": first, f"{day}__lt": after})
    return found.filter(**{f"{day}__range": period.days})


def _by_state(
    found: "QuerySet[Any]", day: str, key: str, title: str, counted_in: str, *, all_label: str = "", apart: str = ""
) -> Counted:
    """How many there are, and where they stand now; what is open in a case that another body leads, rests (D26).

    `apart`: a state that has its column and is no further one.
    """
    states = ((str(value), str(label)) for value, label in found.model._meta.get_field("state").choices)
    note = f"Counted in the quarter in which {counted_in}; the columns say where they stand now."
    columns = (("all", all_label or title), *states, LED_ELSEWHERE)
    numbers = _with_all(_grouped(_standing(found), day, "stands"))
    for (where, quarter, column), number in list(numbers.items()):
        if apart and column == apart:
            numbers[where, quarter, "all"] -= number
    return Counted(key, title, note, columns, numbers, "all")


def _standing(found: "QuerySet[Any]") -> "QuerySet[Any]":
    """With `stands`: the state, or that the case is led elsewhere and the record rests."""
    rests = Q(case__led_by__isnull=False) & ~Q(state__in=found.model.CLOSED)
    stands = Case(When(rests, then=Value(LED_ELSEWHERE[0])), default=F("state"), output_field=CharField())
    return found.annotate(stands=stands)


def referrals(partnerships: Sequence[Partnership], period: Period) -> Counted:
    found = _within(Referral, "referred_on", partnerships, period)
    return _by_state(found, "referred_on", "referrals", "Referrals", "they were made")


def notifications(partnerships: Sequence[Partnership], period: Period) -> Counted:
    found = _within(Notification, "aware_on", partnerships, period)
    counted_in = "the local authority became aware"
    # One that was joined to another is of the same incident.
    labels = {"all_label": "Incidents", "apart": Notification.JOINED}
    return _by_state(found, "aware_on", "notifications", "Notifications", counted_in, **labels)


def rapid_reviews(partnerships: Sequence[Partnership], period: Period) -> Counted:
    joined = Notification.objects.filter(state=Notification.JOINED)
    found = _within(RapidReview, "created_at", partnerships, period).exclude(case__in=joined.values("case"))
    return _by_state(found, "created_at", "rapid-reviews", "Rapid reviews", "they opened")


def decisions(partnerships: Sequence[Partnership], period: Period, words: Mapping[str, str]) -> Counted:
    """By response and by route; `words`: the responses in the procedure's words."""
    found = _within(RapidReview, "decided_at", partnerships, period).exclude(choice="")
    grouped = _grouped(found, "decided_at", "choice", "route")
    note = "Counted in the quarter of the decision as it stands now: by response, then by how it was reached."
    numbers = _with_all(grouped, "choice", "route")
    return in_words(Counted(DECISIONS, "Decisions of the partners", note, (), numbers, "all"), words)


def in_words(decided: Counted, words: Mapping[str, str]) -> Counted:
    """The table of decisions with a column for each response in the procedure's words, and one for each other key."""
    routes = dict(RapidReview._meta.get_field("route").choices or ())
    keys = sorted(key.removeprefix("choice:") for _pk, _quarter, key in decided.numbers if key.startswith("choice:"))
    choices = {**words, **{key: words.get(key, key) for key in keys}}
    columns = (
        ("all", "Decisions"),
        *((f"choice:{key}", text) for key, text in choices.items()),
        *((f"route:{key}", str(text)) for key, text in routes.items()),
    )
    return replace(decided, columns=columns)


def panel_answers(partnerships: Sequence[Partnership], period: Period) -> Counted:
    found = PanelAnswer.objects.filter(rapid_review__case__partnership__in=partnerships, answered_on__range=period.days)
    grouped = _grouped(found, "answered_on", "means", partnership="rapid_review__case__partnership")
    columns = (
        ("all", "Answers"),
        ("agrees", "The Panel agreed"),
        ("disagrees", "The Panel disagreed"),
        ("national", "A national review"),
    )
    note = "Counted in the quarter in which the Panel answered."
    return Counted("panel", "Agreement with the Panel", note, columns, _with_all(grouped), "agrees")


def returns(partnerships: Sequence[Partnership], period: Period, *, today: date) -> Counted:
    """By the day they were due: sent in time, late, awaited."""
    sent = Q(state__in=[AgencyReturn.SUBMITTED, AgencyReturn.ACCEPTED])
    awaited = Q(state__in=AgencyReturn.AWAITED)
    outcome = Case(
        When(sent & Q(submitted_at__date__lte=F("due_on")), then=Value("in_time")),
        When(sent, then=Value("late")),
        When(awaited & Q(due_on__lt=today), then=Value("overdue")),
        When(awaited, then=Value("awaited")),
        default=F("state"),
        output_field=CharField(),
    )
    found = _within(AgencyReturn, "due_on", partnerships, period)
    numbers = _with_all(_grouped(found.annotate(stands=outcome), "due_on", "stands"))
    columns = (
        ("all", "Asked for"),
        ("in_time", "Sent in time"),
        ("late", "Sent late"),
        ("awaited", "Awaited"),
        ("overdue", "Overdue"),
        (AgencyReturn.NOT_INVOLVED, "Not involved"),
        (AgencyReturn.RECALLED, "No longer needed"),
    )
    return Counted(
        "returns", "Returns of agencies", "Counted in the quarter in which they were due.", columns, numbers, "in_time"
    )


def reviews(partnerships: Sequence[Partnership], period: Period) -> Counted:
    found = _within(Review, "commissioned_on", partnerships, period)
    numbers = _with_all(_grouped(_standing(found), "commissioned_on", "kind", "stands"), "kind", "state")
    columns = (
        ("all", "Reviews"),
        *((f"kind:{key}", str(text)) for key, text in Review.Kind.choices),
        *((f"state:{key}", str(text)) for key, text in [*Review.STATES, LED_ELSEWHERE]),
    )
    note = "Counted in the quarter of the decision to review; the columns say what kind, then where they stand now."
    return Counted("reviews", "Reviews", note, columns, numbers, "all")


def publications(partnerships: Sequence[Partnership], period: Period) -> Counted:
    """Published, and of these how many within the time allowed (D34): two queries."""
    found = _within(Publication, "published_at", partnerships, period)
    numbers = _with_all(_grouped(found, "published_at", "improvements_chosen"))
    ended = _within(Deadline, "met_on", partnerships, period)
    met = ended.filter(rule__met_by=Occasion.PUBLISHED, state=Deadline.State.MET)
    late = Q(breached_at__isnull=False) | Q(met_on__gt=F("due_on"))
    outcome = Case(
        When(late, then=Value("late")), When(extended=True, then=Value("extended")), default=Value("in_time")
    )
    numbers.update(_grouped(met.annotate(stands=outcome), "met_on", "stands"))
    columns = (
        ("all", "Published"),
        ("False", "Reports"),
        ("True", "Improvements only"),
        ("in_time", "Within the time allowed"),
        ("extended", "Within an approved delay"),
        ("late", "Late"),
    )
    note = "Counted in the quarter of publication. The time allowed is that of the case’s version of the procedure."
    return Counted("publications", "Publications", note, columns, numbers, "all")


def recommendations(partnerships: Sequence[Partnership], period: Period, *, today: date) -> Counted:
    found = _within(Recommendation, "by_when", partnerships, period)
    overdue = Q(state=Recommendation.OPEN, by_when__lt=today)
    outcome = Case(When(overdue, then=Value("overdue")), default=F("state"), output_field=CharField())
    numbers = _with_all(_grouped(found.annotate(stands=outcome), "by_when", "stands"))
    states = [(str(value), str(label)) for value, label in Recommendation._meta.get_field("state").choices or ()]
    columns = (("all", "Recommendations"), ("overdue", "Overdue"), *states)
    note = "Counted in the quarter by which they are to be done."
    return Counted("recommendations", "Recommendations", note, columns, numbers, "all")
