"""Which periods there are, which of them counts for a partnership, and of which kind a case is.

A partnership's own period goes before the procedure's, and that before the one that the portal is shipped with. For
cases there is none but the partnership's own: what it leaves empty is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case as Choose
from django.db.models import CharField as Text
from django.db.models import Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from workflow.calendar import add_months
from workflow.machines.case.retention.schedule import RetentionSchedule
from workflow.parties.party import paths_above
from workflow.procedures.editions import edition
from workflow.procedures.version import NoProcedureInForce, ProcedureVersion

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case

YEARS, MONTHS, DAYS = "years", "months", "days"
WITH_REVIEW, WITHOUT_REVIEW = "with_review", "without_review"
ENDED_EARLY, NOT_TAKEN_ON = "no_further_action", "not_taken_on"
DRAFTS, RECORDS, MAIL = "drafts", "records", "mail"
INVITATIONS, ACCOUNTS, PROGRAMS = "invitations", "accounts", "programs"


@dataclass(frozen=True)
class Kind:
    """What is kept for a time: its column of the schedule, the unit, and its words."""

    key: str
    column: str
    unit: str
    label: str
    counted_from: str
    # What of it goes: shown beside its period, and in the report's rule.
    goes: str
    is_case: bool = False


def _of_cases(key: str, label: str) -> Kind:
    goes = "Everything, when the office proposes it and a decision maker approves"
    return Kind(key, key, YEARS, label, "the day it was closed", goes, is_case=True)


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        _of_cases(WITH_REVIEW, "Cases with a review"),
        _of_cases(WITHOUT_REVIEW, "Cases that ended with their rapid review"),
        _of_cases(ENDED_EARLY, "Cases that ended before a rapid review"),
        _of_cases(NOT_TAKEN_ON, "Referrals that were not taken on"),
        Kind(DRAFTS, "drafts_days", DAYS, "Drafts that nobody went on with", "their last change", "Draft and files"),
        Kind(RECORDS, "records_months", MONTHS, "Forms about no case", "the day they were sent", "Answers and files"),
        Kind(MAIL, "mail_months", MONTHS, "Texts of e-mails that were sent", "the day they went", "Their texts"),
        Kind(INVITATIONS, "invitations_months", MONTHS, "Invitations that ended", "the day they ended", "All of it"),
        Kind(
            ACCOUNTS,
            "accounts_months",
            MONTHS,
            "Sign-in of people whose roles ended",
            "the end of their last role",
            "Address, password and second steps; the name stays beside what they did",
        ),
        Kind(PROGRAMS, "programs_months", MONTHS, "Access of programs that ended", "the day it ended", "All of it"),
    )
}
CASE_KINDS = tuple(kind.key for kind in KINDS.values() if kind.is_case)
# Where a partnership has left these empty, they are kept as long as a case without a review.
LIKE_UNREVIEWED = frozenset({ENDED_EARLY, NOT_TAKEN_ON})
COLUMNS: tuple[str, ...] = tuple(kind.column for kind in KINDS.values())
GROUP = "retention"
WARN_DAYS = "warn_days"


# --- Which period counts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """How long a kind is kept, None: for good; and who says so."""

    kind: Kind
    number: int | None
    said_by: str

    @property
    def words(self) -> str:
        """ "7 years", "1 month", "For good"."""
        return spoken(self.number, self.kind.unit)

    @property
    def rule(self) -> str:
        """As the report says it: "Cases with a review: 7 years after the day it was closed (the partnership)"."""
        return f"{self.words} after {self.kind.counted_from} ({self.said_by})"


def spoken(number: int | None, unit: str) -> str:
    if number is None:
        return "For good"
    return f"{number} {unit if number != 1 else unit.removesuffix('s')}"


class Periods:
    """The periods of all partnerships on one day, read once: two queries, and one a partnership that is asked about."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.schedules = {one.partnership_id: one for one in RetentionSchedule.objects.all()}
        self._procedures: dict[int | None, Mapping[str, Any]] = {}

    def of(self, key: str, partnership_id: int | None) -> Period:
        """The period of this kind there; of what belongs to no partnership, the procedure's."""
        kind = KINDS[key]
        schedule = self.schedules.get(partnership_id) if partnership_id is not None else None
        if kind.is_case:
            return _of_case(kind, schedule)
        own = getattr(schedule, kind.column, None)
        if own is not None:
            return Period(kind, own, "the partnership")
        if key == DRAFTS:
            return Period(kind, settings.DRAFT_LIFETIME_DAYS, "the portal’s settings")
        return Period(kind, self._procedure_of(partnership_id).get(kind.column), "the procedure")

    def longest(self, key: str, partnership_ids: Iterable[int]) -> Period:
        """What several partnerships have an interest in is kept for the longest of their periods."""
        found = [self.of(key, one) for one in sorted(set(partnership_ids))] or [self.of(key, None)]
        for_good = [one for one in found if one.number is None]
        return for_good[0] if for_good else max(found, key=lambda one: one.number or 0)

    def warn_days(self, partnership_id: int) -> int:
        own = getattr(self.schedules.get(partnership_id), WARN_DAYS, None)
        return int(own if own is not None else self._procedure_of(partnership_id).get(WARN_DAYS) or 30)

    def _procedure_of(self, partnership_id: int | None) -> Mapping[str, Any]:
        if partnership_id not in self._procedures:
            self._procedures[partnership_id] = _procedures_group(partnership_id, self.today)
        return self._procedures[partnership_id]


