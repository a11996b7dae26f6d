"""The button of single sign-on in a real browser: its policy lets the form lead to the provider, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect

from tests.factories.party import PartnershipFactory
from tests.portal.accounts.single_sign_on.conftest import configure, serving_provider
from tests.portal.accounts.single_sign_on.provider.people import PASSWORD
from tests.portal.conftest import person
from workflow.parties.roles import Role


@pytest.fixture
def tab(browser: Browser, live_server: Any, settings: LazySettings, tmp_path: Path) -> Iterator[Page]:
    """The sign-in page of a portal with a provider."""
    PartnershipFactory()
    person(Role.SUBMITTER, email="agency@north.example")
    with serving_provider(f"{live_server.url}/accounts/sso/login/callback/", tmp_path) as provider:
        configure(settings, provider)
        # The way back leads to the address that the portal was given.
        settings.PORTAL_BASE_URL = live_server.url
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        forms = [*policy["form-action"], provider]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "form-action": forms}}
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{live_server.url}/accounts/login/?next=/accounts/sessions/")
        yield page
        context.close()


def sign_in_as(page: Page, name: str) -> None:
    page.get_by_role("button", name="Sign in with North Trust").click()
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def test_somebody_signs_in_and_goes_where_they_wanted(tab: Page) -> None:
    sign_in_as(tab, "agency")
    expect(tab.get_by_role("heading", name="Where you are signed in")).to_be_visible()


def test_a_stranger_reads_whom_to_ask(tab: Page) -> None:
    sign_in_as(tab, "stranger")
    expect(tab.get_by_role("heading", name="You cannot sign in with this account")).to_be_visible()
    tab.get_by_role("link", name="Sign in another way").click()
    expect(tab.get_by_role("button", name="Sign in with North Trust")).to_be_visible()
