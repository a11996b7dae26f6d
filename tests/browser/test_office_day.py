"""One day of each role: every daily act with the clicks it costs, three at most.

A click is a press of the mouse on a link, a button, a box or a choice; typing is none, and Return sends what was typed
into a search. An act begins on the page where signing in leads to, or with the case open where it says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.accessibility import assert_no_violations
from tests.browser.demonstration import demonstration
from tests.browser.person import Person
from tests.browser.served import ServedPortal, serving

MOST_CLICKS = 3


@dataclass
class Act:
    """What somebody does every day: `moves` are (what, name) pairs, `told` is what the page says when it is done."""

    person: str
    what: str
    begins: str
    moves: list[tuple[str, str]]
    told: str
    clicks: int = field(default=0, init=False)


DESK = "/desk/"
WORK = "/my/"
ACTS = [
    Act("officer", "sees what is late and what comes this week", "/desk/overview/", [], "This week"),
    Act("officer", "opens the most urgent case", DESK, [("link", "NSCP-2026-0007")], "Next"),
    Act(
        "officer",
        "finds a case by the beginning of a name",
        DESK,
        [("type", "Find a case=Lar"), ("return", "Find a case"), ("link", "NSCP-2026-0006")],
        "Next",
    ),
    Act(
        "officer",
        "accepts a return that came",
        DESK,
        [("link", "NSCP-2026-0006"), ("link", "Accept the return"), ("button", "Accept the return")],
        "Overview",
    ),
    Act(
        "officer",
        "notes a telephone call",
        DESK,
        [
            ("link", "NSCP-2026-0005"),
            ("link", "Notes and calls"),
            ("type", "What was said, or what do you note?=Fictional example: the ward rang back."),
            ("button", "Write a note"),
        ],
        "the ward rang back",
    ),
    Act(
        "officer",
        "sets a task with a day",
        DESK,
        [
            ("link", "NSCP-2026-0005"),
            ("link", "Tasks"),
            ("type", "What is to be done?=Fictional example: ask the school again."),
            ("type", "Day=4"),
            ("type", "Month=12"),
            ("type", "Year=2030"),
            ("button", "Add a task"),
        ],
        "ask the school again",
    ),
    Act(
        "officer",
        "writes to an agency, with the case open",
        "/desk/NSCP-2026-0005/",
        [
            ("link", "Messages"),
            ("link", "Hospital trust (demo)"),
            ("type", "Your message=Fictional example: when may we expect the return?"),
            ("button", "Send"),
        ],
        "when may we expect the return?",
    ),
    Act(
        "officer",
        "reminds everybody whose return is late, with the case open",
        "/desk/NSCP-2026-0006/",
        [("link", "Returns and chronology"), ("button", "Remind all")],
        "eminde",
    ),
    Act(
        "officer",
        "gives a case to a colleague",
        DESK,
        [
            ("check", "Choose NSCP-2026-0003"),
            ("select", "Give the ticked cases to=Oscar Officer (demo)"),
            ("button", "Give"),
        ],
        "given to Oscar Officer",
    ),
    Act(
        "second-officer",
        "takes over a case of the first",
        DESK,
        [
            ("check", "Choose NSCP-2026-0004"),
            ("select", "Give the ticked cases to=Oscar Officer (demo)"),
            ("button", "Give"),
        ],
        "given to Oscar Officer",
    ),
    Act(
        "second-officer",
        "sees what happened on it",
        DESK,
        [("link", "NSCP-2026-0004"), ("link", "Timeline")],
        "Timeline",
    ),
    Act("social-care", "goes to the notification that is due", WORK, [("link", "Notification to make")], "otif"),
    Act(
        "health",
        "starts a referral",
        WORK,
        [("link", "Start a referral")],
        "Task list|Check|Refer",
    ),
    Act(
        "health",
        "answers a message of the office",
        WORK,
        [
            ("link", "Message from the support office, NSCP-2026-0006"),
            ("type", "Your message=Fictional example: it comes on Thursday."),
            ("button", "Send"),
        ],
        "it comes on Thursday",
    ),
    Act(
        "health",
        "starts the return that is asked for",
        WORK,
        [("link", "Return with chronology"), ("button", "Start the return")],
        "Return|return",
    ),
    Act(
        "health",
        "reads what became of a referral",
        WORK,
        [("link", "All cases"), ("link", "NSCP-2026-0005")],
        "What has happened",
    ),
    Act("health-lead", "sees what the agency decides", WORK, [("link", "What your agency decides")], "agency"),
    Act(
        "health-lead",
        "gives evidence on a recommendation",
        WORK,
        [
            ("link", "Recommendation 1"),
            ("link", "Give evidence"),
            (
                "type",
                "What was done?=Fictional example: every first visit now asks, and ten records were audited.",
            ),
            ("type", "What has changed for children=Fictional example: children are asked for by name."),
            ("button", "Give evidence"),
        ],
        "Evidence given|evidence",
    ),
    Act(
        "seat-police",
        "comes to the vote",
        DESK,
        [("link", "NSCP-2026-0005"), ("link", "Decision"), ("link", "Vote")],
        "vote",
    ),
    Act(
        "seat-police",
        "reads the papers of a decision",
        DESK,
        [("link", "NSCP-2026-0005"), ("link", "Decision")],
        "The rapid review, as it was sent",
    ),
    Act(
        "scrutineer",
        "reads how the partners decide",
        DESK,
        [("link", "NSCP-2026-0005"), ("link", "Decision")],
        "Decision",
    ),
    Act(
        "reviewer",
        "goes on with the report",
        DESK,
        [("link", "NSCP-2026-0003"), ("link", "Review and report")],
        "Write the report",
    ),
    Act("auditor", "follows the log", DESK, [("link", "Older entries")], "Log"),
    Act("auditor", "opens the audits", DESK, [("link", "Audit of rapid reviews")], "Plan the round|round"),
    Act("editor", "opens a form to edit it", "/admin/", [("link", "Rapid review")], "Rapid review"),
    Act(
        "editor",
        "tries a form out",
        "/admin/",
        [("link", "Try it : Rapid review"), ("button", "Begin a trial")],
        "Trial",
    ),
]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[ServedPortal]:
    """A portal of this file's own: its acts change the demonstration."""
    with demonstration(tmp_path_factory.mktemp("day")) as portal, serving(portal):
        yield portal


