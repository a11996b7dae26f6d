"""The newest draft of a report and every published version, for deciders who do not work in the CMS (D33, D36)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.reports.pages import ReviewReportPage
from portal.reports.reading import Reading
from workflow.machines.publication.machine import Publication
from workflow.machines.publication.published_version import PublishedVersion
from workflow.machines.review.machine import Review
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role, may_read_case


@never_cache
@require_safe
def draft(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """404 for everybody who may not read this case: they may not know that there is a draft. A publisher reads it from
    its clearance on.
    """
    page, review = _found(review_id)
    cleared = Publication.objects.filter(review=review, state__in=Publication.FOR_PUBLISHERS)
    actor = Actor.of(request.user)
    if not may_read_case(review.case, actor) and not (_publishes(actor, review) and cleared.exists()):
        raise Http404
    newest = page.get_latest_revision_as_object()
    partnership = Partnership.objects.for_page(page)
    reading = Reading(newest, request, public=False)
    context = {"page": newest, "self": newest, "partnership": partnership, "is_draft": True, "reading": reading}
    return TemplateResponse(request, newest.template, context)


@never_cache
@require_safe
def version(request: HttpRequest, review_id: UUID, number: int) -> HttpResponse:
    """A version that the public could read, as it stood. 404 for who neither reads the case nor publishes."""
    page, review = _found(review_id)
    actor = Actor.of(request.user)
    if not may_read_case(review.case, actor) and not _publishes(actor, review):
        raise Http404
    kept = get_object_or_404(
        PublishedVersion.objects.select_related("revision"), publication__review=review_id, number=number
    )
    if kept.revision is None:
        raise Http404
    text = kept.revision.as_object()
    partnership = Partnership.objects.for_page(page)
    reading = Reading(text, request, public=False)
    context = {"page": text, "self": text, "partnership": partnership, "version": kept, "reading": reading}
    return TemplateResponse(request, text.template, context)


def _found(review_id: UUID) -> tuple[ReviewReportPage, Review]:
    reviews = Review.objects.select_related("case__partnership")
    return get_object_or_404(ReviewReportPage, review_id=review_id), get_object_or_404(reviews, pk=review_id)


def _publishes(actor: Actor, review: Review) -> bool:
    return actor.holds({Role.PUBLISHER}, partnership_id=review.case.partnership_id)
