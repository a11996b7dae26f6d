"""New reports as an Atom feed, of the whole library or of what somebody searched for."""

from dataclasses import replace
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.library.found import library_or_404

MOST = 50
# XML has no sign for them; a title that was pasted may have one.
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@require_safe
@cache_control(public=True, no_cache=True)
@conditional_page
def feed(request: HttpRequest, library_id: int) -> HttpResponse:
    """The newest reports that fit the filters of the address. Every copy of it asks again before it is shown, so that a
    report that is taken down is gone with the next look.
    """
    library = library_or_404(library_id)
    search = replace(library.searched(request.GET), sort="newest")
    narrowed = f" ({search.told})" if search.told else ""
    here = library.get_full_url(request) or ""
    written = Atom1Feed(
        title=f"{library.title}{narrowed}".translate(NOT_IN_XML),
        link=f"{here}{search.filter_address}" if narrowed else here,
        description=library.lead.translate(NOT_IN_XML),
        language="en-GB",
        feed_url=request.build_absolute_uri(),
        feed_guid=request.build_absolute_uri(request.path + (search.filter_address if narrowed else "")),
    )
    for report in search.results(library.reports())[:MOST]:
        day = report.published_on or timezone.localdate(report.first_published_at)
        written.add_item(
            title=report.title.translate(NOT_IN_XML),
            link=report.get_full_url(request) or "",
            unique_id=report.get_full_url(request) or "",
            description=report.summary.translate(NOT_IN_XML),
            pubdate=timezone.make_aware(datetime.combine(day, time.min)),
            updateddate=report.last_published_at or report.first_published_at,
            categories=[theme.name.translate(NOT_IN_XML) for theme in report.themes.all()],
        )
    return HttpResponse(written.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
