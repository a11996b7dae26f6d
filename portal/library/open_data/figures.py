"""The figures that are published: how much work there was, a year and a partnership, small numbers left out."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField
from django.db.models.functions import TruncYear

from portal.library.open_data.suppressing import ALL, shown
from portal.reports.pages import ReportIndexPage
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.recommendation.machine import Recommendation
from workflow.machines.referral.machine import Referral
from workflow.machines.review.machine import Review
from workflow.parties.party import Partnership

YEARS = 10


@dataclass(frozen=True)
class Figure:
    """One thing that is counted. `day`: the field that puts a record into its year."""

    key: str
    label: str
    means: str
    found: Callable[[], Any]
    day: str


FIGURES = (
    Figure("referrals", "Referrals", "Referrals that were made.", Referral.objects.all, "referred_on"),
    Figure(
        "notifications",
        "Serious incidents notified",
        "Incidents of which the local authority became aware in the year; those joined to another are left out.",
        lambda: Notification.objects.exclude(state=Notification.JOINED),
        "aware_on",
    ),
    Figure("rapid_reviews", "Rapid reviews", "Rapid reviews that opened.", RapidReview.objects.all, "created_at"),
    Figure("reviews", "Local reviews", "Local reviews that were commissioned.", Review.objects.all, "created_at"),
    Figure(
        "recommendations",
        "Recommendations",
        "Recommendations of reviews, by the year in which they are to be done.",
        Recommendation.objects.all,
        "by_when",
    ),
)


@dataclass(frozen=True)
class Row:
    """One number as it is published; None where it is left out."""

    figure: str
    label: str
    partnership: str
    year: str
    number: int | None


def rows(partnerships: Sequence[Partnership], told_of: Sequence[Partnership], today: date) -> Iterator[Row]:
    """Every figure of the last ten years, with the totals. A query for each figure.

    One table of all `partnerships` is worked out, whichever of them are `told_of`: two tables of the same numbers, each
    rounded by itself, would tell more than either. The totals of all are told where all are.
    """
    years = [str(year) for year in range(today.year - YEARS + 1, today.year + 1)]
    names = [partnership.name for partnership in partnerships]
    own = [partnership.name for partnership in told_of]
    for figure in FIGURES:
        counted = _counted(figure, {one.pk: one.name for one in partnerships}, years)
        told = shown(counted, names, years)
        for name in [*own, ALL] if len(own) == len(names) > 1 else own:
            for year in [*years, ALL]:
                yield Row(figure.key, figure.label, name, year, told[name, year])


def _counted(figure: Figure, names: dict[int, str], years: list[str]) -> Counter[tuple[str, str]]:
    found = figure.found().filter(case__partnership__in=names).order_by()
    grouped = found.annotate(year=TruncYear(figure.day, output_field=DateField())).values("case__partnership", "year")
    counted = Counter[tuple[str, str]]()
    for where, year, number in grouped.annotate(number=Count("pk")).values_list("case__partnership", "year", "number"):
        if year is not None and str(year.year) in years:
            counted[names[where], str(year.year)] += number
    return counted


def told_of(library: ReportIndexPage) -> tuple[list[Partnership], list[Partnership]]:
    """All partnerships that have their figures published, and those of them whose figures this library tells: its own,
    or all of them where it is the library of all. A partnership decides for itself.
    """
    public = public_partnerships()
    if library.is_of_all:
        return public, public
    return public, [one for one in public if one.home and library.path.startswith(one.home.path)]


def public_partnerships() -> list[Partnership]:
    """Those that have their figures published, by name. Two queries and those of the libraries' places in the tree."""
    libraries = ReportIndexPage.objects.live().filter(figures_are_public=True)
    paths = [one.path for one in libraries if not one.is_of_all]
    found = Partnership.objects.exclude(home=None).select_related("home").order_by("name")
    return [one for one in found if one.home and any(path.startswith(one.home.path) for path in paths)]
