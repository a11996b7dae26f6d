"""Seals drafts of reports that lie open: those of an earlier release, or of a backup that was made with one.

The worker asks with each sweep: one query where all is well. What a version of the public's says stays as it is.
"""

import logging
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Comment, CommentReply, PageLogEntry, Revision
from wagtail.search import index

from portal.reports import sealing
from portal.reports.pages import ReviewReportPage
from workflow.machines.publication.published_version import PublishedVersion
from workflow.machines.review.machine import Review

AT_ONCE = 50
# What stands in the row of a page that the public has never seen.
EMPTY = {
    "summary": "",
    "improvements": "",
    "analysis": "",
    "learning": "",
    "recommendations": "[]",
    "corrections": "[]",
}
EMPTY_OF_PAGE = {"seo_title": "", "search_description": ""}
UNTITLED = "Review report"
log = logging.getLogger(__name__)


def close_open(now: datetime) -> int:
    """Seal what lies open; how many drafts it were. A batch at a time, each in a transaction of its own."""
    closed = 0
    while found := list(_open_drafts()[:AT_ONCE]):
        with transaction.atomic():
            pages = {page.pk: page for page in ReviewReportPage.objects.filter(pk__in={one.object_id for one in found})}
            for revision in found:
                page = pages.get(int(revision.object_id))
                if page is not None:
                    _seal(page, revision)
                else:
                    revision.delete()
            for page in pages.values():
                _clear(page)
        closed += len(found)
    if closed:
        log.warning("%s drafts of reports lay open and were sealed.", closed)
    return closed


def _open_drafts() -> QuerySet[Revision]:
    """Neither sealed nor ever public."""
    reports = ContentType.objects.get_for_model(ReviewReportPage)
    public = ReviewReportPage.objects.filter(live_revision__isnull=False).values("live_revision")
    versions = PublishedVersion.objects.filter(revision__isnull=False).values("revision")
    drafts = Revision.objects.filter(content_type=reports).exclude(object_str=sealing.DRAFT_NAME)
    return drafts.exclude(pk__in=public).exclude(pk__in=versions).order_by("pk")


def _seal(page: ReviewReportPage, revision: Revision) -> None:
    content = revision.content
    if not sealing.is_sealed(content):
        content = sealing.sealed(page, content, title=_neutral(page))
    Revision.objects.filter(pk=revision.pk).update(content=content, object_str=sealing.DRAFT_NAME)


def _clear(page: ReviewReportPage) -> None:
    """The words of the draft go from beside it: the row of the page, the CMS's log, its comments and its search."""
    title = _neutral(page)
    written: dict[str, Any] = {"draft_title": title}
    if page.first_published_at is None:
        written |= {"title": title, "slug": slug_of(page), "url_path": _path(page), **EMPTY, **EMPTY_OF_PAGE}
        page.tagged_items.all().delete()
        PageLogEntry.objects.filter(page=page.pk).update(label=title, data={})
        index.remove_object(page)
    ReviewReportPage.objects.filter(pk=page.pk).update(**written)
    CommentReply.objects.filter(comment__page=page.pk).delete()
    Comment.objects.filter(page=page.pk).delete()


def _neutral(page: ReviewReportPage) -> str:
    """What the public reads; of a page that it has not seen yet, the reference of its case."""
    if page.first_published_at is not None:
        return page.title
    review = Review.objects.select_related("case").filter(pk=page.review_id).first() if page.review_id else None
    return f"Review {review.case.reference}" if review is not None else UNTITLED


def slug_of(page: ReviewReportPage) -> str:
    """The address is public one day: it carries neither the case's reference nor a word of its title."""
    return f"review-{page.review_id.hex[:10]}" if page.review_id else f"review-{page.pk}"


def _path(page: ReviewReportPage) -> str:
    return f"{page.url_path.rstrip('/').rpartition('/')[0]}/{slug_of(page)}/"
