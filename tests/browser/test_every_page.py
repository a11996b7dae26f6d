"""Every page of every role, and every form sent empty: axe with best practice, 320 pixels, keyboard, a quiet console.

`make drill`, for it takes longer than the suite may. The pages are those of `make gallery`.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import assert_fits, violations
from tests.browser.everywhere import walk_all
from tests.browser.served import ServedPortal

# The first press of Tab shows the way past the navigation; nothing jumps the queue; nothing pressed is out of reach.
OUT_OF_REACH = """() => [...document.querySelectorAll('main [tabindex], main a[href], main button, main input')]
    .filter(one => one.tabIndex > 0 || (one.tabIndex < 0 && !one.closest('[aria-hidden], [tabindex="-1"]')))
    .map(one => one.outerHTML.slice(0, 120))"""


def _faults(page: Page) -> list[str]:
    found = violations(page)
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first headings")
    found += [f"out of the keyboard's reach: {one}" for one in page.evaluate(OUT_OF_REACH)]
    try:
        assert_fits(page)
    except AssertionError as wide:
        found.append(str(wide))
    return found


@pytest.mark.drill
def test_every_page_can_be_used_by_everybody(browser: Browser, portal_server: ServedPortal) -> None:
    met: list[tuple[str, str]] = []
    faults: list[Any] = []
    for person, route, page in walk_all(browser, portal_server):
        met.append((person, route))
        faults += [f"{person} {route}: {told}" for told in _faults(page)]
    print(f"{len(met)} pages of {len({person for person, _route in met})} people")  # noqa: T201 - the drill's table
    assert len(met) > 200, "The walk found too few pages to say anything."
    assert not faults, "\n".join(faults)
