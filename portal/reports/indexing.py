"""Keeps the search index to what is on the site: a report comes in when it is published, and goes with it.

The row is always made of the page as it stands in the database, never of a draft; what is not live has none.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_save
from wagtail.search import index as site_search
from wagtail.signals import page_published, page_unpublished

from portal.full_text.index import make_whole
from portal.full_text.model import ReportText
from portal.reports.pages import ReportTheme, ReviewReportPage
from portal.reports.searched import row_of


def watch() -> None:
    """Called once, when the app is ready."""
    page_published.connect(_published, sender=ReviewReportPage, dispatch_uid="portal.reports.indexing.published")
    page_unpublished.connect(_taken_down, sender=ReviewReportPage, dispatch_uid="portal.reports.indexing.unpublished")
    post_save.connect(_renamed, sender=ReportTheme, dispatch_uid="portal.reports.indexing.renamed")


def _published(instance: Any, **kwargs: Any) -> None:
    index([instance.pk])


def _taken_down(instance: Any, **kwargs: Any) -> None:
    index([instance.pk])
    # Wagtail leaves what is no longer to be indexed where it is.
    site_search.remove_object(instance)


def _renamed(instance: ReportTheme, created: bool, **kwargs: Any) -> None:
    if not created:
        index(instance.tagged_reports.values_list("content_object_id", flat=True))


def index(reports: Iterable[int]) -> None:
    """Write anew, or take out, the rows of these reports."""
    wanted = list(reports)
    with transaction.atomic():
        live = list(ReviewReportPage.objects.live().filter(pk__in=wanted).prefetch_related("themes"))
        ReportText.objects.filter(pk__in=set(wanted) - {page.pk for page in live}).delete()
        for page in live:
            ReportText.objects.update_or_create(report_id=page.pk, defaults=row_of(page))


def index_missing(now: datetime) -> int:
    """What is on the site and not in the index (after an upgrade, or when a table was emptied) comes in; what left the
    site past the signals goes. The worker asks with each sweep: two queries where all is well.
    """
    gone = ReportText.objects.filter(~Exists(ReviewReportPage.objects.live().filter(pk=OuterRef("pk"))))
    if stale := list(gone.values_list("pk", flat=True)):
        ReportText.objects.filter(pk__in=stale).delete()
    missing = list(ReviewReportPage.objects.live().filter(search_text=None).values_list("pk", flat=True))
    if missing:
        index(missing)
    return len(stale) + len(missing)


def index_all() -> int:
    """Everything anew: the number of reports that can be found."""
    with transaction.atomic():
        ReportText.objects.all().delete()
        make_whole()
        index(ReviewReportPage.objects.live().values_list("pk", flat=True))
    return ReportText.objects.count()
