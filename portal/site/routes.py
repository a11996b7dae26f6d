"""Which page an address leads to: found once from page to page, then asked of the page itself."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from forms.kept_query import KeptQuery
from portal.site import frame_cache
from portal.site.public_page import PublicPage


class StartOfRoutes(PublicPage):
    """The first page of a site. From here Wagtail reads every page on the way to the one that is wanted, each twice.

    Remembered of an address is which page answered, no more: the page is read each time, has to stand where it stood,
    and says itself whether it is on the site and what lies below it.
    """

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if not path_components:
            return super().route(request, path_components)
        walked: list[RouteResult] = []

        def walk() -> tuple[type[Page], int, int]:
            walked.append(super(StartOfRoutes, self).route(request, path_components))
            page = walked[0].page
            return type(page), page.pk, page.depth - self.depth

        kind, pk, steps = frame_cache.recall(f"route {self.pk} {'/'.join(path_components)}", walk)
        if walked:
            return walked[0]
        page = _of(kind).first(pk=pk)  # type: ignore[arg-type]  # a class has a hash
        way = path_components[:steps]
        if page is None or page.url_path != f"{self.url_path}{'/'.join(way)}/":
            return super().route(request, path_components)
        return page.route(request, path_components[steps:])


@cache
def _of(kind: type[Page]) -> KeptQuery[Any]:
    """A page of this kind by its number."""
    return KeptQuery(lambda pk: kind._default_manager.filter(pk=pk).order_by(), pk=int)
