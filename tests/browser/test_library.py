"""The public library in a browser: everybody can use its pages, with a keyboard, on a telephone, without scripts."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_usable
from tests.browser.person import PHONE, Person
from tests.browser.served import ServedPortal

COUNTY = "/nottinghamshire"


@pytest.fixture
def reader(browser: Any, portal_server: ServedPortal) -> Any:
    person = Person(browser, portal_server)
    yield person
    assert person.complaints == []
    person.context.close()


def test_everybody_can_use_its_pages(reader: Person) -> None:
    page = reader.page
    for path in ("/", f"{COUNTY}/", f"{COUNTY}/learning/", f"{COUNTY}/news/", f"{COUNTY}/ask-for-a-report/"):
        for prefix in ("", "/cy"):
            page.goto(prefix + path)
            assert_usable(page)
    page.goto(f"{COUNTY}/learning/")
    page.locator(".site-card a").first.click()
    assert_usable(page)
    page.goto("/reports/")
    assert_usable(page)
    page.get_by_role("link", name="Get an e-mail when a report is published").click()
    assert_usable(page)
    with reader.refusals_expected():
        page.get_by_role("button", name="Send me the link").click()
        expect(page.get_by_role("alert")).to_be_visible()
    assert_usable(page)
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="Open data").click()
    assert_usable(page)


def test_a_reader_finds_a_report_by_keyboard_and_follows_a_theme(reader: Person) -> None:
    page = reader.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict of two numbers
    page.goto("/reports/")
    page.get_by_label("Search the reports").focus()
    page.keyboard.type("exploiting places")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    assert_usable(page)
    found = page.locator(".site-results a").first
    found.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("outside the home")
    assert_usable(page)
    page.locator(".site-chip", has_text="Exploitation").click()
    expect(page.get_by_text("Theme: Exploitation")).to_be_visible()
    page.goto("/reports/?q=exploitaton")
    page.get_by_role("link", name="exploitation", exact=True).click()
    expect(page.locator(".site-results h3").first).to_be_visible()


def test_the_library_needs_no_script(browser: Any, portal_server: ServedPortal) -> None:
    context = browser.new_context(base_url=portal_server.base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/reports/")
    page.get_by_label("Search the reports").fill("baby")
    page.get_by_label("Order").select_option("oldest")
    page.get_by_role("button", name="Show reports").click()
    expect(page.locator(".site-results h3").first).to_be_visible()
    page.get_by_role("link", name="Cymraeg").click()
    expect(page.get_by_role("button", name="Dangos adroddiadau")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Search the reports")).to_have_value("baby")
    context.close()
