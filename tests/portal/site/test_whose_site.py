"""The site of a request is found as Wagtail finds it, read once for many, and nothing of one request stays on it."""

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from portal.site import whose_site
from tests.portal.site.conftest import ADDRESS
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db(transaction=True)


def asked(host: str = "testserver", port: str = "80") -> HttpRequest:
    return RequestFactory().get("/", HTTP_HOST=host, SERVER_PORT=port)


def found(host: str = "testserver", port: str = "80") -> Site | None:
    request = asked(host, port)
    whose_site.recall(request)
    site: Site | None = Site.find_for_request(request)
    assert site == Site.find_for_request(asked(host, port)), "not what Wagtail finds"
    return site


def queries_of(client: Client, table: str) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(ADDRESS).status_code == 200
    return [one["sql"] for one in caught if f'FROM "{table}"' in one["sql"]]


def test_a_page_asks_for_its_site_once(reader: Client) -> None:
    assert not queries_of(reader, "wagtailcore_site")
    Site.objects.get().save()
    assert queries_of(reader, "wagtailcore_site")
    assert not queries_of(reader, "wagtailcore_site")


def test_each_host_and_port_has_its_own(partnership: Partnership, settings: pytest.FixtureRequest) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]  # of pytest-django
    home = partnership.home
    assert home is not None
    default = found()
    north = Site.objects.create(hostname="north.example", port=80, root_page=home)
    other = Site.objects.create(hostname="north.example", port=8080, root_page=home)
    for _again in range(2):
        assert found() == default
        assert found("north.example") == north
        assert found("north.example:8080", "8080") == other
        assert found("elsewhere.example") == default
    north.delete()
    assert found("north.example") == other
    other.delete()
    assert found("north.example") == default
    Site.objects.all().delete()
    assert found() is None is found("north.example")


def test_the_first_page_is_the_one_that_stands_there_now(partnership: Partnership) -> None:
    site = found()
    assert site is not None
    page = site.root_page.specific
    page.title = "Another title"
    page.save()
    again = found()
    assert again is not None
    assert again.root_page.title == again.root_page.specific.title == "Another title"
    home = partnership.home
    assert home is not None
    Site.objects.get().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    moved = found()
    assert moved is not None
    assert moved.root_page.specific == home.specific


def test_what_a_request_leaves_on_them_is_its_own(partnership: Partnership) -> None:
    first = found()
    assert first is not None
    first.hostname = "changed.example"
    first.root_page.title = "Changed"
    first.root_page.specific.title = "Changed"
    first.root_page.specific.seen_by = "the first request"
    other = Page.objects.get(pk=partnership.home_id)
    first.root_page = other
    second = found()
    assert second is not None
    assert second.hostname != "changed.example"
    assert second.root_page != other
    assert "Changed" not in (second.root_page.title, second.root_page.specific.title)
    assert not hasattr(second.root_page.specific, "seen_by")
