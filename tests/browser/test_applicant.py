"""A person filling in a form that holds every kind of question: with JavaScript, without it, and by keyboard alone."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.accessibility import assert_fits, assert_no_violations, assert_usable
from tests.browser.every_kind import KEPT, TYPED, answers_sent, publish
from tests.browser.person import DESKTOP, Person
from tests.browser.served import ServedPortal

PDF = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nplan\n%%EOF"}
PROGRAM = {"name": "tool.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00\x03"}
STEPS = ("words", "choosing", "dates", "others", "papers", "children")


@pytest.fixture(scope="module")
def start_url(portal_server: ServedPortal) -> str:
    return publish(portal_server, "every-kind")


@pytest.fixture(scope="module")
def signed_in(browser: Browser, portal_server: ServedPortal) -> Iterator[Any]:
    """The cookies of somebody of an agency who signed in by an e-mailed code."""
    person = Person(browser, portal_server, "health")
    person.sign_in()
    yield person.context.storage_state()
    person.context.close()


@pytest.fixture
def opened(browser: Browser, portal_server: ServedPortal, signed_in: Any) -> Iterator[Callable[..., Page]]:
    """`opened(javascript=False)` is a tab of a browser of its own, signed in. A fault in a script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(*, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=portal_server.base_url,
            viewport=DESKTOP,
            locale="en-GB",
            storage_state=signed_in,
            java_script_enabled=javascript,
        )
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert not faults


def begin(page: Page, start_url: str) -> str:
    """From the start page to the first step; the address of the task list."""
    page.goto(start_url)
    page.get_by_role("button", name=re.compile("^Start")).click()
    page.wait_for_url(re.compile(r"/forms/[0-9a-f-]{36}/$"))
    return page.url


