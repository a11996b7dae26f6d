"""Briefings to read in seven minutes, and news: pages that a content editor writes below the partnership's home."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import MultiFieldPanel
from wagtail.api import APIField
from wagtail.blocks import ListBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from forms import present
from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from portal.site.blocks import BodyBlock
from workflow.parties.party import Partnership

PAGES_A_PAGE = 10


class BriefingBlock(BodyBlock):
    """What pages are composed of, and questions for a team to talk about."""

    talk_about = ListBlock(
        TextBlock(rows=2),
        icon="group",
        label="Questions for your team",
        template="portal/blocks/talk_about.html",
    )

    class Meta:
        required = False


class DatedPage(Page):
    """A page of a series: the newest stands first in its list."""

    day = models.DateField("date", default=present.today)
    lead = models.TextField(blank=True, help_text="One or two sentences: shown below the title, in lists and previews.")

    class Meta:
        abstract = True


class SeriesIndexPage(Page):
    """The list of a series, newest first, ten to a page."""

    lead = models.TextField(blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead"]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead")]
    api_fields: ClassVar[list[APIField]] = [APIField("lead")]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]

    class Meta:
        abstract = True

    def entries(self) -> models.QuerySet[Any]:
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        results = Paginator(self.entries(), PAGES_A_PAGE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "results": results}


class LearningIndexPage(SeriesIndexPage):
    """Every briefing of the partnership."""

    template = "portal/learning_index.html"
    subpage_types: ClassVar[list[str]] = ["portal.LearningPage"]

    def entries(self) -> models.QuerySet["LearningPage"]:
        pages = LearningPage.objects.child_of(self).live().public().order_by("-day", "-pk")
        return pages.prefetch_related("themes")


class LearningPage(DatedPage):
    """A seven-minute briefing: what happened in general, what was learnt, what to do differently."""

    minutes = models.PositiveSmallIntegerField(
        "minutes to read", default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    themes = ParentalManyToManyField(ReportTheme, blank=True, related_name="learning_pages")
    reports = ParentalManyToManyField(ReviewReportPage, blank=True, related_name="learning_pages")
    body = StreamField(BriefingBlock(), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        "lead",
        MultiFieldPanel(["day", "minutes"], heading="Date and length"),
        "body",
        MultiFieldPanel(["themes", "reports"], heading="What it is about"),
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, *map(index.SearchField, ("lead", "body"))]
    api_fields: ClassVar[list[APIField]] = [*map(APIField, ("day", "lead", "minutes", "body"))]
    template = "portal/learning.html"
    parent_page_types: ClassVar[list[str]] = ["portal.LearningIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        home = Partnership.objects.for_page(self)
        library = ReportIndexPage.objects.live().descendant_of(home.home).first() if home and home.home else None
        return {
            **super().get_context(request, *args, **kwargs),
            "reports": self.public_reports(),
            "library_url": library.get_url(request) if library else "",
        }

    def public_reports(self) -> models.QuerySet[ReviewReportPage]:
        """Of the reports it learns from those that the public can read now."""
        chosen = ReviewReportPage.objects.filter(pk__in=[report.pk for report in self.reports.all()])
        return chosen.live().public().order_by("-published_on", "-pk")


class NewsIndexPage(SeriesIndexPage):
    """All news of the partnership."""

    template = "portal/news_index.html"
    subpage_types: ClassVar[list[str]] = ["portal.NewsPage"]

    def entries(self) -> models.QuerySet["NewsPage"]:
        return NewsPage.objects.child_of(self).live().public().order_by("-day", "-pk")


class NewsPage(DatedPage):
    """One piece of news."""

    body = StreamField(BodyBlock(), blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead", "day", "body"]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, *map(index.SearchField, ("lead", "body"))]
    api_fields: ClassVar[list[APIField]] = [*map(APIField, ("day", "lead", "body"))]
    template = "portal/news.html"
    parent_page_types: ClassVar[list[str]] = ["portal.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
