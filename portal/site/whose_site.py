"""Which site a request is for, and its first page: Wagtail puts a statement together for it and reads both each time.

They lie with the frame (portal.site.frame_cache), which every change to a site or a page makes anew. Each request has
copies: what it leaves on a page is not seen by the next.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Site

from portal.site import frame_cache
from portal.site.page_parts import SERVES_PAGES


class WhoseSiteMiddleware:
    """Before a page is served. What Wagtail asks the site for elsewhere is seldom asked, or remembered itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        if request.resolver_match is not None and request.resolver_match.view_name == SERVES_PAGES:
            recall(request)


def recall(request: HttpRequest) -> None:
    """Let Wagtail find what it found before for this host and port."""
    found = frame_cache.recall(f"site {request.get_host()} {request.get_port()}", lambda: _read(request))
    request._wagtail_site = found and _copied(found)  # type: ignore[attr-defined]  # where Wagtail looks first


def _read(request: HttpRequest) -> Site | None:
    site: Site | None = Site.find_for_request(request)
    if site is not None:
        # The page as what it is: kept with the site.
        _ = site.root_page.specific
    return site


def _copied(kept: Site) -> Site:
    site = copy(kept)
    page = copy(kept.root_page)
    page.__dict__["specific"] = copy(kept.root_page.specific)
    site.root_page = page
    return site
