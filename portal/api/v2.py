"""Wagtail's API v2: published pages, images and documents, for other sites and programs to read.

Wagtail hands what an address says to the database as it stands; what no database takes is told here as a 400.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest
from wagtail.api.v2.filters import SearchFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from forms.same_text import folded_words
from portal.identification.making import public_documents, public_pictures

# What stands in no text that a database keeps, and a number that it has no room for.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff\ufffd]")
WHOLE = re.compile("[0-9]{1,9}")
COUNTED = ("limit", "offset", "id", "child_of", "ancestor_of", "descendant_of", "translation_of")
ROOT = "root"
LARGEST = 2**31 - 1


class WordSearch(SearchFilter):
    """Words alone: SQLite reads quotes and brackets as a query language of its own."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if "search" in request.GET:
            words = " ".join(folded_words(request.GET["search"]))
            if not words:
                raise BadRequestError("search must have a word to look for")
            asked = request._request.GET.copy()
            asked["search"] = words
            request._request.GET = asked
        return super().filter_queryset(request, queryset, view)


class TitleSearch(SearchFilter):
    """Words of a title or a tag, in the table itself: no index of the search knows what waits for a second person."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if "search" not in request.GET:
            return queryset
        words = folded_words(request.GET["search"])
        if not words:
            raise BadRequestError("search must have a word to look for")
        for word in words:
            queryset = queryset.filter(Q(title__icontains=word) | Q(tags__name__icontains=word))
        return queryset.distinct()


class Careful:
    """What is odd in an address is told, whichever parameter it stands in."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]  # of the view that this is mixed into
        for name, values in request.GET.lists():
            for value in values:
                _check(name, value)

    def detail_view(self, request: HttpRequest, pk: int) -> Any:
        if pk > LARGEST:
            raise Http404("not found")
        return super().detail_view(request, pk)  # type: ignore[misc]  # as above

    def handle_exception(self, error: Exception) -> Any:
        if isinstance(error, ValueError | OverflowError | ValidationError):
            error = BadRequestError("a parameter has a value that cannot be read")
        return super().handle_exception(error)  # type: ignore[misc]  # as above


def _check(name: str, value: str) -> None:
    if UNKEEPABLE.search(name) or UNKEEPABLE.search(value):
        raise BadRequestError("a parameter holds a character that cannot be read")
    if name in COUNTED and not WHOLE.fullmatch(value) and not (name == "child_of" and value == ROOT):
        raise BadRequestError(f"{name} must be a positive integer")


def _searching(view: Any, by: Any) -> list[Any]:
    return [by if one is SearchFilter else one for one in view.filter_backends]


class Pages(Careful, PagesAPIViewSet):
    filter_backends = _searching(PagesAPIViewSet, WordSearch)


class Images(Careful, ImagesAPIViewSet):
    """Only those whose words name nobody of a case, or were agreed to."""

    filter_backends = _searching(ImagesAPIViewSet, TitleSearch)

    def get_queryset(self) -> Any:
        return public_pictures(super().get_queryset())


class Documents(Careful, DocumentsAPIViewSet):
    """Only those of which the public gets a file (portal.identification.making)."""

    filter_backends = _searching(DocumentsAPIViewSet, TitleSearch)

    def get_queryset(self) -> Any:
        return public_documents(super().get_queryset())


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", Pages)
router.register_endpoint("images", Images)
router.register_endpoint("documents", Documents)
