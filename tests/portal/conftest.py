"""A small site: two partnerships with a home page each, a report library, and people who sign in as in real life."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from wagtail.models import Page, Site

from forms import present
from portal.accounts.cms_groups import ensure_groups
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReviewReportPage
from portal.site.pages import ContentPage, FormsIndexPage, HomePage, PortalHomePage
from tests.app_code import TO_ENTER_IT, code_now
from tests.factories.party import AgencyFactory, PartnershipFactory
from tests.laid import laid
from workflow.notices.private_mail import send_waiting
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, Role
from workflow.people.models import User

PASSWORD = "a long enough pass phrase"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Rate limits count in the cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A request leaves its language behind in its thread, where the next one sets its own."""
    yield
    translation.deactivate()


@pytest.fixture
def posted() -> Callable[[], int]:
    """Lets the worker send the mail of signing in; how many went."""
    return lambda: send_waiting(present.now())


def top_of_site() -> PortalHomePage:
    """The top of the site, with a shared page that stands in the footer."""
    root = Page.get_first_root_node()
    top = root.add_child(instance=PortalHomePage(title="Practice reviews", slug="portal"))
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=top, is_default_site=True)
    top.add_child(instance=ContentPage(title="Privacy", slug="privacy", in_footer=True))
    return top


@laid()
def top() -> PortalHomePage:
    return top_of_site()


@laid(on="top")
def north(top: PortalHomePage) -> Partnership:
    return branch(top, "north")


@pytest.fixture
def site(top: PortalHomePage) -> PortalHomePage:
    return top


@pytest.fixture
def partnership(site: PortalHomePage, north: Partnership) -> Partnership:
    return north


@pytest.fixture
def other_partnership(site: PortalHomePage) -> Partnership:
    return branch(site, "south")


def branch(top: PortalHomePage, slug: str) -> Partnership:
    """A partnership with a home page, guidance, forms and a report library."""
    home = top.add_child(instance=HomePage(title=slug.title(), slug=slug))
    home.add_child(instance=ContentPage(title="When to refer", slug="when", show_in_menus=True))
    home.add_child(instance=FormsIndexPage(title="Forms", slug="forms", show_in_menus=True))
    home.add_child(instance=ReportIndexPage(title="Reports", slug="reports", show_in_menus=True))
    return PartnershipFactory(name=f"{slug.title()} Partnership", slug=slug, home=Page.objects.get(pk=home.pk))


def library(partnership: Partnership) -> ReportIndexPage:
    return ReportIndexPage.objects.descendant_of(partnership.home).get()


@pytest.fixture
def published(partnership: Partnership) -> Callable[..., ReviewReportPage]:
    """Makes a report that is on the public site."""

    def make(**fields: Any) -> ReviewReportPage:
        number = ReviewReportPage.objects.count() + 1
        values = {
            "title": f"Report {number}",
            "slug": f"report-{number}",
            "summary": "A summary.",
            "improvements": "<p>Share what is known.</p>",
            "analysis": "<p>Thresholds were read differently.</p>",
            "published_on": datetime.date(2026, 1, 5),
            **fields,
        }
        with moved_by_machine():
            page = library(partnership).add_child(instance=ReviewReportPage(**values))
            page.save_revision().publish()
        return ReviewReportPage.objects.get(pk=page.pk)

    return make


def person(role: Role | None = None, of: Any = None, **fields: Any) -> User:
    """Somebody with a password and a verified address, and the role's membership and CMS groups."""
    email = fields.pop("email", f"person{User.objects.count()}@north.example")
    user = User.objects.create_user(email, fields.pop("password", PASSWORD), **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if role is not None:
        extra = {"agency": of or AgencyFactory()} if role in AGENCY_ROLES else {"partnership": of}
        Membership.objects.create(user=user, role=role, seat="", group="", **extra)
        if role not in AGENCY_ROLES:
            ensure_groups(of)
    return user


def person_of_all_work(partnership: Partnership, **fields: Any) -> User:
    """The one who may do most in the CMS: this partnership's reviewer, editor of all pages, and an administrator."""
    user = person(Role.REVIEWER, partnership, **fields)
    for role in (Role.CONTENT_EDITOR, Role.ADMINISTRATOR):
        Membership.objects.create(user=user, role=role)
    ensure_groups()
    return user


def with_totp(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def totp_code() -> str:
    return code_now(SECRET, within=TO_ENTER_IT)


def sign_in(client: Client, user: User) -> Client:
    """Password and second step, through the real pages."""
    with_totp(user)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    response = client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert response.status_code == 302, response.content.decode()
    return client
