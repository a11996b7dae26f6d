"""`make pictures`: takes the pictures of the guides of editors and administrators anew, on made-up content.

Not a test: the suite only holds that each picture is used and each one named is there
(tests/repository/test_checkout.py).
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import django

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE = {"width": 1180, "height": 860}
# The form goes live, and its next draft differs.
PUBLISH_AND_CHANGE = """
from forms.models.form_page import FormPage
page = FormPage.objects.get(pk={pk})
page.get_latest_revision().publish()
draft = FormPage.objects.get(pk={pk}).get_latest_revision_as_object()
asked = draft.steps[0].value["questions"]
asked[3].value["label"] = "Which kinds of harm are known or suspected?"
asked[2].value["required"] = False
email = draft.steps[2].value["questions"][0].value
draft.steps[2].value["questions"].append(("telephone", {{**email, "label": "Which telephone number can we call?",
    "required": False, "settings": {{**email["settings"], "name": "telephone"}}}}))
draft.save_revision()
"""


def main() -> None:
    # The demonstration's pages read models, so Django is ready before they are imported.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium
    from tests.browser.people_pictures import take_people
    from tests.browser.served import ServedPortal, free_port, serving

    with tempfile.TemporaryDirectory() as folder, closing(ServedPortal(free_port(), Path(folder), None)) as portal:
        for command in ("migrate", "collectstatic"):
            portal.manage(command, "--noinput", "--verbosity", "0")
        portal.manage("demo_content")
        with serving(portal), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
            take_people(browser, portal, FOLDER)
            take_all(browser, portal)
            browser.close()


def example() -> Any:
    """A small form with a little of everything that the guide explains."""
    from tests.forms.scene import definition, question, rule, step, when

    family = step(
        "family",
        question("child_name", label="What is the child’s name?"),
        question("died", "yes_no", label="Has the child died?"),
        question(
            "died_on",
            "date",
            label="When did the child die?",
            hint="The day, as far as you know it",
            rules={"not_future": True},
            messages={"required": "Enter the day on which the child died"},
            show_when=when(rule("died")),
        ),
        question(
            "harm",
            "checkboxes",
            label="Which kinds of harm do you suspect?",
            choices=["neglect", "physical harm", "emotional harm", "another"],
        ),
        title="The child",
    )
    told = step(
        "told",
        question("what_happened", "long_text", label="What happened?", rules={"max_length": 4000}),
        question("papers", "file", label="Add what others need to read", required=False),
        title="What happened",
    )
    reply = step("reply", question("email", "email", label="Where can we reach you?"), title="About you")
    return definition(family, told, reply, title="Tell us about a serious incident")


def take_all(browser: Any, portal: Any) -> None:
    from tests.browser.editing import block, make_form, open_editor, signed_in_editor, unfold

    content = example()
    pk = make_form(portal, content, "guide")
    editor = signed_in_editor(browser, portal)
    page = editor.page
    page.set_viewport_size(SIZE)
    FOLDER.mkdir(parents=True, exist_ok=True)
    first, later = content["steps"][0], content["steps"][1]
    questions = {asked["name"]: asked["id"] for asked in first["questions"]}

    open_editor(page, pk)
    picture(page, "steps", lambda: page.locator("#panel-child-content-steps-section"))
    unfold(page, first["id"])
    page.wait_for_timeout(600)
    picture(page, "questions", lambda: block(page, first["id"]))
    opened = unfold(page, questions["died_on"])
    page.wait_for_timeout(600)
    picture(page, "question", lambda: opened)
    opened.locator('[data-contentpath="show_when"] [data-panel-toggle]').first.click()
    page.wait_for_timeout(600)
    picture(page, "condition", lambda: opened.locator('[data-contentpath="show_when"]').first)
    open_editor(page, pk)
    unfold(page, first["id"])
    block(page, questions["died"]).locator("xpath=following-sibling::div").first.locator(".c-sf-add-button").click()
    page.locator("input[role=combobox]").wait_for()
    page.wait_for_timeout(600)
    page.locator(".c-sf-add-button[aria-expanded=true]").evaluate("one => one.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(600)
    picture(page, "kinds")
    open_editor(page, pk)
    unfold(page, later["id"])
    page.get_by_role("button", name="Toggle preview").click()
    page.wait_for_timeout(2500)
    picture(page, "preview")
    page.get_by_role("button", name="Toggle preview").click()
    portal.manage("shell", "-v", "0", "-c", PUBLISH_AND_CHANGE.format(pk=pk))
    for name, (address, height) in pages_beside_the_editor(pk).items():
        page.set_viewport_size({**SIZE, "height": height})
        page.goto(address)
        page.wait_for_timeout(1500)
        picture(page, name)


def pages_beside_the_editor(pk: int) -> dict[str, tuple[str, int]]:
    """Name of the picture: address and height of the window."""
    return {
        "ready-questions": (f"/admin/form-sets/{pk}/", 860),
        "what-will-change": (f"/admin/form-changes/{pk}/", 660),
        "versions": (f"/admin/form-versions/{pk}/", 460),
        "try": (f"/admin/form-trial/{pk}/", 460),
        "import": (f"/admin/form-import/{pk}/", 400),
    }


def picture(page: Any, name: str, of: Callable[[], Any] | None = None) -> None:
    """The window, or only a part of it with a little room around."""
    path = str(FOLDER / f"{name}.png")
    page.mouse.move(0, 0)
    if of is None:
        page.screenshot(path=path)
        return
    page.add_style_tag(content="footer, [class*=minimap] {visibility: hidden !important}")
    part = of()
    part.scroll_into_view_if_needed()
    part.screenshot(path=path)


if __name__ == "__main__":
    main()
