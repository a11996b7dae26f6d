"""The pictures of docs/administrator-guide.md, on the demonstration's people; taken by tests.browser.guide_pictures."""

from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser.person import Person
from tests.browser.served import ServedPortal

NARROW = {"width": 960, "height": 760}
INVITED = {"email": "fern.example@office.example", "first_name": "Fern", "last_name": "Example"}


def take_people(browser: Any, portal: ServedPortal, folder: Path) -> None:
    """What the administrator sees who invites somebody, and the officer who is asked to approve."""

    def part(page: Any, name: str, of: str = "main") -> None:
        page.mouse.move(0, 0)
        page.locator(of).first.screenshot(path=str(folder / f"{name}.png"))
        _made_small(folder / f"{name}.png")

    chief, second = (_signed_in(browser, portal, key) for key in ("administrator", "officer"))
    chief.goto("/people/?q=officer")
    part(chief, "people")
    chief.goto("/people/who/")
    part(chief, "who-may-do-what", "main .desk-card:has-text('Support office officer')")
    chief.goto("/people/invite/O/")
    for name, text in INVITED.items():
        chief.fill(f"[name={name}]", text)
    chief.select_option("[name=partnership]", label="Nottinghamshire Safeguarding Children Partnership")
    part(chief, "invite")
    chief.get_by_role("button", name="Invite", exact=True).click()
    chief.goto("/people/invitations/")
    part(chief, "invitations")
    second.goto("/people/waiting/")
    second.get_by_role("link", name="Fern Example").click()
    part(second, "approve")
    chief.goto("/people/?q=olive")
    chief.locator("main h2 a").last.click()
    part(chief, "person")
    chief.goto("/partnerships/add/")
    chief.screenshot(path=str(folder / "add-partnership.png"))
    _made_small(folder / "add-partnership.png")


def _made_small(path: Path) -> None:
    """In few colours: a page has not many."""
    Image.open(path).convert("RGB").quantize(48).save(path, optimize=True)


def _signed_in(browser: Any, portal: ServedPortal, key: str) -> Any:
    somebody = Person(browser, portal, key)
    somebody.sign_in("/people/")
    somebody.page.set_viewport_size(NARROW)
    return somebody.page
