"""Home, guidance and the list of forms: what a content editor writes and moves without help.

A partnership is a branch of the page tree below its HomePage; shared guidance lies beside the branches.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.admin.panels import MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from forms.models.form_page import FormPage
from portal.site.blocks import BodyBlock
from portal.site.privacy import OpenToAll
from portal.site.public_page import PublicPage
from portal.site.routes import StartOfRoutes
from workflow.parties.party import Partnership

NEWEST = 3


class PortalHomePage(StartOfRoutes):
    """The top of the site: which partnerships there are, and guidance that all of them share."""

    lead = models.TextField(blank=True, help_text="One or two sentences that say what this site is for.")
    body = StreamField(BodyBlock(), blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead", "body"]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    api_fields: ClassVar[list[APIField]] = [APIField("lead"), APIField("body")]
    template = "portal/portal_home.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["portal.HomePage", "portal.ContentPage", "portal.ReportIndexPage"]

    def permissions_for_user(self, user: Any) -> OpenToAll:
        return OpenToAll(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        partnerships = Partnership.objects.select_related("home").filter(home__live=True)
        shared = ContentPage.objects.child_of(self).live().filter(in_footer=False)
        public = cache(_public)
        libraries = apps.get_model("portal", "ReportIndexPage").objects.live().child_of(self)
        return {
            **super().get_context(request, *args, **kwargs),
            "partnerships": partnerships,
            "shared": shared,
            "library": SimpleLazyObject(lambda: libraries.filter(public()).first()),
            "latest_reports": latest("ReviewReportPage", "-published_on", self, public),
            "latest_learning": latest("LearningPage", "-day", self, public),
        }


class HomePage(StartOfRoutes):
    """The front door of one partnership (Partnership.home points here)."""

    lead = models.TextField(blank=True, help_text="One or two sentences below the name.")
    start_text = models.CharField("main button", max_length=60, blank=True, help_text="For example: Refer a case")
    start_page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="where the button leads"
    )
    body = StreamField(BodyBlock(), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        "lead",
        MultiFieldPanel(["start_text", PageChooserPanel("start_page")], heading="Main button"),
        "body",
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    api_fields: ClassVar[list[APIField]] = [APIField("lead"), APIField("body")]
    template = "portal/home.html"
    parent_page_types: ClassVar[list[str]] = ["portal.PortalHomePage"]
    subpage_types: ClassVar[list[str]] = [
        "portal.ContentPage",
        "portal.FormsIndexPage",
        "portal.ReportIndexPage",
        "portal.LearningIndexPage",
        "portal.NewsIndexPage",
        # The form by which a report is asked for.
        "forms.FormPage",
    ]

    def permissions_for_user(self, user: Any) -> OpenToAll:
        return OpenToAll(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        public = cache(_public)
        return {
            **super().get_context(request, *args, **kwargs),
            "sections": self.get_children().live().in_menu(),
            "latest_reports": latest("ReviewReportPage", "-published_on", self, public),
            "latest_learning": latest("LearningPage", "-day", self, public),
            "latest_news": latest("NewsPage", "-day", self, public),
        }


def _public() -> models.Q:
    """Of pages that are not hidden, and not below one that is."""
    return ~Page.objects.all().private_q()


def latest(model: str, day: str, home: Page, public: Callable[[], models.Q]) -> Any:
    """The three newest pages of one kind on the site below this one, looked for where they are drawn. `public`: asked
    once for all kinds.
    """

    def pages() -> models.QuerySet[Any]:
        # Resolved by name: the rooms of these pages import this one, not the other way round.
        found = apps.get_model("portal", model).objects.live().filter(public()).descendant_of(home)
        newest: models.QuerySet[Any] = found.order_by(day, "-pk")[:NEWEST]
        return newest

    return SimpleLazyObject(pages)


class ContentPage(PublicPage):
    """Guidance: words, steps and links."""

    lead = models.TextField(blank=True, help_text="Shown large below the title, and in lists of pages.")
    body = StreamField(BodyBlock(), blank=True)
    in_footer = models.BooleanField(
        "link from the foot of every page", default=False, help_text="For privacy, cookies and accessibility."
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead", "body"]
    promote_panels: ClassVar[list[Any]] = [*Page.promote_panels, "in_footer"]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        *map(index.SearchField, ("lead", "body")),
        index.FilterField("in_footer"),
    ]
    api_fields: ClassVar[list[APIField]] = [APIField("lead"), APIField("body")]
    template = "portal/content.html"
    parent_page_types: ClassVar[list[str]] = ["portal.PortalHomePage", "portal.HomePage", "portal.ContentPage"]
    subpage_types: ClassVar[list[str]] = ["portal.ContentPage"]


class FormsIndexPage(Page):
    """The live forms of a partnership, in the editor's order."""

    lead = models.TextField(blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead"]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead")]
    template = "portal/forms_index.html"
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = ["forms.FormPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        forms = FormPage.objects.child_of(self).live().order_by("path")
        return {**super().get_context(request, *args, **kwargs), "form_pages": forms}
