"""The Atom feed of a library and of any search in it."""

import datetime
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client

from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from tests.portal.conftest import library
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
Publish = Callable[..., ReviewReportPage]


def entries(client: Client, partnership: Partnership, query: str = "") -> list[str]:
    response = client.get(f"/library/{library(partnership).pk}/feed/{query}")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


def test_the_newest_report_comes_first_whatever_the_order_of_the_list(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    published(title="Old", published_on=datetime.date(2024, 5, 1))
    published(title="New", published_on=datetime.date(2026, 1, 1))
    assert entries(client, partnership, "?sort=oldest") == ["New", "Old"]


def test_each_filter_has_its_feed(client: Client, partnership: Partnership, published: Publish) -> None:
    published(title="One", kind="learning", summary="Bruises.")
    published(title="Two", kind="learning")
    published(title="Three", summary="Bruising.")
    assert entries(client, partnership, "?kind=learning&q=bruise") == ["One"]
    text = client.get("/north/reports/?kind=learning").content.decode()
    assert f'href="/library/{library(partnership).pk}/feed/?kind=learning"' in text


def test_a_report_taken_down_is_gone_with_the_next_look(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    page = published(title="Gone")
    address = f"/library/{library(partnership).pk}/feed/"
    before = client.get(address)
    assert client.get(address, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    assert "no-cache" in before.headers["Cache-Control"]
    with moved_by_machine():
        page.unpublish()
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert b"Gone" not in after.content


@pytest.mark.parametrize("number", [0, 999999, 10**40])
def test_a_library_that_is_not_there_has_none(client: Client, partnership: Partnership, number: int) -> None:
    assert client.get(f"/library/{number}/feed/").status_code == 404


def test_titles_are_escaped(client: Client, partnership: Partnership, published: Publish) -> None:
    published(title="<b>Child</b> & \x0b“Q”")
    assert entries(client, partnership) == ["<b>Child</b> & “Q”"]
