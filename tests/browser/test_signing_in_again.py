"""A step that is sent after the session ended: sign in where the page leads, and it is there again, filled in."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.every_kind import publish
from tests.browser.person import DESKTOP, Person
from tests.browser.served import ServedPortal

STORY = "He fell.\n\nNobody saw it & nobody said <so>."


@pytest.fixture(scope="module")
def start_url(portal_server: ServedPortal) -> str:
    return publish(portal_server, "signing-in-again")


def of_agency(browser: Browser, portal: ServedPortal, key: str, *, javascript: bool) -> Person:
    """Somebody of an agency, signed in by an e-mailed code (few a minute), in a browser with or without JavaScript."""
    person = Person(browser, portal, key)
    person.context.close()
    person.context = new_context(browser, portal, javascript=javascript)
    person.page = person.context.new_page()
    person.sign_in()
    return person


def new_context(browser: Browser, portal: ServedPortal, *, javascript: bool) -> BrowserContext:
    context = browser.new_context(
        base_url=portal.base_url, viewport=DESKTOP, locale="en-GB", java_script_enabled=javascript
    )
    context.set_default_timeout(30_000)
    return context


def begin(page: Page, start_url: str) -> str:
    page.goto(start_url)
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.wait_for_url(re.compile(r"/forms/[0-9a-f-]{36}/$"))
    return page.url


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").last.click()


@pytest.mark.parametrize(("key", "javascript"), [("health-lead", True), ("social-care", False)])
def test_a_step_comes_back_filled_in(
    browser: Browser, portal_server: ServedPortal, start_url: str, key: str, javascript: bool
) -> None:
    person = of_agency(browser, portal_server, key, javascript=javascript)
    page = person.page
    tasks = begin(page, start_url)
    page.goto(f"{tasks}step/words/")
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=full_name]", "Ana")
    page.fill("[name=story]", STORY)
    if javascript:
        link = page.locator("[data-forms-status] a")
        expect(link).to_have_text("Sign in again in another tab")
        expect(link).to_have_attribute("href", "/accounts/login/")
    save(page)
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    person.sign_in_by_code()
    page.wait_for_url(f"{tasks}step/words/")
    expect(page.get_by_text("You were signed out before this was sent.")).to_be_visible()
    expect(page.locator("[name=full_name]")).to_have_value("Ana")
    expect(page.locator("[name=story]")).to_have_value(STORY)
    if javascript:
        person.look("signing-in-again")
    save(page)
    expect(page.get_by_text("You were signed out before this was sent.")).to_have_count(0)
    expect(page.locator("[name=story]")).to_have_value(STORY)
    page.goto(f"{tasks}step/papers/")
    expect(page.get_by_text("You were signed out")).to_have_count(0)
    person.context.close()


def test_the_page_from_before_signing_in_in_another_tab_goes_on(
    browser: Browser, portal_server: ServedPortal, start_url: str
) -> None:
    person = of_agency(browser, portal_server, "police", javascript=False)
    old = person.page
    tasks = begin(old, start_url)
    old.goto(f"{tasks}step/papers/")
    chosen: Any = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nplan\n%%EOF"}
    old.locator("input[type=file]").first.set_input_files(chosen)
    old.context.clear_cookies(name="sessionid")
    person.page = person.context.new_page()
    person.sign_in()
    save(old)
    expect(old.get_by_text("What you had typed is filled in again")).to_be_visible()
    expect(old.get_by_text("Choose this one again:")).to_be_visible()
    expect(old.locator("main li", has_text="plan.pdf")).to_be_visible()
    person.context.close()
