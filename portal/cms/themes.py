"""The themes of reports in the CMS: one list for all partnerships, kept by content editors."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from portal.reports.pages import ReportTheme


class ThemesView(IndexView):
    """The list says how often a theme is used: drafts are not counted, so that nothing is learnt of them."""

    def get_base_queryset(self) -> QuerySet[ReportTheme]:
        found: QuerySet[ReportTheme] = super().get_base_queryset()
        return found.annotate(
            on_site=Count("tagged_reports", filter=Q(tagged_reports__content_object__live=True), distinct=True)
        )


class ThemeViewSet(SnippetViewSet):
    model = ReportTheme
    icon = "tag"
    menu_label = "Report themes"
    menu_order = 310
    add_to_admin_menu = True
    index_view_class = ThemesView
    list_display = ["name", Column("on_site", label="Reports on the site")]
    search_fields = ["name"]
    panels = ["name", "slug"]


def theme_viewset() -> ThemeViewSet:
    return ThemeViewSet()


def keep_used(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """A theme that a report or a briefing has stays: it would vanish from the page without a word."""
    themes = [one.pk for one in instances if isinstance(one, ReportTheme)]
    used = ReportTheme.objects.filter(pk__in=themes)
    used = used.exclude(tagged_reports=None, learning_pages=None).distinct().order_by("name")
    if not used:
        return None
    names = ", ".join(f"‘{theme}’" for theme in used)
    messages.error(request, f"Reports or briefings have the theme {names}. Take it off them first, or rename it.")
    return redirect(ReportTheme.snippet_viewset.get_url_name("list"))
