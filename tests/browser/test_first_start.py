"""From an empty folder to a decision, without a demonstration: the start, a second partnership, people, a referral."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from portal.start import form_pages
from portal.start.demo import answers
from tests.browser.filling import fill, fill_form
from tests.browser.served import scratch_database, serving
from tests.browser.started import Newcomer, StartedPortal, empty_portal
from tests.browser.test_main_job import STORY, Walk

FIRST = """
name = "East Safeguarding Children Partnership"
slug = "east"
code = "ESCP"
local_authority_name = "East Council"
council_email = "requests@east-council.example"
contact_email = "office@east.example"
administrators = ["Ada Example <ada@east.example>", "Abel Example <abel@east.example>"]
"""
WEST = {
    "name": "West Safeguarding Children Partnership",
    "slug": "west",
    "code": "WSCP",
    "local_authority_name": "West Council",
    "council_email": "requests@west-council.example",
    "contact_email": "office@west.example",
    "officer": "Olive Example <olive@west.example>",
    "seat_local_authority": "Lena Example <lena@west.example>",
    "seat_police": "Pia Example <pia@west.example>",
    "seat_icb": "Ida Example <ida@west.example>",
}
SEATS = ("lena@west.example", "pia@west.example", "ida@west.example")
NO_DEMONSTRATION = "import portal.urls, sys; print([name for name in sys.modules if 'start.demo' in name])"


class NewPortal(Walk):
    """The walk of a case in a portal of one's own; people are known by their addresses."""

    portal: StartedPortal

    def newcomer(self, email: str, *, look: str = "") -> Newcomer:
        somebody = self.people[email] = Newcomer(self.browser, self.portal, email)
        somebody.join(look=look)
        return somebody

    def person(self, key: str | None) -> Newcomer:
        """Somebody who has joined, by their address."""
        somebody = self.people[key or ""]
        assert isinstance(somebody, Newcomer)
        return somebody

    def today(self) -> date:
        return datetime.now(ZoneInfo("Europe/London")).date()


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[StartedPortal]:
    with scratch_database() as database_url, empty_portal(tmp_path, database_url) as empty:
        yield empty


@pytest.mark.drill
def test_from_an_empty_folder_to_a_decision(browser: Browser, portal: StartedPortal, tmp_path: Path) -> None:
    portal.run("scripts/prepare")
    (tmp_path / "first.toml").write_text(FIRST, encoding="utf-8")
    said = portal.manage("start_portal", "--no-input", "--file", str(tmp_path / "first.toml"))
    assert portal.manage("shell", "--verbosity", "0", "-c", NO_DEMONSTRATION).strip().endswith("[]")
    with serving(portal):
        walk = NewPortal(browser, portal)
        two_administrators_join(walk, said)
        a_second_partnership_is_added(walk)
        its_people_join(walk)
        agencies_join(walk)
        a_case_is_referred(walk)
        it_comes_to_a_decision(walk)
        complaints = [line for person in walk.people.values() for line in person.complaints]
        assert complaints == []


def two_administrators_join(walk: NewPortal, said: str) -> None:
    """By the links that the command printed, which are in the mail too."""
    links = re.findall(r"http\S+/join/\S+", said)
    for email, link in zip(("ada@east.example", "abel@east.example"), links, strict=True):
        somebody = walk.people[email] = Newcomer(walk.browser, walk.portal, email)
        somebody.join(link, look=f"start-join-{email[:4]}")


def a_second_partnership_is_added(walk: NewPortal) -> None:
    ada = walk.person("ada@east.example")
    ada.page.goto("/partnerships/add/")
    ada.look("start-add")
    fill(ada.page, WEST)
    ada.press("Add the partnership")
    ada.sees("West Safeguarding Children Partnership was added")
    ada.look("start-added")


def its_people_join(walk: NewPortal) -> None:
    """What one administrator proposed, the other approves; then each accepts."""
    abel = walk.person("abel@east.example")
    for _one in range(4):
        abel.page.goto("/people/waiting/")
        abel.look("start-waiting")
        abel.open(abel.page.locator("main .desk-list h2 a").first)
        abel.look("start-approve")
        fill(abel.page, {"answer": "yes"})
        abel.press("Decide")
    for email in ("olive@west.example", *SEATS):
        walk.newcomer(email, look=f"start-join-{email[:4]}")