def _of_case(kind: Kind, schedule: RetentionSchedule | None) -> Period:
    own = getattr(schedule, kind.column, None)
    if own is None and kind.key in LIKE_UNREVIEWED:
        own = getattr(schedule, WITHOUT_REVIEW, None)
    return Period(kind, own, "the partnership" if own is not None else "no period is set")


def _procedures_group(partnership_id: int | None, today: date) -> Mapping[str, Any]:
    shipped: Mapping[str, Any] = edition()["content"].get(GROUP, {})
    try:
        content = ProcedureVersion.objects.in_force(partnership_id, today).content
    except NoProcedureInForce:
        return shipped
    return {**shipped, **content.get(GROUP, {})}


def draft_lifetime(page: Any) -> timedelta | None:
    """How long drafts of this page are kept where its partnership says so, None where it does not. One query."""
    nearest = RetentionSchedule.objects.filter(partnership__home__path__in=paths_above(page))
    days = nearest.order_by("-partnership__home__path").values_list("drafts_days", flat=True).first()
    return timedelta(days=days) if days is not None else None


def end_of(begun: datetime, period: Period) -> date | None:
    """The last local day on which it is kept, None: for good. Of 29 February the month's last day."""
    return end_of_day(timezone.localtime(begun).date(), period)


def end_of_day(day: date, period: Period) -> date | None:
    """The same of what began on that day."""
    if period.number is None:
        return None
    if period.kind.unit == DAYS:
        return day + timedelta(days=period.number)
    return add_months(day, period.number * (12 if period.kind.unit == YEARS else 1))


# --- Of which kind a case is ------------------------------------------------------------------------------------------


def with_kind(cases: "QuerySet[Any]") -> "QuerySet[Any]":
    """The cases with `kept_as`, the key of their kind, told from what their machines came to."""

    def has(name: str, *narrowed: Q) -> Exists:
        rows: Any = cases.model._meta.get_field(name).related_model
        return Exists(rows._base_manager.filter(*narrowed, case=OuterRef("pk")))

    taken_on = has("referrals", ~Q(state__in=("not_accepted", "withdrawn")))
    notified = has("notifications", Q(submitted_at__isnull=False))
    return cases.annotate(
        kept_as=Choose(
            When(has("reviews"), then=Value(WITH_REVIEW)),
            When(has("rapid_reviews"), then=Value(WITHOUT_REVIEW)),
            When(has("referrals") & ~taken_on & ~notified, then=Value(NOT_TAKEN_ON)),
            default=Value(ENDED_EARLY),
            output_field=Text(),
        )
    )


def kind_of(case: "Case") -> str:
    """The key of the case's kind. One query."""
    found: str = with_kind(type(case)._base_manager.filter(pk=case.pk)).values_list("kept_as", flat=True).get()
    return found


def period_of(case: "Case") -> Period:
    """How long this case is kept after it was closed. Two queries."""
    kind = KINDS[kind_of(case)]
    return _of_case(kind, RetentionSchedule.objects.filter(partnership=case.partnership_id).first())
