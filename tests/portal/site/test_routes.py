"""An address that is remembered leads where Wagtail's own way would lead now, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from portal.reports.pages import ReviewReportPage
from portal.site import frame_cache
from portal.site.pages import ContentPage, HomePage, PortalHomePage
from tests.portal.site.conftest import ADDRESS
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db(transaction=True)

# As a change that renews no token leaves the page: by hand in the database, or by a process that died over it.
PAGES = Page.objects.filter(slug="when", depth__gt=3)


def title_at(client: Client, address: str = ADDRESS) -> str:
    """The page that is shown there, or how it is refused."""
    answer = client.get(address)
    return answer.context["page"].title if answer.status_code == 200 else str(answer.status_code)


def test_the_way_there_is_not_walked_again(reader: Client) -> None:
    assert not steps_to(reader)


def steps_to(client: Client, address: str = ADDRESS) -> list[str]:
    """The queries by which Wagtail goes from a page to the next."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in asked if '"slug" = ' in one["sql"]]


def test_what_came_off_the_site(reader: Client) -> None:
    PAGES.update(live=False)
    assert title_at(reader) == "404"
    PAGES.update(live=True)
    assert title_at(reader) == "When to refer"


def test_what_was_moved(reader: Client, partnership: Partnership, other_partnership: Partnership) -> None:
    page = ContentPage.objects.get(path__startswith=partnership.home.path, slug="when")  # type: ignore[union-attr]  # it has one
    other_partnership.home.get_children().get(slug="when").delete()  # type: ignore[union-attr]  # it has one
    page.move(other_partnership.home, pos="last-child")
    answer = reader.get(ADDRESS)
    assert (answer.status_code, answer["Location"]) == (301, "/south/when/"), "Wagtail notes where it went"
    assert title_at(reader, "/south/when/") == "When to refer"


def test_what_was_moved_by_hand(reader: Client) -> None:
    PAGES.update(slug="elsewhere", url_path="/portal/north/elsewhere/")
    assert title_at(reader) == "404"
    assert title_at(reader, "/north/elsewhere/") == "When to refer"


def test_what_stands_there_now(reader: Client, partnership: Partnership) -> None:
    PAGES.update(slug="elsewhere", url_path="/portal/north/elsewhere/")
    home = HomePage.objects.get(slug="north")
    home.add_child(instance=ContentPage(title="Another one", slug="when"))
    assert title_at(reader) == "Another one"


def test_what_is_no_more(reader: Client, site: PortalHomePage, monkeypatch: pytest.MonkeyPatch) -> None:
    # The process died over it.
    monkeypatch.setattr(frame_cache, "_renew", lambda: None)
    ContentPage.objects.get(slug="when").delete()
    assert title_at(reader) == "404"
    Redirect.objects.create(old_path="/north/when", redirect_page=site)
    answer = reader.get(ADDRESS)
    assert (answer.status_code, answer["Location"]) == (301, "/")


def test_what_lies_below_the_address_of_a_report(
    reader: Client, partnership: Partnership, published: Callable[..., ReviewReportPage]
) -> None:
    page = published(slug="r")
    for _once_and_again in range(2):
        assert reader.get("/north/reports/r/").status_code == 200
        assert reader.get("/north/reports/r/pdf/")["Content-Type"] == "application/pdf"
        assert reader.get("/north/reports/r/nothing/").status_code == 404
    ReviewReportPage.objects.filter(pk=page.pk).update(live=False)
    assert reader.get("/north/reports/r/").status_code == 404
    assert reader.get("/north/reports/r/pdf/").status_code == 404


def test_each_first_page_has_addresses_of_its_own(
    reader: Client, site: PortalHomePage, partnership: Partnership, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "north.example"]
    Site.objects.create(hostname="north.example", root_page=partnership.home)
    site.add_child(instance=ContentPage(title="Of all", slug="when"))
    there = Client(SERVER_NAME="north.example")
    there.cookies.load({"sessionid": "of nobody"})
    for _once_and_again in range(2):
        assert title_at(reader, "/when/") == "Of all"
        assert title_at(there, "/when/") == "When to refer"
    assert not steps_to(reader, "/when/") + steps_to(there, "/when/")
