"""The public pages: what a reader finds, in which partnership's look, and what they cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from portal.reports.pages import ReviewReportPage
from portal.site.brand import AA_TEXT, contrast, style_sheet
from portal.site.pages import ContentPage, HomePage, PortalHomePage
from tests.portal.conftest import person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


def test_the_top_lists_the_partnerships_and_shared_guidance(
    client: Client, site: PortalHomePage, partnership: Partnership, other_partnership: Partnership
) -> None:
    site.add_child(instance=ContentPage(title="What counts as serious harm", slug="harm"))
    text = client.get("/").content.decode()
    for expected in (partnership.name, other_partnership.name, "What counts as serious harm"):
        assert expected in text


def test_a_page_wears_its_partnership(client: Client, partnership: Partnership, other_partnership: Partnership) -> None:
    text = client.get("/north/when/").content.decode()
    assert f'href="/brand/{partnership.slug}.css' in text
    assert partnership.name in text
    assert partnership.contact_email in text
    assert other_partnership.name not in text


def test_a_shared_page_wears_none(client: Client, partnership: Partnership) -> None:
    text = client.get("/privacy/").content.decode()
    assert "/brand/" not in text
    assert partnership.name not in text


def test_the_menu_holds_the_pages_marked_for_it(client: Client, partnership: Partnership) -> None:
    home = HomePage.objects.get(slug="north")
    home.add_child(instance=ContentPage(title="Out of the menu", slug="hidden"))
    home.add_child(instance=ContentPage(title="Not live", slug="draft", live=False, show_in_menus=True))
    text = client.get("/north/").content.decode()
    assert 'href="/north/when/"' in text
    assert "Out of the menu" not in text
    assert "Not live" not in text


def test_the_foot_of_every_page_links_privacy(client: Client, partnership: Partnership) -> None:
    for path in ("/", "/north/", "/north/reports/", "/accounts/login/", "/nowhere/"):
        assert 'href="/privacy/"' in client.get(path).content.decode(), path


@pytest.mark.parametrize(
    ("role", "links", "not_links"),
    [
        (None, ["/accounts/login/"], ["/desk/", "/my/", "/admin/"]),
        (Role.OFFICER, ["/desk/"], ["/my/"]),
        (Role.CONTENT_EDITOR, ["/admin/"], ["/desk/", "/my/"]),
        (Role.REVIEWER, ["/desk/", "/admin/"], ["/my/"]),
    ],
)
def test_the_menu_knows_the_person(
    client: Client, partnership: Partnership, role: Role | None, links: list[str], not_links: list[str]
) -> None:
    if role is not None:
        sign_in(client, person(role, partnership))
    text = client.get("/north/").content.decode()
    for link in links:
        assert f'href="{link}"' in text
    for link in not_links:
        assert f'href="{link}"' not in text


@pytest.mark.parametrize("colour", ["#1d4f5c", "#ffdd00", "#ffffff", "#000000", "#7f7f7f"])
def test_text_on_a_partnerships_colour_can_be_read(colour: str) -> None:
    sheet = dict(
        part.split(":") for part in style_sheet(colour).strip().removeprefix(":root{").removesuffix("}").split(";")
    )
    assert sheet["--govuk-brand-colour"] == colour
    assert contrast(colour, sheet["--site-on-brand"]) >= 3.9
    assert contrast("#ffffff", sheet["--site-brand-text"]) >= AA_TEXT


def test_the_brand_may_be_kept_by_browsers(client: Client, partnership: Partnership) -> None:
    response = client.get(f"/brand/{partnership.slug}.css?v=1")
    assert response["Content-Type"] == "text/css"
    assert partnership.brand_colour in response.content.decode()
    assert "immutable" in response["Cache-Control"]
    assert client.get("/brand/nobody.css").status_code == 404


@pytest.mark.parametrize(
    ("path", "most"), [("/", 13), ("/north/", 14), ("/north/when/", 12), ("/north/reports/", 18), ("/north/forms/", 13)]
)
def test_public_pages_cost_few_queries(
    client: Client,
    partnership: Partnership,
    published: Callable[..., ReviewReportPage],
    django_assert_max_num_queries: Any,
    path: str,
    most: int,
) -> None:
    for _ in range(12):
        published()
    client.get(path)  # the site's root paths come from the cache afterwards
    with django_assert_max_num_queries(most):
        assert client.get(path).status_code == 200


def test_a_report_page_costs_few_queries(
    client: Client,
    partnership: Partnership,
    published: Callable[..., ReviewReportPage],
    django_assert_max_num_queries: Any,
) -> None:
    page = published()
    client.get(page.url)
    with django_assert_max_num_queries(16):
        assert client.get(page.url).status_code == 200


def test_errors_say_what_to_do(client: Client, partnership: Partnership) -> None:
    missing = client.get("/no/such/page/")
    assert missing.status_code == 404
    assert "Page not found" in missing.content.decode()
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/accounts/login/", {})
    assert refused.status_code == 403
    assert "Send the form again" in refused.content.decode()


def test_a_fault_shows_a_page_that_needs_no_database(
    client: Client, partnership: Partnership, monkeypatch: Any
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    client.raise_request_exception = False
    monkeypatch.setattr(HomePage, "get_context", broken)
    response = client.get("/north/")
    assert response.status_code == 500
    assert "it was noted" in response.content.decode()


def test_sitemap_and_robots(
    client: Client, partnership: Partnership, published: Callable[..., ReviewReportPage]
) -> None:
    page = published()
    assert page.slug in client.get("/sitemap.xml").content.decode()
    assert "Disallow: /desk/" in client.get("/robots.txt").content.decode()


def test_the_api_serves_published_pages_only(
    client: Client, partnership: Partnership, published: Callable[..., ReviewReportPage]
) -> None:
    page = published(title="Child Q")
    home = Page.objects.get(slug="north")
    home.add_child(instance=ContentPage(title="Draft guidance", slug="draft", live=False))
    answer = client.get("/api/v2/pages/?type=portal.ReviewReportPage&fields=summary,analysis,published_on").json()
    assert [item["title"] for item in answer["items"]] == ["Child Q"]
    assert answer["items"][0]["published_on"] == "2026-01-05"
    assert "Draft guidance" not in client.get("/api/v2/pages/").content.decode()
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["analysis"].startswith("<p>")
