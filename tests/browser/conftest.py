"""A real browser on a really served portal with its demonstration content."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.demonstration import demonstration
from tests.browser.served import ServedPortal, migrated_portal, serving

HERE = Path(__file__).resolve().parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


class BrowsersFirst:
    """Before all others: their files take longest, so that the processes that share the work end at the same time."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: HERE not in item.path.parents)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(BrowsersFirst())


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Chromium, started once; the test is skipped where this machine has none.

    The suite's database is made before Playwright's loop runs, and the loop ends with this folder: while it runs Django
    gives this thread another connection.
    """
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.MISSING)
    # Playwright's loop runs in this thread, where Django would refuse the ORM. Tests that look into tables need it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def portal_server(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[ServedPortal]:
    """The portal with its demonstration content, as `make demo` serves it."""
    with demonstration(tmp_path_factory.mktemp("served")) as portal, serving(portal):
        yield portal


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[ServedPortal]:
    """A portal without content, not running yet."""
    with migrated_portal(tmp_path_factory.mktemp("plain")) as portal:
        yield portal


@pytest.fixture
def context(browser: Browser, portal_server: ServedPortal) -> Iterator[BrowserContext]:
    """A person's own browser: no cookies yet, addresses may be relative to the portal."""
    opened = browser.new_context(
        base_url=portal_server.base_url,
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        timezone_id="Europe/London",
    )
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab of that browser."""
    return context.new_page()
