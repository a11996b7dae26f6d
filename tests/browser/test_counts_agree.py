"""The count of characters below a text says what the server counts: emoji, line ends and spaces around included."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as at_most
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from forms.questions.fields import TextAnswer
from tests.browser.every_kind import publish
from tests.browser.person import Person
from tests.browser.served import ServedPortal
from tests.forms.strategies import RANDOM_FORMS

COUNTING = Path(settings.BASE_DIR) / "portal" / "static_src" / "scripts" / "counting.js"
LOAD = """async (source) => {
  window.counting = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}"""
SIGNS = ["a", "é", "e\u0301", "🙂", "👩\u200d👧", "🇬🇧", "𝒳", "\r\n", "\n", " ", "\u00a0", "\u200b", "ł", "\t"]
PIECES = st.sampled_from(SIGNS)


@pytest.fixture(scope="module")
def counting(browser: Browser) -> Iterator[Page]:
    """A blank page with the module."""
    page = browser.new_page()
    page.evaluate(LOAD, COUNTING.read_text(encoding="utf-8"))
    yield page
    page.close()


@at_most(RANDOM_FORMS, max_examples=300)
@given(st.lists(PIECES).map("".join))
def test_browser_and_server_count_alike(counting: Page, text: str) -> None:
    kept = TextAnswer(limit=1_000, required=False).clean(text)
    assert counting.evaluate("text => counting.countOf(text)", text) == len(kept)


def test_a_text_that_just_fits_is_said_to_fit_and_is_taken(browser: Browser, portal_server: ServedPortal) -> None:
    """10,000 characters, of which each emoji is two halves to a browser, and each line end two bytes on its way."""
    text = ("🙂" * 99 + "\n") * 99 + "🙂" * 100
    person = Person(browser, portal_server, "health")
    person.sign_in()
    page = person.context.new_page()
    page.goto(publish(portal_server, "counted"))
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.locator("main a", has_text="Words").first.click()
    page.locator('[name="story"]').fill(text)
    told = page.locator(".govuk-character-count__status")
    expect(told).to_have_text("You have 0 characters remaining")
    page.locator('[name="story"]').fill(f"{text}🙂")
    expect(told).to_have_text("You have 1 character too many")
    page.get_by_role("button", name="Save and continue").last.click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("You have entered 10,001.")
    page.locator('[name="story"]').fill(text)
    page.get_by_role("button", name="Save and continue").last.click()
    expect(summary).to_be_visible()
    expect(summary).not_to_contain_text("10,000 characters or fewer")
    person.context.close()
