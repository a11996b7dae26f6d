"""Small public answers that are no pages: a partnership's colours, robots.txt, what is shown when something fails."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from portal.site.brand import style_sheet
from workflow.parties.party import Partnership


@require_GET
@cache_control(public=True, max_age=31_536_000, immutable=True)
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """The partnership's colour. Its address carries the colour, so browsers may keep it."""
    partnership = get_object_or_404(Partnership.objects.only("brand_colour"), slug=slug)
    return HttpResponse(style_sheet(partnership.brand_colour), content_type="text/css")


@require_GET
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *"]
    if settings.DEMO_CLOCK_FILE is not None:
        lines.append("Disallow: /")  # invented cases must not be found as if they were real
    else:
        closed = ("admin", "accounts", "desk", "my", "report-drafts", "copies", "calendar", "kept", "api")
        lines += [f"Disallow: /{path}/" for path in closed]
        lines.append(f"Sitemap: {settings.PORTAL_BASE_URL}/sitemap.xml")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: says the reason where a sentence was given."""
    text = str(exception or "")
    return render(request, "403.html", {"reason": text if text.endswith(".") else ""}, status=403)
