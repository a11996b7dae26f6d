"""What everybody sees alike of a page that has to be drawn: for who is signed in, or has begun something.

Templates put it into `{% everybodys %}`; it is given again for pages that say of themselves that they look alike for
everybody (portal.site.public_page). It lies where whole pages lie (portal.site.page_cache), at the same addresses,
under the same token and as long.

Whether somebody may see the page is asked first, each time, as ever. The token is read before anything of the page is:
a change that is committed meanwhile renews it, and what was drawn counts for the one before. A part is drawn as if
nobody had asked: the person, their session and what they are told are not there to be kept.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page

from portal.site import frame_cache, page_cache
from portal.site.public_page import PublicPage

SERVES_PAGES = "wagtail_serve"
# What an address is made of: nothing else is known of a request of nobody.
OF_ADDRESS = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO")


class PagePartsMiddleware:
    """Inside everything that knows the person, and before a page is looked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        parts: Parts | None = getattr(request, "page_parts", None)
        # Wagtail marks a page that not everybody may see.
        is_open = "private" not in response.headers.get("Cache-Control", "")
        if parts is not None and response.status_code == page_cache.OK and is_open:
            parts.keep()
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        found = request.resolver_match
        if found is None or found.view_name != SERVES_PAGES or not page_cache.is_of_somebody(request):
            return
        # While the cache is away no process hears of another's change.
        if (key := page_cache.key_of(request, "parts")) and frame_cache.is_shared():
            request.page_parts = Parts(key, request)  # type: ignore[attr-defined]  # ours


class Parts:
    """Those of one address, as one request finds them and leaves them."""

    def __init__(self, key: str, request: HttpRequest) -> None:
        self._key = key
        self._drawn: dict[Any, str] = {}
        # What they are drawn from.
        self.request = NobodysRequest(request)

    @cached_property
    def _kept(self) -> dict[Any, str]:
        return caches["pages"].get(self._key) or {}

    def give(self, page: Page, name: str, draw: Callable[[], str]) -> str:
        """What was kept of this part, else what `draw` gives now."""
        part = (page.pk, page.last_published_at, name)
        found = self._kept.get(part)
        if found is None:
            found = self._drawn[part] = draw()
        return found

    def keep(self) -> None:
        """All of them or none, so that each is as old as the others."""
        if self._drawn and not self._kept and sum(map(len, self._drawn.values())) <= page_cache.MOST_KEPT_BYTES:
            caches["pages"].set(self._key, self._drawn, page_cache.FRESH_SECONDS)


def parts_for(request: Any, page: Any) -> Parts | None:
    """None where all of the page is drawn for this request."""
    if not isinstance(page, PublicPage) or getattr(request, "is_preview", False):
        return None
    return getattr(request, "page_parts", None)


class NobodysRequest(HttpRequest):
    """The same address, asked by nobody."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.method, self.path, self.path_info = "GET", request.path, request.path_info
        self.META = {name: request.META[name] for name in OF_ADDRESS if name in request.META}
        self.user = AnonymousUser()
        self._scheme = str(request.scheme)

    def _get_scheme(self) -> str:
        return self._scheme
