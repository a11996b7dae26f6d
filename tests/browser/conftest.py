"""A real browser on a really served portal with its demonstration content."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.browser.served import ServedPortal, free_port, scratch_database, serving

HERE = Path(__file__).resolve().parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test, and all of them share one served portal, so one worker."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once; the test is skipped where this machine has none."""
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


@pytest.fixture(scope="session")
def portal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPortal]:
    """The portal with its demonstration content, as `make demo` serves it."""
    with scratch_database() as database_url:
        portal = ServedPortal(free_port(), tmp_path_factory.mktemp("served"), database_url)
        portal.manage("migrate", "--noinput", "--verbosity", "0")
        portal.manage("collectstatic", "--noinput", "--verbosity", "0")
        portal.manage("demo_content")
        with serving(portal):
            yield portal


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPortal]:
    """A portal without content, not running yet."""
    with scratch_database() as database_url:
        portal = ServedPortal(free_port(), tmp_path_factory.mktemp("plain"), database_url)
        portal.manage("migrate", "--noinput", "--verbosity", "0")
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