def go_on(page: Page) -> None:
    """Save and continue, and wait for what follows."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").last.click()
    assert page.locator(".govuk-error-summary").count() == 0, page.locator("main").inner_text()


def at_step(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile(rf"/step/{name}/((add/)?[0-9a-f-]{{36}}/)?$"))


def is_visible(page: Page, name: str) -> bool:
    return page.locator(f'main [name="{name}"]:visible').count() > 0


def fill(page: Page, typed: dict[str, Any], *, javascript: bool = True) -> None:
    """Answer the boxes of this page by their names."""
    for name, value in typed.items():
        box = page.locator(f'main [name="{name}"]').first
        kind = box.get_attribute("type") or ""
        if kind in ("radio", "checkbox"):
            for one in ["yes"] if value is True else value if isinstance(value, list) else [value]:
                page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif box.evaluate("element => element.tagName") == "SELECT":
            if javascript and box.get_attribute("data-forms-combobox") is not None:
                page.locator(f'[id="{name}"]').fill(value)
                page.get_by_role("option", name=value.capitalize()).click()
            else:
                box.select_option(value)
        else:
            box.fill(value)


def receipt_of(page: Page, portal: ServedPortal) -> dict[str, Any]:
    """Send from "check your answers"; what was stored."""
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm and send").click()
    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    return answers_sent(portal, page.url)


def test_with_javascript_everything_is_usable_and_nothing_hidden_is_sent(
    opened: Callable[..., Page], portal_server: ServedPortal, start_url: str
) -> None:
    page = opened()
    page.goto(start_url)
    assert_usable(page)
    begin(page, start_url)
    assert_usable(page)
    page.get_by_role("link", name="Words").click()
    for name in STEPS[:4]:
        at_step(page, name)
        if name == "choosing":
            questions_appear_and_disappear(page)
        fill(page, TYPED[name])
        if name == "dates":
            expect(page.locator("[data-forms-calculated=age]")).to_have_text("9 years")
        assert_usable(page)
        go_on(page)
    at_step(page, "papers")
    page.set_input_files("[name=paper-upload]", [PDF])
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    assert_usable(page)
    go_on(page)
    at_step(page, "children")
    fill(page, TYPED["children"])
    go_on(page)
    expect(page.locator("dt", has_text="Child 1: Jo")).to_be_visible()
    assert_usable(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("heading", name="Check your answers before sending")).to_be_visible()
    assert_usable(page)
    every_change_link_leads_to_its_question(page)
    sent = receipt_of(page, portal_server)
    assert_usable(page)
    assert len(sent.pop("paper")) == 1
    assert {name: value for name, value in sent.items() if name != "told_by"} == KEPT
    assert sent["told_by"]


def questions_appear_and_disappear(page: Page) -> None:
    """Live, with their group; what was typed into them is gone from view and, in the end, from what is sent."""
    harm, kinds, heading = (page.locator(f"#question-{name}") for name in ("harm", "kinds", "way"))
    expect(heading).to_be_visible()
    expect(harm).to_be_hidden()
    expect(page.get_by_role("heading", name="The harm")).to_be_hidden()
    page.check("[name=harmed][value=yes]")
    expect(harm).to_be_visible()
    expect(page.get_by_role("heading", name="The harm")).to_be_visible()
    expect(kinds).to_be_hidden()
    page.fill("[name=harm]", "Typed before it was hidden")
    expect(kinds).to_be_visible()
    page.check("[name=harmed][value=no]")
    expect(harm).to_be_hidden()
    expect(kinds).to_be_hidden()


def every_change_link_leads_to_its_question(page: Page) -> None:
    addresses = [link.get_attribute("href") or "" for link in page.locator("main dd a", has_text="Change").all()]
    assert len(addresses) > 20
    checked = page.url
    for address in addresses[::6]:
        page.goto(address)
        expect(page.locator(f"[id='{address.partition('#')[2]}']")).to_be_visible()
    page.goto(checked)


def test_what_is_hidden_at_the_end_is_not_sent(
    opened: Callable[..., Page], portal_server: ServedPortal, start_url: str
) -> None:
    page = opened()
    tasks = begin(page, start_url)
    for name in STEPS[:4]:
        page.goto(f"{tasks}step/{name}/")
        fill(page, TYPED[name])
        if name == "choosing":
            page.check("[name=harmed][value=no]")
            page.check("[name=way][value=walking]")
        go_on(page)
    page.goto(f"{tasks}step/papers/")
    go_on(page)
    fill(page, TYPED["children"])
    go_on(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue", exact=True).click()
    sent = receipt_of(page, portal_server)
    assert not {"harm", "kinds", "kinds:other", "way:other", "paper"} & sent.keys()
    assert sent["way"] == "walking"


def test_without_javascript(opened: Callable[..., Page], portal_server: ServedPortal, start_url: str) -> None:
    page = opened(javascript=False)
    begin(page, start_url)
    page.get_by_role("link", name="Words").click()
    for name in STEPS[:4]:
        at_step(page, name)
        if name == "choosing":
            # What an answer brings up is offered by the server, and asked again before anything is refused.
            for hidden in ("harm", "kinds"):
                expect(page.locator(f"#question-{hidden}:visible")).to_have_count(0)
                shown = {one: value for one, value in TYPED[name].items() if is_visible(page, one)}
                fill(page, shown, javascript=False)
                go_on(page)
                expect(page.get_by_text("Because of your answers")).to_be_visible()
        fill(page, TYPED[name], javascript=False)
        go_on(page)
    at_step(page, "papers")
    page.set_input_files("[name=paper-upload]", [PDF])
    with page.expect_navigation():
        page.get_by_role("button", name="Add the chosen files").click()
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    go_on(page)
    fill(page, TYPED["children"], javascript=False)
    go_on(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue", exact=True).click()
    sent = receipt_of(page, portal_server)
    assert len(sent.pop("paper")) == 1
    assert {name: value for name, value in sent.items() if name != "told_by"} == KEPT


def test_an_error_summary_leads_to_every_kind_of_question(opened: Callable[..., Page], start_url: str) -> None:
    page = opened()
    tasks = begin(page, start_url)
    for name in STEPS[:4]:
        page.goto(f"{tasks}step/{name}/")
        if name == "choosing":
            page.check("[name=harmed][value=yes]")
        with page.expect_navigation():
            page.get_by_role("button", name="Save and continue").last.click()
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert_no_violations(page)
        links = page.locator(".govuk-error-summary__list a")
        assert links.count() >= len([one for one in TYPED[name] if "-" not in one and ":" not in one]) - 2
        for place in range(links.count()):
            target = (links.nth(place).get_attribute("href") or "").removeprefix("#")
            links.nth(place).click()
            expect(page.locator(f"[id='{target}']")).to_be_focused()


# Files


def test_files_come_and_go_without_a_reload(opened: Callable[..., Page], start_url: str) -> None:
    page = opened()
    tasks = begin(page, start_url)
    page.goto(f"{tasks}step/papers/")
    page.evaluate("window.stayed = true")
    page.set_input_files("[name=paper-upload]", [PDF, {**PDF, "name": "second.pdf"}, PROGRAM])
    expect(page.locator("[data-forms-file]")).to_have_count(2)
    expect(page.get_by_text("“tool.pdf” does not hold what its name says").first).to_be_visible()
    assert_usable(page)
    page.get_by_role("button", name="Remove plan.pdf").click()
    expect(page.get_by_role("link", name="plan.pdf")).to_have_count(0)
    expect(page.locator("[data-forms-files-status]")).to_have_text("plan.pdf has been removed")
    assert page.evaluate("window.stayed")
    page.reload()
    expect(page.locator("[data-forms-file]")).to_have_count(1)
    expect(page.get_by_role("link", name="second.pdf")).to_be_visible()


def test_progress_is_shown_and_a_cut_upload_is_to_be_chosen_again(
    opened: Callable[..., Page], portal_server: ServedPortal, start_url: str
) -> None:
    page = opened()
    tasks = begin(page, start_url)
    page.goto(f"{tasks}step/papers/")
    held: list[Route] = []
    page.route(re.compile(r"/step/papers/files/$"), lambda route: held.append(route))
    page.set_input_files("[name=paper-upload]", [PDF])
    expect(page.get_by_role("progressbar", name="Adding plan.pdf")).to_be_visible()
    expect(page.locator("[data-forms-files-status]")).to_have_text("Adding plan.pdf")
    held[0].abort("connectionreset")
    told = page.locator("[data-forms-uploads] .govuk-error-message")
    expect(told).to_have_text("“plan.pdf” was cut off before it arrived. Nothing of it was kept. Choose it again.")
    page.unroute_all()
    page.reload()
    expect(page.locator("[data-forms-file]")).to_have_count(0)
    page.set_input_files("[name=paper-upload]", [PDF])
    expect(page.locator("[data-forms-file]")).to_have_count(1)


# Saving, leaving and coming back


def test_what_was_typed_is_there_on_another_device(opened: Callable[..., Page], start_url: str) -> None:
    page = opened()
    tasks = begin(page, start_url)
    page.goto(f"{tasks}step/words/")
    page.fill("[name=full_name]", "Half a na")
    expect(page.locator("[data-forms-status]")).to_contain_text("Draft saved at")
    other = opened()
    other.goto(start_url)
    path = tasks.removeprefix(page.url.partition("/forms/")[0])
    expect(other.locator(f'main a[href="{path}"]')).to_be_visible()
    expect(other.get_by_text("Kept until").first).to_be_visible()
    other.goto("/my/")
    line = other.locator("#drafts + ul li", has=other.locator(f'a[href="{path}"]'))
    expect(line).to_contain_text("Deleted on")
    line.get_by_role("link").click()
    expect(other.get_by_text("Your draft is kept until")).to_be_visible()
    other.get_by_role("link", name="Words").click()
    expect(other.locator("[name=full_name]")).to_have_value("Half a na")


def test_signed_out_in_the_middle_nothing_typed_is_lost(
    opened: Callable[..., Page], signed_in: Any, start_url: str
) -> None:
    page = opened()
    tasks = begin(page, start_url)
    page.goto(f"{tasks}step/words/")
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=story]", "A long story")
    status = page.locator("[data-forms-status]")
    expect(status).to_contain_text("You have been signed out. Nothing is lost: go on here afterwards.")
    expect(status.get_by_role("link", name="Sign in again in another tab")).to_be_visible()
    expect(page.locator("[name=story]")).to_have_value("A long story")
    # In another tab: the session is there again, with another token for its forms.
    session = [cookie for cookie in signed_in["cookies"] if cookie["name"] == "sessionid"]
    page.context.add_cookies([*session, {**session[0], "name": "csrftoken", "value": "a" * 32, "httpOnly": False}])
    page.fill("[name=full_name]", "Ana")
    expect(status).to_contain_text("Draft saved at")
    page.reload()
    expect(page.locator("[name=story]")).to_have_value("A long story")


def test_changing_the_language_keeps_what_is_typed(opened: Callable[..., Page], start_url: str) -> None:
    for javascript in (True, False):
        page = opened(javascript=javascript)
        tasks = begin(page, start_url)
        page.goto(f"{tasks}step/words/")
        page.fill("[name=full_name]", "Ana")
        with page.expect_navigation():
            page.get_by_role("button", name="Cymraeg").click()
        expect(page.locator("label[lang=cy]", has_text="Enw llawn")).to_be_visible()
        expect(page.locator("[name=full_name]")).to_have_value("Ana")
        if javascript:
            assert_usable(page)
        # Enter saves and goes on; it does not change the language.
        page.locator("[name=mail]").press("Enter")
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        expect(page.locator("label[lang=cy]", has_text="Enw llawn")).to_be_visible()
        with page.expect_navigation():
            page.get_by_role("button", name="English").click()
        expect(page.locator("label", has_text="Full name")).to_be_visible()


# By keyboard

FOCUS = """() => {
  const now = document.activeElement;
  const before = window.lastFocused;
  window.lastFocused = now;
  const ticked = now.matches("[type=radio], [type=checkbox]");
  const drawn = ticked ? getComputedStyle(now.labels[0], "::before") : getComputedStyle(now);
  return {
    name: now.name || "",
    id: now.id,
    value: now.value || "",
    text: now.textContent.trim().replace(/\\s+/g, " "),
    visible: (drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) > 0) || drawn.boxShadow !== "none",
    inOrder: !before || !before.isConnected || before === document.body
      || Boolean(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""
MOST_TABS = 60


def tab_to(page: Page, **wanted: str) -> None:
    """Press Tab until the focus is on what is wanted; on the way it is always visible and never goes back.

    `text` is how the text of a button or link begins; anything else is an attribute.
    """
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["visible"], f"The focus cannot be seen: {focus}"
        assert focus["inOrder"], f"The focus jumped back: {focus}"
        if all(focus[what].startswith(one) if what == "text" else focus[what] == one for what, one in wanted.items()):
            return
    raise AssertionError(f"Not reached by {MOST_TABS} tabs on {page.url}")


def press_button(page: Page, text: str) -> None:
    tab_to(page, text=text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, typed: dict[str, Any]) -> None:
    for name, value in typed.items():
        box = page.locator(f'main [name="{name}"]').first
        kind = box.get_attribute("type") or ""
        if kind == "radio":
            choose_by_arrows(page, name, value)
        elif kind == "checkbox":
            for one in ["yes"] if value is True else value:
                tab_to(page, name=name, value=one)
                page.keyboard.press("Space")
        elif box.get_attribute("data-forms-combobox") is not None:
            tab_to(page, id=name)
            page.keyboard.type(value)
            expect(page.locator(".forms-choices:visible [role=option]")).to_have_count(1)
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        elif box.evaluate("element => element.tagName") == "SELECT":
            tab_to(page, name=name)
            for _down in range(len(page.locator(f'[name="{name}"] option').all())):
                if page.locator(f'[name="{name}"]').input_value() == value:
                    break
                page.keyboard.press("ArrowDown")
            expect(page.locator(f'[name="{name}"]')).to_have_value(value)
        else:
            tab_to(page, name=name)
            page.keyboard.insert_text(value)


def choose_by_arrows(page: Page, name: str, value: str) -> None:
    tab_to(page, name=name)
    page.keyboard.press("Space")
    for _down in range(5):
        if page.locator(f'[name="{name}"][value="{value}"]').is_checked():
            return
        page.keyboard.press("ArrowDown")
        page.evaluate("window.lastFocused = document.activeElement")
    raise AssertionError(f"{value} cannot be chosen by arrow keys.")


def test_by_keyboard_alone(opened: Callable[..., Page], portal_server: ServedPortal, start_url: str) -> None:
    page = opened()
    # From now on the browser tells of a file chooser: asked for only when the key is pressed, that can come too late.
    page.on("filechooser", lambda _chooser: None)
    page.goto(start_url)
    press_button(page, "Start")
    page.wait_for_url(re.compile(r"/forms/[0-9a-f-]{36}/$"))
    press_button(page, "Words")
    for name in STEPS[:4]:
        at_step(page, name)
        type_in(page, TYPED[name])
        press_button(page, "Save and continue")
    at_step(page, "papers")
    tab_to(page, name="paper-upload")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([PDF])  # type: ignore[list-item]  # a file as Playwright describes one
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    page.evaluate("window.lastFocused = undefined")
    press_button(page, "Save and continue")
    type_in(page, TYPED["children"])
    press_button(page, "Save and continue")
    press_button(page, "Continue")
    expect(page.get_by_role("heading", name="Check your answers before sending")).to_be_visible()
    press_button(page, "Confirm and send")
    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    sent = answers_sent(portal_server, page.url)
    assert len(sent.pop("paper")) == 1
    assert {name: value for name, value in sent.items() if name != "told_by"} == KEPT


def test_the_pages_beside_the_way_fit_everybody(opened: Callable[..., Page], start_url: str) -> None:
    page = opened()
    tasks = begin(page, start_url)
    for path in ("delete/", "check/", "step/children/", f"step/children/{uuid.uuid4()}/"):
        page.goto(f"{tasks}{path}")
        assert_no_violations(page)
        assert_fits(page)


# Two windows, and a button clicked by mistake


@pytest.mark.parametrize("javascript", [True, False])
def test_a_step_changed_in_another_window_shows_both_and_is_chosen(
    opened: Callable[..., Page], start_url: str, javascript: bool
) -> None:
    here = opened(javascript=javascript)
    tasks = begin(here, start_url)
    there = here.context.new_page()
    for page in (here, there):
        page.goto(f"{tasks}step/words/")
    there.fill("[name=full_name]", "Ana, said the nurse")
    if javascript:
        expect(there.locator("[data-forms-status]")).to_contain_text("Draft saved at")
        here.fill("[name=full_name]", "Anna, said the father")
        expect(here.locator("[data-forms-status]")).to_contain_text("changed in another window")
    else:
        with there.expect_navigation():
            there.get_by_role("button", name="Save and come back later").click()
        here.fill("[name=full_name]", "Anna, said the father")
    with here.expect_navigation():
        here.get_by_role("button", name="Save and continue").last.click()
    expect(here.get_by_role("heading", name="This was changed in another window")).to_be_visible()
    for text in ("Ana, said the nurse", "Anna, said the father"):
        expect(here.get_by_role("cell", name=text)).to_be_visible()
    if javascript:
        assert_usable(here)
    with here.expect_navigation():
        here.get_by_role("button", name="Save what is chosen").click()
    expect(here.locator("[name=full_name]")).to_have_value("Anna, said the father")
    there.goto(f"{tasks}step/words/")
    expect(there.locator("[name=full_name]")).to_have_value("Anna, said the father")


@pytest.mark.parametrize("javascript", [True, False])
def test_removing_in_one_window_leaves_the_other_child_its_page(
    opened: Callable[..., Page], start_url: str, javascript: bool
) -> None:
    here = opened(javascript=javascript)
    tasks = begin(here, start_url)
    there = here.context.new_page()
    for name in ("Ada", "Ben", "Cem"):
        here.goto(f"{tasks}step/children/")
        if add := here.get_by_role("button", name="Add another child").all():
            add[0].click()
        here.fill("[name=child_name]", name)
        go_on(here)
    here.get_by_role("link", name="Change Child 2: Ben").click()
    there.goto(f"{tasks}step/children/")
    there.get_by_role("link", name="Remove Child 1: Ada").click()
    there.get_by_role("button", name="Remove").dblclick()
    expect(there.locator("dt", has_text="Child 2: Cem")).to_be_visible()
    here.fill("[name=child_name]", "Benjamin")
    go_on(here)
    expect(here.locator("#entries dt")).to_have_text(["Child 1: Benjamin", "Child 2: Cem"])


@pytest.mark.parametrize("javascript", [True, False])
def test_a_radio_button_clicked_by_mistake_loses_nothing(
    opened: Callable[..., Page], start_url: str, javascript: bool
) -> None:
    page = opened(javascript=javascript)
    tasks = begin(page, start_url)
    rest = {"way": "walking", "vehicle": "train", "town": "lincoln", "agreed": True}
    page.goto(f"{tasks}step/choosing/")
    fill(page, {"harmed": "yes", **rest}, javascript=javascript)
    if not javascript:
        # What the answer brings up is asked on the same page, once it is sent.
        page.get_by_role("button", name="Save and continue").last.click()
    fill(page, {"harm": "A broken arm"})
    if not javascript:
        page.get_by_role("button", name="Save and continue").last.click()
    fill(page, {"kinds": ["fall"]})
    go_on(page)
    page.goto(f"{tasks}step/choosing/")
    fill(page, {"harmed": "no"})
    go_on(page)
    page.goto(f"{tasks}check/")
    expect(page.get_by_text("A broken arm")).to_have_count(0)
    page.goto(f"{tasks}step/choosing/")
    fill(page, {"harmed": "yes"})
    if not javascript:
        page.get_by_role("button", name="Save and continue").last.click()
    expect(page.locator("[name=harm]")).to_be_visible()
    expect(page.locator("[name=harm]")).to_have_value("A broken arm")
    expect(page.locator("[name=kinds][value=fall]")).to_be_checked()
    go_on(page)
    page.goto(f"{tasks}check/")
    expect(page.get_by_text("A broken arm")).to_be_visible()
