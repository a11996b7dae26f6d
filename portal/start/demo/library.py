"""Made-up briefings and news of the demonstration, below the pages that a real start makes for them."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wagtail.models import Page

from portal.learning.pages import LearningIndexPage, LearningPage, NewsIndexPage, NewsPage
from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from workflow.parties.party import Partnership

_told: dict[str, Any] = json.loads((Path(__file__).parent / "library.json").read_text(encoding="utf-8"))


def make(today: date) -> None:
    """Make what is missing, after the reports: briefings name those that they learn from."""
    for partnership in Partnership.objects.filter(code__in=_told).select_related("home"):
        if partnership.home is None:
            continue
        told = _told[partnership.code]
        _fill(partnership.home, LearningIndexPage, [_briefing(one, today) for one in told["learning"]])
        _fill(partnership.home, NewsIndexPage, [_news(one, today) for one in told["news"]])
        # In a demonstration everything can be seen, the figures too.
        ReportIndexPage.objects.descendant_of(partnership.home).update(figures_are_public=True)


def _fill(home: Page, index: type[Page], pages: list[Page]) -> None:
    above = index.objects.child_of(home).first()
    if above is None:
        return
    for page in pages:
        if not above.get_children().filter(slug=page.slug).exists():
            above.add_child(instance=page)
            page.save_revision().publish()


def _briefing(told: dict[str, Any], today: date) -> LearningPage:
    page = LearningPage(minutes=told["minutes"], **_page(told, today))
    page.themes.set(ReportTheme.objects.get_or_create(name=name)[0] for name in told["themes"])
    page.reports.set(ReviewReportPage.objects.live().filter(title=told["learns_from"]))
    return page


def _news(told: dict[str, Any], today: date) -> NewsPage:
    return NewsPage(**_page(told, today))


def _page(told: dict[str, Any], today: date) -> dict[str, Any]:
    day = today - timedelta(days=told["days_ago"])
    return {"slug": told["slug"], "title": told["title"], "lead": told["lead"], "body": told["body"], "day": day}
