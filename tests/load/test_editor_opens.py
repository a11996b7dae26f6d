"""How long an editor waits for a big form, opened and saved: a real browser, a really served portal."""

import time
from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Browser, expect

# Fixtures: pytest finds them by name, so they are imported, and named again as arguments.
from tests.browser.conftest import browser, portal_server  # noqa: F401
from tests.browser.editing import block, field, make_form, open_editor, save, signed_in_editor
from tests.browser.served import ServedPortal
from tests.load.big_form import big_definition

pytestmark = pytest.mark.bench
ROUNDS = 3


def test_editor_opens_a_big_form(
    figure: Callable[..., None],
    browser: Browser,  # noqa: F811
    portal_server: ServedPortal,  # noqa: F811
) -> None:
    """From the click to the first question's fields open for writing, with nothing in the browser's cache; and from a
    click on “Save draft” to the editor that says so.
    """
    big = big_definition()
    pk = make_form(portal_server, big, "big-figure")
    editor = signed_in_editor(browser, portal_server)
    page = editor.page
    step, first = big["steps"][0]["id"], big["steps"][0]["questions"][0]["id"]
    times, saving = [], []
    for number in range(ROUNDS):
        began = time.process_time()
        open_editor(page, pk)
        page.evaluate("new Promise((done) => requestIdleCallback(done))")
        for block_id in (step, first):
            page.locator(f'[aria-controls="block-{block_id}-content"]').click()
        expect(page.locator(f'#block-{first}-content input[name$="-label"]').first).to_be_editable()
        times.append(time.process_time() - began)
        field(block(page, first), "label").fill(f"What happened, in round {number}?")
        began = time.process_time()
        save(page)
        saving.append(time.process_time() - began)
    editor.context.close()
    figure("editor opens 200 questions, 50 conditions", median(times), at_most=4.0)
    figure("editor saves 200 questions, 50 conditions", median(saving), at_most=3.0)
