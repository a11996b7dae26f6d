"""Two minutes before a session ends for want of use, the page says so and offers to stay; nothing typed is lost."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import assert_usable
from tests.browser.every_kind import publish
from tests.browser.person import Person
from tests.browser.served import ServedPortal

# Machine time of every row of sessions, set back: what passes while somebody is away.
AWAY = (
    "from datetime import timedelta; from django.db.models import F; "
    "from portal.accounts.sessions.model import BrowserSession; "
    "BrowserSession.objects.update(last_used_at=F('last_used_at') - timedelta(minutes={minutes}))"
)
WARNING = "You will be signed out soon"


@pytest.fixture(scope="module")
def start_url(portal_server: ServedPortal) -> str:
    return publish(portal_server, "session-ends")


@pytest.fixture
def writing(browser: Browser, portal_server: ServedPortal, start_url: str) -> Page:
    """A page of a form, in a browser whose clock the test moves."""
    person = Person(browser, portal_server, "health")
    person.sign_in()
    page = person.page
    page.goto(start_url)
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.wait_for_url(re.compile(r"/forms/[0-9a-f-]{36}/$"))
    page.clock.install()
    page.goto(f"{page.url}step/words/")
    return page


def away(portal: ServedPortal, page: Page, minutes: int) -> None:
    portal.manage("shell", "-c", AWAY.format(minutes=minutes))
    page.clock.fast_forward(minutes * 60_000)


def test_the_warning_offers_to_stay(portal_server: ServedPortal, writing: Page) -> None:
    away(portal_server, writing, 20)
    expect(writing.get_by_role("dialog")).to_have_count(0)
    writing.locator("[name=full_name]").evaluate("field => field.value = 'Ana'")
    away(portal_server, writing, 9)
    dialog = writing.get_by_role("dialog", name=WARNING)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("status")).to_contain_text("What you typed stays on this page.")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    writing.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    assert_usable(writing)
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_have_count(0)
    expect(writing.locator("[name=full_name]")).to_have_value("Ana")
    answer = writing.request.get("/accounts/session/").json()
    assert answer["seconds"] > 1700, answer


def test_after_the_end_it_says_what_becomes_of_the_text(portal_server: ServedPortal, writing: Page) -> None:
    away(portal_server, writing, 31)
    dialog = writing.get_by_role("dialog", name="You were signed out")
    expect(dialog.get_by_role("status")).to_contain_text("it comes back filled in")
    expect(dialog.get_by_role("link", name="Sign in again in another tab")).to_have_attribute("target", "_blank")
    dialog.get_by_role("button", name="Back to the page").click()
    expect(dialog).not_to_be_visible()
