"""Published review reports, and the index where the public searches them."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from portal.reports.blocks import CorrectionBlock, RecommendationBlock
from portal.reports.lock import MachineMoved
from portal.reports.search import ReportSearch
from workflow.machines.review.machine import Review

PROSE = ["h3", "h4", "bold", "ol", "ul", "link"]
REPORTS_A_PAGE = 10


class ReportTheme(TagBase):
    """What reports are about, from one list for all partnerships."""

    free_tagging = False

    class Meta:
        verbose_name = "report theme"


register_snippet(ReportTheme)


class TaggedReport(ItemBase):
    tag = models.ForeignKey(ReportTheme, related_name="tagged_reports", on_delete=models.CASCADE)
    content_object = ParentalKey("portal.ReviewReportPage", related_name="tagged_items", on_delete=models.CASCADE)

    def __str__(self) -> str:
        return str(self.tag)


class ReportIndexPage(Page):
    """The public library of a partnership's reports; at the top of the site, of all of them."""

    lead = models.TextField(blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead"]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead")]
    api_fields: ClassVar[list[APIField]] = [APIField("lead")]
    template = "portal/report_index.html"
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage", "portal.PortalHomePage"]
    subpage_types: ClassVar[list[str]] = ["portal.ReviewReportPage"]

    def reports(self) -> models.QuerySet["ReviewReportPage"]:
        """Every published report in the branch that this page stands in."""
        reports = ReviewReportPage.objects.live().public().order_by("-published_on", "-pk")
        if self.depth <= 3:  # beside the partnerships' homes: the whole site
            return reports.descendant_of(self.get_parent())
        return reports.child_of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        search = ReportSearch.from_query(request.GET, choices=self.choices())
        page = Paginator(search.results(self.reports()), REPORTS_A_PAGE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "search": search, "results": page}

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """What can be filtered by: only what some published report has."""
        reports = self.reports().order_by()
        years = reports.filter(published_on__isnull=False).dates("published_on", "year", order="DESC")
        themes = ReportTheme.objects.filter(tagged_reports__content_object__in=reports).distinct().order_by("name")
        return {
            "year": [(str(day.year), str(day.year)) for day in years],
            "theme": [(theme.slug, theme.name) for theme in themes],
            "kind": list(ReviewReportPage.Kind.choices),
            "age": list(ReviewReportPage.AgeBand.choices),
        }


class ReviewReportPage(MachineMoved):
    """One review's report. It is drafted here; only its case publishes it (portal.reports.publishing)."""

    class Kind(models.TextChoices):
        LOCAL = "local", "Local child safeguarding practice review"
        LEARNING = "learning", "Learning review"
        NATIONAL = "national", "National review"

    class AgeBand(models.TextChoices):
        UNBORN = "unborn", "Unborn or under 1"
        EARLY = "1-4", "1 to 4"
        PRIMARY = "5-10", "5 to 10"
        YOUNG = "11-15", "11 to 15"
        OLDER = "16-17", "16 to 17"
        SEVERAL = "several", "Several children of different ages"

    class Shown(models.TextChoices):
        FULL = "full", "The full report"
        IMPROVEMENTS = "improvements", "The improvements only"
        ON_REQUEST = "on_request", "Available on request"

    # The machine's record, by its identifier: a published report outlives the erasure of its case.
    review_id = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LOCAL)
    age_band = models.CharField("age of the child", max_length=10, choices=AgeBand.choices, blank=True)
    themes = ClusterTaggableManager(through=TaggedReport, blank=True)
    summary = models.TextField(
        blank=True, help_text="A few sentences for lists and search results. No names, no dates."
    )
    improvements = RichTextField(
        "summary of recommended improvements", features=PROSE, blank=True, help_text="The report must have it (D31)."
    )
    analysis = RichTextField(
        "systemic or underlying reasons",
        features=PROSE,
        blank=True,
        help_text="Why things happened as they did. The report must have it (D31).",
    )
    learning = RichTextField("learning for practice", features=PROSE, blank=True)
    recommendations = StreamField([("recommendation", RecommendationBlock())], blank=True)
    corrections = StreamField([("correction", CorrectionBlock())], blank=True)
    published_on = models.DateField(null=True, blank=True, editable=False, db_index=True)
    shown = models.CharField(max_length=12, choices=Shown.choices, default=Shown.FULL, editable=False)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        "summary",
        MultiFieldPanel(["improvements", "analysis"], heading="What every report has (D31)"),
        "learning",
        "recommendations",
        MultiFieldPanel(["kind", "age_band", "themes"], heading="How it is found"),
        "corrections",
    ]
    promote_panels: ClassVar[list[Any]] = ["slug", "search_description"]
    settings_panels: ClassVar[list[Any]] = []
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        *map(index.SearchField, ("summary", "improvements", "analysis", "learning", "recommendations")),
    ]
    api_fields: ClassVar[list[APIField]] = [
        *map(APIField, ("kind", "age_band", "themes", "summary", "improvements", "analysis", "learning")),
        *map(APIField, ("recommendations", "corrections", "published_on", "shown")),
    ]
    template = "portal/report.html"
    is_creatable = False  # a draft is made by its review (portal.reports.publishing)
    parent_page_types: ClassVar[list[str]] = ["portal.ReportIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    def is_with_approvers(self) -> bool:
        if self.review_id is None:
            return False
        return Review.objects.filter(pk=self.review_id, state__in=Review.WITH_APPROVERS).exists()
