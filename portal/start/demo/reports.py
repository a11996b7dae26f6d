"""Writes a made-up report onto the draft page that its review made, as its reviewer would in the CMS."""

from datetime import date, timedelta
from typing import Any

from portal.reports.pages import ReportTheme, ReviewReportPage
from workflow.machines.review.machine import Review
from workflow.people.models import User


def write_report(review: Review, text: dict[str, Any], *, by: User, on: date) -> None:
    """Save the text as a draft of the review's page, in that person's name."""
    page = ReviewReportPage.objects.get(review_id=review.pk).get_latest_revision_as_object()
    page.title, page.summary, page.age_band = text["title"], text["summary"], text["age_band"]
    page.improvements, page.analysis, page.learning = text["improvements"], text["analysis"], text["learning"]
    page.recommendations = [
        {"type": "recommendation", "value": _recommendation(told, on)} for told in text["recommendations"]
    ]
    page.themes.set(ReportTheme.objects.get_or_create(name=name)[0] for name in text["themes"])
    page.save_revision(user=by)


def _recommendation(told: dict[str, Any], on: date) -> dict[str, Any]:
    by_when = on + timedelta(days=told["by_when_days"])
    return {"what": told["what"], "who": told["who"], "outcome": told["outcome"], "by_when": by_when.isoformat()}
