"""What the frame of every page needs: partnerships, menus and the person's own links, read once a request."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from forms import present
from portal.site import entrance, frame_cache
from portal.site.pages import ContentPage, PortalHomePage
from workflow.desk.overview import OVERVIEW_ROLES
from workflow.parties.party import Partnership
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, CMS_ROLES, PEOPLE_ROLES, PROGRAM_ROLES, Actor, Role

# How deep in the tree the portal's home lies, below the root that nobody sees.
TOP = 2


@dataclass(frozen=True)
class Link:
    text: str
    url: str
    active: bool = False


class Frame:
    """Lazy, so that a page pays only for the parts it draws."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.name: str = settings.WAGTAIL_SITE_NAME
        self.is_demo = settings.DEMO_CLOCK_FILE is not None

    @property
    def today(self) -> date:
        """The portal's date: in a demonstration it may be moved."""
        return present.today()

    @cached_property
    def partnerships(self) -> list[Partnership]:
        return frame_cache.recall("partnerships", _partnerships)

    @cached_property
    def root(self) -> Page | None:
        site = Site.find_for_request(self.request)
        return site.root_page if site else None

    def partnership_of(self, page: Page) -> Partnership | None:
        """The partnership in whose branch the page lies, from the tree; no query beyond the list."""
        fitting = [one for one in self.partnerships if one.home and page.path.startswith(one.home.path)]
        return max(fitting, key=lambda one: len(one.home.path), default=None)  # type: ignore[union-attr]  # each has a home

    @cached_property
    def entrance(self) -> entrance.Entrance:
        """Where signing in leads to: for those who have not signed in yet, on the pages where they do."""
        if self.request.user.is_authenticated or not self.request.path.startswith("/accounts/"):
            return entrance.Entrance()
        path = entrance.wanted(self.request)
        if not path:
            return entrance.Entrance()
        return entrance.read(path, [(one, self.url_of(one.home)) for one in self.partnerships if one.home])

    def menu(self, partnership: Partnership | None) -> list[Link]:
        """The pages an editor marked for the menu, below the partnership's home or below the root."""
        key = f"menu {partnership.pk if partnership else 'shared'} {self.request.get_host()} {get_language()}"
        home, *pages = frame_cache.recall(key, lambda: self._menu_pages(partnership)) or [("", "")]
        if not home[0]:
            return []
        return [Link(*home, active=self.request.path == home[1]), *(self._here(*page) for page in pages)]

    def _menu_pages(self, partnership: Partnership | None) -> list[tuple[str, str]]:
        """Title and address of the home page, then of the pages in the menu; empty without a home page."""
        above = partnership.home if partnership else self.root
        if above is None:
            return []
        pages = above.get_children().live().in_menu()
        return [(_("Home"), self.url_of(above) or "/"), *((page.title, self.url_of(page)) for page in pages)]

    @cached_property
    def footer(self) -> list[Link]:
        """Accessibility, privacy, cookies: shared pages that an editor marked for the footer."""
        pages = frame_cache.recall(f"footer {self.request.get_host()} {get_language()}", self._footer_pages)
        return [self._here(*page) for page in pages]

    def _footer_pages(self) -> list[tuple[str, str]]:
        if self.root is None:
            return []
        # A partnership with a host name of its own starts at its branch; what all share lies above.
        above = self.root.get_ancestors().type(PortalHomePage).first() if self.root.depth > TOP else None
        pages = ContentPage.objects.child_of(above or self.root).live().filter(in_footer=True)
        return [(page.title, self.url_of(page)) for page in pages]

    @cached_property
    def personal(self) -> list[Link]:
        """Where this person works: their agency's workspace, the case desk with their tasks, the CMS."""
        user = self.request.user
        if not user.is_authenticated:
            return []
        actor = Actor.of(user)
        places = []
        if actor.holds(AGENCY_ROLES):
            places.append(("Your work", "/my/"))
        if actor.holds(OVERVIEW_ROLES):
            places.append(("Overview", "/desk/overview/"))
        if actor.holds(CASE_ROLES | {Role.AUDITOR}):
            places.append(("Case desk", "/desk/"))
        elif actor.holds({Role.PUBLISHER}):
            places.append(("Publications", "/desk/publications/"))
        if actor.holds(CASE_ROLES):
            places.append(("My tasks", "/desk/my-tasks/"))
        if actor.holds(CMS_ROLES | {Role.REVIEWER}):
            places.append(("Edit the site", reverse("wagtailadmin_home")))
        if actor.holds(PEOPLE_ROLES):
            places.append(("People", "/people/"))
        # The overview and my tasks lie below the desk: only the nearest is where one is.
        here = max((url for _text, url in places if self.request.path.startswith(url)), key=len, default="")
        return [Link(text, url, active=url == here) for text, url in places]

    @cached_property
    def has_programs(self) -> bool:
        """Whether this person may let a program act for them, or be told."""
        return Actor.of(self.request.user).holds(PROGRAM_ROLES)

    def _here(self, text: str, url: str) -> Link:
        return Link(text, url, active=bool(url) and self.request.path.startswith(url))

    def url_of(self, page: Page) -> str:
        return page.get_url(self.request) or ""


def _partnerships() -> list[Partnership]:
    return list(Partnership.objects.select_related("home", "logo").exclude(home=None))


def site(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` in every template (`site` is what allauth calls the host)."""
    return {"frame": Frame(request)}