def agencies_join(walk: NewPortal) -> None:
    """The council's lead and a nurse, invited by the officer; the hospital is added in the CMS by an administrator."""
    ada = walk.person("ada@east.example")
    ada.page.goto("/admin/snippets/workflow/agency/add/")
    ada.page.fill("[name=name]", "West Hospital")
    ada.page.select_option("[name=kind]", "acute")
    ada.page.select_option("[name=partnerships]", label="West Safeguarding Children Partnership")
    ada.page.fill("[name=contact_email]", "requests@west-hospital.example")
    ada.press("Save")
    olive = walk.person("olive@west.example")
    invitations = (
        ("L", "West Council: children’s social care", "carla@west-council.example"),
        ("S", "West Hospital", "nora@west-hospital.example"),
    )
    for role, agency, email in invitations:
        olive.page.goto(f"/people/invite/{role}/")
        olive.look(f"start-invite-{role}")
        olive.page.fill("[name=email]", email)
        olive.page.fill("[name=first_name]", email.split("@")[0].title())
        olive.page.fill("[name=last_name]", "Example")
        olive.page.select_option("[name=agency]", label=agency)
        olive.press("Invite")
        walk.newcomer(email, look=f"start-join-{email[:4]}")


def a_case_is_referred(walk: NewPortal) -> None:
    nora = walk.person("nora@west-hospital.example")
    nora.page.goto("/west/forms/referral/")
    nora.press("Start now")
    if nora.page.get_by_role("button", name=re.compile("^Start")).count():
        nora.press("Start")
    filled = answers.referral(STORY, incident=walk.today() - timedelta(days=1))
    fill_form(nora, form_pages.definition("referral"), filled)
    nora.press("Confirm and send")
    walk.reference = nora.page.locator(".govuk-panel strong").inner_text()
    assert re.fullmatch(r"WSCP-\d{4}-0001", walk.reference)


def it_comes_to_a_decision(walk: NewPortal) -> None:
    officer = "olive@west.example"
    walk.step(officer, "Begin to screen")
    walk.step(officer, "Accept the referral", abuse_or_neglect="suspected", harm="seriously_harmed")
    council = walk.person("carla@west-council.example")
    council.page.goto("/my/")
    council.follow(walk.reference)
    council.press("Fill in the notification")
    council.press("Start")
    today = walk.today()
    told = answers.notification(STORY, on=today, aware=today, incident=today - timedelta(days=1), reference="WEST-1")
    fill_form(council, form_pages.definition("notification"), told)
    council.press("Confirm and send")
    olive = walk.on_desk(officer)
    olive.follow_step("Ask agencies for returns")
    hospital = olive.page.get_by_label("West Hospital", exact=True).get_attribute("value")
    asked = {"agencies": [hospital], "due_on": (today + timedelta(days=7)).isoformat()}
    walk.step(officer, "Ask agencies for returns", **asked)
    meeting = {"held_on": today.isoformat(), "attendees": "Olive Example"}
    walk.step(officer, "Record the review group’s meeting", **meeting)
    olive = walk.on_desk(officer)
    olive.follow_step("Complete the rapid review form")
    while olive.page.get_by_role("button", name=re.compile("^Start")).count():
        olive.press("Start")
    fill_form(olive, form_pages.definition("rapid-review"), answers.rapid_review(STORY, met=today))
    olive.press("Confirm and send")
    weigh(walk, officer)
    for seat in SEATS:
        walk.step(seat, "Vote", "decision/", choice="local_review", reason="It shows a theme.")
    walk.step(officer, "Record the decision", "decision/", rationale="To keep children safer.")
    walk.on_desk(officer, "decision/").sees("To keep children safer.")


def weigh(walk: NewPortal, officer: str) -> None:
    label = "Weigh the criteria and circumstances"
    olive = walk.on_desk(officer, "decision/")
    olive.follow_step(label)
    why = {
        "definition_abuse_or_neglect_reason": "The children were alone for a long time.",
        "definition_died_or_harmed_reason": "The child was hurt in the fall.",
    }
    fill(olive.page, why)
    olive.press(label)
