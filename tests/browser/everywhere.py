"""Every page that the demonstration's people reach by links, and what each answers when its form is sent empty."""

from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.browser.person import Person
from tests.browser.served import ServedPortal

# What changes something or ends the session is not followed; a file is no page; the CMS has tests of its own.
NOT_FOLLOWED = ("/accounts/logout", "/demo/", "/admin/", "/static/", "/media/", "/documents/")
BEGINNINGS = ("/", "/desk/", "/my/", "/people/")
MOST_A_PERSON = 90
MOST_DEEP = 4


def walk_all(browser: Any, portal: ServedPortal) -> Iterator[tuple[str, str, Any]]:
    """The account's key ("public" first), the route, and the page as it stands in the browser."""
    public: set[str] = set()
    for key in (None, *(account["key"] for account in portal.demo["accounts"])):
        person = Person(browser, portal, key)
        seen = set(public)
        if key is not None:
            person.sign_in()
        for route, page in walk(person.page, seen):
            yield key or "public", route, page
        if key is None:
            public = {one for one in seen if one.startswith("/")}
        person.context.close()


def walk(page: Any, seen: set[str]) -> Iterator[tuple[str, Any]]:
    """One page a route that was not `seen`, found link by link; a form is met a second time, as its errors show it."""
    waiting = deque((path, 0) for path in BEGINNINGS)
    most = len(seen) + MOST_A_PERSON
    while waiting and len(seen) < most:
        path, depth = waiting.popleft()
        route = _route(path)
        if not route or route in seen:
            continue
        seen.add(route)
        try:
            answered = page.goto(path)
        except Error as refused:
            if "Download is starting" in str(refused):
                continue
            raise
        if answered is None or "html" not in answered.headers.get("content-type", ""):
            continue
        yield route, page
        if depth < MOST_DEEP:
            waiting.extend((found, depth + 1) for found in _links(page))
        if _send_empty(page):
            yield f"{route} (sent empty)", page


def _links(page: Any) -> list[str]:
    here = urlsplit(page.url).netloc
    found = [
        urlsplit(urljoin(page.url, address))
        for address in page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    ]
    paths = (f"{one.path}?{one.query}" if one.query else one.path for one in found if one.netloc == here)
    return [path for path in paths if not path.startswith(NOT_FOLLOWED)]


def _send_empty(page: Any) -> bool:
    """Send the page's own form with nothing in it. Only where a text has to be written: nothing else is changed."""
    form = page.locator("main form[method=post]:has(textarea)").first
    if not form.count():
        return False
    with page.expect_navigation():
        form.evaluate(
            "form => { form.noValidate = true; form.querySelectorAll('textarea').forEach(one => one.value = '');"
            " form.requestSubmit(form.querySelector('button[type=submit], button:not([type])')); }"
        )
    return bool(page.locator(".govuk-error-summary").count())


def _route(path: str) -> str:
    """The route that answers: one page of each is enough. "" where none does."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    # Pages of the CMS share one route: each is a page of its own.
    return urlsplit(path).path if found.url_name == "wagtail_serve" else str(found.route)
