"""Listings of the CMS that find a name however it is written: databases compare it letter by letter."""

from typing import Any

from django.db.models import QuerySet
from wagtail.snippets.views.snippets import IndexView as SnippetsView

from forms.same_text import same


class SameTextSearch:
    """Every word of the search stands somewhere in the fields that are searched. For short lists: it reads them all."""

    is_searching: bool
    search_query: str
    search_fields: Any

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.is_searching:
            return queryset
        wanted = same(self.search_query).split()
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        found = [pk for pk, *texts in rows if _holds(same(" ".join(texts)), wanted)]
        return queryset.filter(pk__in=found)


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


class NamesView(SameTextSearch, SnippetsView):
    """Snippets that are found by their name."""
