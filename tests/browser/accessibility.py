"""Whether everybody can use a page: WCAG 2.2 AA and best practice by axe, no scrolling sideways at 400 % zoom."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.served import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# 1280 pixels at 400 %.
NARROW = {"width": 320, "height": 256}


def assert_usable(page: Page) -> None:
    """As it stands, and at 400 % zoom."""
    assert_no_violations(page)
    assert_fits(page)


def assert_no_violations(page: Page) -> None:
    told = violations(page)
    assert not told, f"{page.url}\n" + "\n".join(told)


def violations(page: Page) -> list[str]:
    """What axe says against the page as it stands, a line a rule."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n;undefined")
    found: list[Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(found => found.violations)", RULES
    )
    return [f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes']]}" for one in found]


def assert_fits(page: Page) -> None:
    before = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # as it is called
    width = page.evaluate("document.documentElement.scrollWidth")
    wide = page.evaluate(
        "() => [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > 321)"
        ".map(one => one.outerHTML.slice(0, 150)).slice(0, 5)"
    )
    if before:
        page.set_viewport_size(before)
    assert width <= NARROW["width"], f"{page.url} is {width} pixels wide at 400 %: {wide}"
