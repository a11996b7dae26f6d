"""Fills in questions on a page by their names: those of the forms engine and those of a step on the desk."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from forms.definition.shape import Answers, Definition, Step
from tests.browser.person import Person

DATE_PARTS = ("year", "month", "day")


def fill(page: Page, answers: Answers) -> None:
    """Answer the questions of this page that are among the answers, in the order in which the page asks them."""
    done: set[str] = set()
    # What is chosen shows further questions, so the page is read anew after each answer.
    while (name := _next_name(page, answers, done)) is not None:
        _answer(page, name, answers[name])
        done.add(name)


def _next_name(page: Page, answers: Answers, done: set[str]) -> str | None:
    for box in page.locator("main [name]:visible").all():
        name = re.sub("-(day|month|year)$", "", box.get_attribute("name") or "")
        if name in answers and name not in done:
            return name
    return None


def _answer(page: Page, name: str, value: Any) -> None:
    if page.locator(f'[name="{name}-paste"]').count():
        _paste_rows(page, name, value)
        return
    if page.locator(f'[name="{name}-day"]').count():
        for part, text in zip(DATE_PARTS, str(value).split("-"), strict=False):
            page.fill(f'[name="{name}-{part}"]', text.lstrip("0"))
        return
    box = page.locator(f'main [name="{name}"]:visible')
    kind = box.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        _tick(box, value)
    elif box.first.evaluate("element => element.tagName") == "SELECT":
        box.first.select_option(str(value))
    else:
        box.first.fill(str(value))


def _paste_rows(page: Page, name: str, rows: list[dict[str, str]]) -> None:
    """A chronology, as it comes out of a spreadsheet."""
    columns = ("date", "source", "event", "comment")
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    page.fill(f'[name="{name}-paste"]', "\n".join("\t".join(line) for line in lines))
    page.get_by_role("button", name="Add these events").click()
    expect(page.locator("[data-forms-row]")).to_have_count(len(rows))


def _tick(box: Locator, value: Any) -> None:
    if value is True:
        box.first.check()
        return
    for one in value if isinstance(value, list) else [value]:
        box.page.locator(f'main [name="{box.first.get_attribute("name")}"][value="{one}"]').check()


def fill_form(person: Person, definition: Definition, answers: Answers, *, look: str = "") -> None:
    """From the task list through every step to "check your answers". `look` names the pictures of the way."""
    page = person.page
    person.open(page.locator("a.govuk-task-list__link").first)
    for step in definition["steps"]:
        # A step that its conditions hide is not met on the way.
        if not re.search(rf"/{step['name']}/((add/)?[0-9a-f-]{{36}}/)?$", page.url.partition("#")[0]):
            continue
        if step["repeat"] is None:
            fill(page, answers)
            _look(person, look, step)
            person.press("Save and continue")
        else:
            _fill_entries(person, step, answers.get(step["name"], []), look)
    expect(page.get_by_role("heading", name="Check your answers before sending")).to_be_visible()
    _look(person, look, None)


def _fill_entries(person: Person, step: Step, entries: list[Answers], look: str) -> None:
    for number, entry in enumerate(entries):
        if not person.page.locator("form[data-forms-step]").count():
            _open_entry(person, number)
        fill(person.page, entry)
        if number == 0:
            _look(person, look, step)
        person.press("Save and continue")
    if look:
        person.look(f"{look}-{step['name']}-list")
    person.press("Continue")


def _open_entry(person: Person, number: int) -> None:
    """From the list of entries: the one that was filled in before, else a new one."""
    there = person.page.locator("#entries").get_by_role("link", name=re.compile("^Change"))
    if number < there.count():
        person.open(there.nth(number))
    else:
        person.press("Add a")


def _look(person: Person, look: str, step: Step | None) -> None:
    if look:
        person.look(f"{look}-{step['name'] if step else 'check'}")
