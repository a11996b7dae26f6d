"""What the CMS keeps of a report whose case is erased.

The text that the public can read stays: it was made for publication, is asked for when its year is over (D42), and
names nobody (D36). Its drafts, comments, earlier texts and the log's titles go. A report that is on no public page
when its case is erased goes whole, with the files that it alone shows.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from portal.identification.passages import files_of
from portal.identification.public_files import AgreedContent
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from workflow.machines.case.machine import Case
from workflow.machines.publication.published_version import PublishedVersion


def erase_reports(case: Case, now: datetime) -> None:
    """Of every review of the case. Inside the transaction that erases it, before its key goes."""
    reviews = case.reviews.values_list("pk", flat=True)
    for page in ReviewReportPage.objects.filter(review_id__in=list(reviews)):
        _keep_public_text(page) if page.live else _erase(page)


def _erase(page: ReviewReportPage) -> None:
    shown = _files_of(page, _revisions(page))
    _forget_versions(page, kept=set())
    AgreedContent.objects.filter(kind=AgreedContent.Kind.PAGE, object_id=page.pk).delete()
    page_id = page.pk
    with moved_by_machine():
        page.delete()
    # Deleting is logged with the title; what the log says of cases is in the chain.
    PageLogEntry.objects.filter(page_id=page_id).delete()
    _delete_files(shown)


def _keep_public_text(page: ReviewReportPage) -> None:
    kept = {page.live_revision_id}
    if (text := _newest_text(page)) is not None:
        kept.add(text.revision_id)
    newest = text.revision_id if text is not None and page.shown == page.Shown.ON_REQUEST else page.live_revision_id
    gone = _revisions(page).exclude(pk__in=[one for one in kept if one is not None])
    only_there = _files_of(page, gone) - _files_of(page, _revisions(page).filter(pk__in=kept))
    _forget_versions(page, kept=kept)
    ReviewReportPage.objects.filter(pk=page.pk).update(
        latest_revision=newest, draft_title=page.title, has_unpublished_changes=False
    )
    gone.delete()
    page.wagtail_admin_comments.all().delete()
    PageLogEntry.objects.filter(page_id=page.pk).update(label=page.title, data={})
    _delete_files(only_there)


def _forget_versions(page: ReviewReportPage, *, kept: set[int | None]) -> None:
    """That they were public, when and until when stays on record; an earlier text may be one that named somebody."""
    versions = PublishedVersion.objects.filter(publication__review=page.review_id)
    versions.exclude(Q(revision__in=[one for one in kept if one is not None])).update(revision=None, note="")


def _newest_text(page: ReviewReportPage) -> PublishedVersion | None:
    """The newest text that the public could read: it is what is given to who asks for it after its year (D42)."""
    versions = PublishedVersion.objects.filter(publication__review=page.review_id, revision__isnull=False)
    return versions.exclude(shown=PublishedVersion.Shown.ON_REQUEST).order_by("-number").first()


def _revisions(page: ReviewReportPage) -> Any:
    content_type = ContentType.objects.get_for_model(page, for_concrete_model=False)
    return Revision.objects.filter(content_type=content_type, object_id=str(page.pk))


def _files_of(page: ReviewReportPage, revisions: Iterable[Revision]) -> set[Any]:
    """Documents and pictures that these texts show or link. One whose key is gone says nothing any more."""
    found = set(files_of(page, left_out={}))
    for revision in revisions:
        found |= set(files_of(revision.as_object(), left_out={}))
    return found


def _delete_files(files: set[Any]) -> None:
    """Those that no other page shows: Wagtail's index of references tells of everything that is on a page."""
    for one in files:
        if not isinstance(one, get_document_model() | get_image_model()) or one.get_usage().exists():
            continue
        kind = AgreedContent.Kind.DOCUMENT if isinstance(one, get_document_model()) else AgreedContent.Kind.IMAGE
        AgreedContent.objects.filter(kind=kind, object_id=one.pk).delete()
        content_type = ContentType.objects.get_for_model(one)
        pk = str(one.pk)
        one.delete()
        ModelLogEntry.objects.filter(content_type=content_type, object_id=pk).delete()
