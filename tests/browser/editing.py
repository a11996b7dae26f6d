"""A form in the page editor: made from a definition, opened as an editor opens it, read back as it was saved."""

import json
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from forms.definition.shape import Definition
from tests.browser.person import Person
from tests.browser.served import ServedPortal

MAKE = """
import json
from pathlib import Path
from forms.definition.block_values import steps_from
from forms.models.form_page import FormPage
content = json.loads(Path({path!r}).read_text())
below = FormPage.objects.first().get_parent()
page = FormPage(title=content["title"], slug={slug!r}, handler="keep_on_record", live=False,
                steps=json.dumps(steps_from(content)), second_language=content.get("second_language", ""))
below.add_child(instance=page)
page.save_revision()
print("made", page.pk)
"""
READ = """
import json
from forms.definition.block_values import definition_of
from forms.models.form_page import FormPage
print(json.dumps(definition_of(FormPage.objects.get(pk={pk}).get_latest_revision_as_object())))
"""


def make_form(portal: ServedPortal, content: Definition, slug: str) -> int:
    """A draft of this form below the first partnership's forms; its page's id."""
    path = portal.data_dir / f"{slug}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    said = portal.manage("shell", "-v", "0", "-c", MAKE.format(path=str(path), slug=slug))
    return int(said.strip().rpartition("made ")[2])


def saved_form(portal: ServedPortal, pk: int) -> Definition:
    """What the page's newest draft asks."""
    said = portal.manage("shell", "-v", "0", "-c", READ.format(pk=pk))
    content: Definition = json.loads(said.strip().splitlines()[-1])
    return content


def signed_in_editor(browser: Browser, portal: ServedPortal) -> Person:
    person = Person(browser, portal, "editor")
    person.sign_in()
    return person


def open_editor(page: Page, pk: int) -> None:
    """Until the steps are there."""
    page.goto(f"/admin/pages/{pk}/edit/")
    page.locator("body.ready").wait_for()
    page.locator("#steps-root [data-panel-toggle]").first.wait_for()


def block(page: Page, block_id: str) -> Locator:
    """The block with this id: its heading, its buttons and, once opened, its fields."""
    return page.locator(f'[data-streamfield-child][data-contentpath="{block_id}"]')


def unfold(page: Page, *block_ids: str) -> Locator:
    """Open the blocks one inside the other; the last one."""
    for block_id in block_ids:
        toggle = page.locator(f'[aria-controls="block-{block_id}-content"]')
        if toggle.get_attribute("aria-expanded") == "false":
            toggle.click()
        expect(page.locator(f"#block-{block_id}-content")).to_be_visible()
    return block(page, block_ids[-1])


def field(within: Locator, name: str) -> Locator:
    """The input of the block's own field of this name."""
    own = f'xpath=.//*[@data-contentpath="{name}"]//*[self::input or self::select or self::textarea][@name]'
    return within.locator(own).first


def facts(within: Locator) -> Locator:
    """The facts that a folded block's heading gives."""
    return within.locator(".forms-facts").first


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").first.click()
    expect(page.get_by_text("has been updated")).to_be_visible()


def has_edits(page: Page) -> Any:
    """Whether the editor would ask before leaving."""
    return page.locator('[data-controller~="w-unsaved"]').first.get_attribute("data-w-unsaved-has-edits-value")
