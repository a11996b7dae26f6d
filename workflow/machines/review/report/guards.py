"""Guards that look at the report page, through the seam: is it complete, and who wrote it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflow.parties.roles import Actor
from workflow.report_seam import RecommendationContent, ReportContent, report_desk

if TYPE_CHECKING:
    from workflow.machines.publication.machine import Publication
    from workflow.machines.review.machine import Review

NO_PAGE = "There is no report page yet. Begin to draft the report first."


def content_of(record: Any, now: datetime) -> ReportContent | None:
    """What the report page says: of a review, or of the review that a publication publishes.

    Read once for one record at one moment: many guards ask the same page.
    """
    known = getattr(record, "_report_content", None)
    if known is None or known[0] != now:
        known = record._report_content = (now, report_desk().content(getattr(record, "review", record)))
    content: ReportContent | None = known[1]
    return content


def read_contents(publications: "Iterable[Publication]", now: datetime) -> None:
    """Have what their pages say read for all of them at once, for `content_of`."""
    found = list(publications)
    contents = report_desk().contents([publication.review for publication in found])
    for publication in found:
        publication.__dict__["_report_content"] = (now, contents.get(publication.review_id))


def report_complete(record: "Review | Publication", by: Actor, now: datetime) -> str | None:
    """D31: a summary of the recommended improvements and an analysis of the underlying reasons."""
    content = content_of(record, now)
    if content is None:
        return NO_PAGE
    if not content.has_improvements:
        return "The report has no summary of the recommended improvements. Write one on the report page."
    if not content.has_analysis:
        return "The report has no analysis of the systemic or underlying reasons. Write one on the report page."
    return None


def recommendations_complete(record: "Review | Publication", by: Actor, now: datetime) -> str | None:
    """D32: each recommendation says what, who, by when, and the outcome for children."""
    content = content_of(record, now)
    if content is None:
        return NO_PAGE
    if not content.recommendations:
        return "The report makes no recommendation. Add at least one on the report page."
    for number, recommendation in enumerate(content.recommendations, start=1):
        if missing := _missing(recommendation):
            return f"Recommendation {number} does not say {' or '.join(missing)}. Complete it on the report page."
    return None


def _missing(recommendation: RecommendationContent) -> list[str]:
    parts = {
        "what is required": recommendation.what.strip(),
        "who it is required of": recommendation.who.strip(),
        "by when": recommendation.by_when,
        "the outcome for children": recommendation.outcome.strip(),
    }
    return [name for name, value in parts.items() if not value]


def not_an_author(record: "Review | Publication", by: Actor, now: datetime) -> str | None:
    """Nobody signs off, clears, approves or publishes what they wrote themselves (D33, D36)."""
    content = content_of(record, now)
    if content is None:
        return NO_PAGE
    if by.user_id() in content.author_ids:
        return "You wrote a part of this report, so somebody else has to do this."
    return None
