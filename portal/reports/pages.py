"""Published review reports, and the index where the public searches them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from forms import present
from portal.full_text.words import kept
from portal.reports.blocks import CorrectionBlock, RecommendationBlock
from portal.reports.lock import MachineMoved
from portal.reports.reading import Reading
from portal.reports.search import ReportSearch
from portal.reports.searched import parts_of
from portal.site.privacy import LibraryPermissions
from portal.site.public_page import PublicPage
from workflow.machines.review.machine import Review
from workflow.parties.party import Partnership

PROSE = ["h3", "h4", "bold", "ol", "ul", "link"]
REPORTS_A_PAGE = 10


class ReportTheme(TagBase):
    """What reports are about, from one list for all partnerships."""

    free_tagging = False

    class Meta:
        verbose_name = "report theme"


class TaggedReport(ItemBase):
    tag = models.ForeignKey(ReportTheme, related_name="tagged_reports", on_delete=models.CASCADE)
    content_object = ParentalKey("portal.ReviewReportPage", related_name="tagged_items", on_delete=models.CASCADE)

    def __str__(self) -> str:
        return str(self.tag)


class ReportIndexPage(PublicPage):
    """The public library of a partnership's reports; at the top of the site, of all of them."""

    lead = models.TextField(blank=True)
    figures_are_public = models.BooleanField(
        "publish figures with the open data",
        default=False,
        help_text="How many referrals, notifications and reviews there were. Small numbers are left out.",
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead", "figures_are_public"]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead")]
    api_fields: ClassVar[list[APIField]] = [APIField("lead")]
    template = "portal/report_index.html"
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage", "portal.PortalHomePage"]
    subpage_types: ClassVar[list[str]] = ["portal.ReviewReportPage"]

    def reports(self) -> models.QuerySet["ReviewReportPage"]:
        """Every published report in the branch that this page stands in."""
        reports = ReviewReportPage.objects.live().public().order_by("-published_on", "-pk")
        if self.is_of_all:
            return reports.descendant_of(self.get_parent())
        return reports.child_of(self)

    def permissions_for_user(self, user: Any) -> LibraryPermissions:
        return LibraryPermissions(user, self)

    @property
    def is_of_all(self) -> bool:
        """Whether it stands beside the partnerships' homes: then it lists the reports of the whole site."""
        return self.depth <= 3

    def searched(
        self, query: Mapping[str, Any], reports: "models.QuerySet[ReviewReportPage] | None" = None
    ) -> ReportSearch:
        """The search that an address asks for. `reports`: those of this library, where they are at hand."""
        if reports is None:
            reports = self.reports()
        branches = self.branches()
        return ReportSearch.from_query(
            query,
            choices=self.choices({code: name for code, (name, _path) in branches.items()}, reports.order_by()),
            branches={code: path for code, (_name, path) in branches.items()},
        )

    def branches(self) -> dict[str, tuple[str, str]]:
        """Name and tree path of each partnership by its address, where there is a choice."""
        if not self.is_of_all:
            return {}
        found = Partnership.objects.exclude(home=None).order_by("name").values_list("slug", "name", "home__path")
        return {slug: (name, path) for slug, name, path in found}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if request.GET:
            return {**context, **self.found(request.GET)}
        # The list as it stands, looked for where it is drawn: its part of the page may be kept.
        found = cache(lambda: self.found({}))
        listed = {
            "search": SimpleLazyObject(lambda: found()["search"]),
            "results": SimpleLazyObject(lambda: found()["results"]),
        }
        return {**context, **listed, "instead": None}

    def found(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """What an address asks for: the search, what it found, and the search that was meant where it found nothing."""
        reports = self.reports()
        search = self.searched(query, reports)
        found, instead = search.results(reports), None
        if search.words and not found and (meant := search.meant(reports)) is not None:
            found = meant.results(reports)
            # What finds nothing either helps nobody.
            instead = meant if found else None
        page = Paginator(found, REPORTS_A_PAGE).get_page(query.get("page"))
        return {"search": search, "instead": instead, "results": page}

    def choices(
        self, partnerships: Mapping[str, str], reports: "models.QuerySet[ReviewReportPage]"
    ) -> dict[str, list[tuple[str, str]]]:
        """What can be filtered by: only what some published report has."""
        years = reports.filter(published_on__isnull=False).dates("published_on", "year", order="DESC")
        themes = ReportTheme.objects.filter(tagged_reports__content_object__in=reports).distinct().order_by("name")
        return {
            "partnership": list(partnerships.items()),
            "year": [(str(day.year), str(day.year)) for day in years],
            "theme": [(theme.slug, theme.name) for theme in themes],
            "kind": list(ReviewReportPage.Kind.choices),
            "age": list(ReviewReportPage.AgeBand.choices),
        }


class ReviewReportPage(RoutablePageMixin, MachineMoved):
    """One review's report. It is drafted here; only its case publishes it (portal.reports.publishing)."""

    class Kind(models.TextChoices):
        LOCAL = "local", _("Local child safeguarding practice review")
        LEARNING = "learning", _("Learning review")
        NATIONAL = "national", _("National review")

    class AgeBand(models.TextChoices):
        UNBORN = "unborn", _("Unborn or under 1")
        EARLY = "1-4", _("1 to 4")
        PRIMARY = "5-10", _("5 to 10")
        YOUNG = "11-15", _("11 to 15")
        OLDER = "16-17", _("16 to 17")
        SEVERAL = "several", _("Several children of different ages")

    class Shown(models.TextChoices):
        FULL = "full", _("The full report")
        IMPROVEMENTS = "improvements", _("The improvements only")
        ON_REQUEST = "on_request", _("Available on request")

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
        MultiFieldPanel(["improvements", "analysis"], heading="What every report has"),
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
        index.SearchField("searched_words"),
    ]
    api_fields: ClassVar[list[APIField]] = [
        *map(APIField, ("kind", "age_band", "themes", "summary", "improvements", "analysis", "learning")),
        *map(APIField, ("recommendations", "corrections", "published_on", "shown")),
    ]
    template = "portal/report.html"
    is_creatable = False  # a draft is made by its review (portal.reports.publishing)
    parent_page_types: ClassVar[list[str]] = ["portal.ReportIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        public = self.live and not getattr(request, "is_preview", False)
        reading = Reading(self, request, public=public)
        return {**super().get_context(request, *args, **kwargs), "reading": reading}

    @path("pdf/", name="pdf")
    def paper(self, request: HttpRequest) -> HttpResponse:
        """What the page says, as a tagged PDF. 404 where the report itself is not on the site (D42)."""
        from portal.reports.pdf import print_report  # noqa: PLC0415 - the PDF's engine loads where a PDF is made

        partnership = Partnership.objects.for_page(self)
        if not self.live or self.shown == self.Shown.ON_REQUEST or partnership is None:
            raise Http404
        only = self.shown == self.Shown.IMPROVEMENTS
        name, content = print_report(self, partnership=partnership, improvements_only=only, now=present.now())
        headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def searched_words(self) -> str:
        """For the CMS's and the API's search: every word without its accents."""
        return " ".join(kept(lines) for lines in parts_of(self).values())

    def is_with_approvers(self) -> bool:
        if self.review_id is None:
            return False
        return Review.objects.filter(pk=self.review_id, state__in=Review.WITH_APPROVERS).exists()
