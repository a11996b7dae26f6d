"""Pages of the site that look alike for everybody who may see them."""

from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from forms.kept_query import KeptQuery
from workflow.parties.party import paths_above


def _hidden_or_alias(paths: list[str]) -> Any:
    above = Page.objects.filter(path__in=paths).order_by()
    return above.filter(Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False)).values_list("pk", flat=True)


HIDDEN_OR_ALIAS: KeptQuery[int] = KeptQuery(_hidden_or_alias, paths=list[str])


class PublicPage(Page):
    """Nothing that such a page shows hangs on who asks: its parts may be kept (portal.site.page_parts). Who may see it
    is asked each time.
    """

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """Wagtail reads the pages above, then what hides them. Nearly always nothing does: that is one question."""
        if HIDDEN_OR_ALIAS.rows(paths=paths_above(self)):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()
