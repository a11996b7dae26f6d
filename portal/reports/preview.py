"""The newest draft of a report and every published version, for deciders who do not work in the CMS (D33, D36)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.reports.pages import ReviewReportPage
from workflow.machines.publication.published_version import PublishedVersion
from workflow.parties.party import Partnership
from workflow.parties.roles import CASE_ROLES, Actor, Role


@never_cache
@require_safe
def draft(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """404 for everybody who may not read this partnership's cases: they may not know that there is a draft."""
    page, partnership = _found(request, review_id)
    newest = page.get_latest_revision_as_object()
    context = {"page": newest, "self": newest, "partnership": partnership, "is_draft": True}
    return TemplateResponse(request, newest.template, context)


@never_cache
@require_safe
def version(request: HttpRequest, review_id: UUID, number: int) -> HttpResponse:
    """A version that the public could read, as it stood. 404 as for the draft."""
    _page, partnership = _found(request, review_id)
    kept = get_object_or_404(
        PublishedVersion.objects.select_related("revision"), publication__review=review_id, number=number
    )
    if kept.revision is None:
        raise Http404
    text = kept.revision.as_object()
    context = {"page": text, "self": text, "partnership": partnership, "version": kept}
    return TemplateResponse(request, text.template, context)


def _found(request: HttpRequest, review_id: UUID) -> tuple[ReviewReportPage, Partnership]:
    page = get_object_or_404(ReviewReportPage, review_id=review_id)
    partnership = Partnership.objects.for_page(page)
    readers = CASE_ROLES | {Role.PUBLISHER}
    if partnership is None or not Actor.of(request.user).holds(readers, partnership_id=partnership.pk):
        raise Http404
    return page, partnership