@pytest.fixture(scope="module")
def people(browser: Browser, day: ServedPortal) -> dict[str, Person]:
    """Each person in one browser, signed in on first use."""
    found: dict[str, Person] = {}
    for key in dict.fromkeys(act.person for act in ACTS):
        found[key] = Person(browser, day, key)
        found[key].sign_in()
    return found


def _target(person: Person, what: str, name: str) -> Locator:
    page, pattern = person.page, re.compile(re.escape(name))
    if what == "link":
        # A step's link may wear the shape of a button.
        found = page.get_by_role("link", name=pattern).or_(page.locator("a[role=button]").filter(has_text=pattern))
    elif what == "button":
        found = page.locator("button").filter(has_text=pattern)
    else:
        found = page.get_by_label(pattern).and_(page.locator("input, select, textarea"))
    return found.filter(visible=True).first


def walk(person: Person, act: Act) -> None:
    """Do it, counting the clicks."""
    person.page.goto(act.begins)
    act.clicks = 0
    for what, name in act.moves:
        label, _, value = name.partition("=")
        target = _target(person, what, label)
        if what == "type":
            target.fill(value)
        elif what == "return":
            with person.page.expect_navigation():
                target.press("Enter")
        elif what == "select":
            act.clicks += 1
            target.select_option(label=value)
        elif what == "check":
            act.clicks += 1
            target.check()
        else:
            act.clicks += 1
            person.open(target)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: f"{act.person}: {act.what}")
def test_a_daily_act_costs_three_clicks_at_most(people: dict[str, Person], act: Act, record_property: object) -> None:
    person = people[act.person]
    walk(person, act)
    expect(person.page.locator("body")).to_contain_text(re.compile(act.told))
    assert not person.page.locator(".govuk-error-summary").count(), person.page.locator("main").inner_text()
    assert_no_violations(person.page) if "/admin/" not in person.page.url else None
    assert act.clicks <= MOST_CLICKS, f"{act.person} {act.what}: {act.clicks} clicks"
    print(f"{act.clicks} clicks: {act.person} {act.what}")  # noqa: T201 - the table of the day
