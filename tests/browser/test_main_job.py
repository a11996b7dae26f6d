"""The main job, walked in a browser as a newcomer walks it: a referral becomes a published report."""

import os
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from forms.definition.shape import Answers
from portal.start import form_pages
from portal.start.demo import answers
from portal.start.demo.stories import Story
from tests.browser.filling import fill, fill_form
from tests.browser.person import Person
from tests.browser.served import ServedPortal
from workflow.calendar import BankHolidays, shift_working_days
from workflow.machines.review.questions import TERMS

CHILDREN = ("Juniper Walkthrough", "Alder Walkthrough")
FACTS = (*CHILDREN, "a door that nobody had locked", "Beech Walkthrough")
HOME = "/nottinghamshire/"
TITLE = "What two children taught us (fictional example)"

STORY = Story(
    key="walk",
    partnership="NSCP",
    until="publish",
    ended=0,
    children=[
        {
            "name": CHILDREN[0],
            "sex": "female",
            "ethnicity": "white_irish",
            "outcome": "seriously_harmed",
            "age_days": 3000,
            "harm_kinds": ["physical", "emotional"],
            "harm": "Hurt in a fall.",
        },
        {"name": CHILDREN[1], "sex": "not_known", "ethnicity": "not_known", "outcome": "not_known", "unborn": True},
    ],
    place="At home",
    narrative="A child fell from a window after going through a door that nobody had locked.",
    abuse="suspected",
    abuse_types=["neglect"],
    abuse_reason="The children were alone for a long time.",
    reason="Several agencies knew parts of it.",
    learning="Ask who is at home.",
    choice="local_review",
)


class Walk:
    """What the points of the journey hand on to each other."""

    def __init__(self, browser: Browser, portal: ServedPortal) -> None:
        self.browser, self.portal = browser, portal
        self.people: dict[str, Person] = {}
        self.reference = ""
        self.case_id = ""
        self.receipt_url = ""

    def person(self, key: str | None) -> Person:
        """That person, in their own browser, signed in on first use."""
        name = key or "public"
        if name not in self.people:
            self.people[name] = Person(self.browser, self.portal, key)
            if key:
                self.people[name].sign_in()
        return self.people[name]

    def today(self) -> date:
        """The portal's date, which the demonstration's clock may have moved."""
        moved = self.portal.data_dir / "demo-clock"
        ahead = timedelta(seconds=int(moved.read_text())) if moved.exists() else timedelta()
        return (datetime.now(ZoneInfo("Europe/London")) + ahead).date()

    def on_desk(self, key: str, part: str = "") -> Person:
        """That person, looking at the case on the desk, with nothing folded away."""
        person = self.person(key)
        person.page.goto(f"/desk/{self.reference}/{part}")
        person.unfold()
        return person

    def step(self, key: str, label: str, part: str = "", *, look: str = "", **data: Any) -> Person:
        """Take one step of the case on the desk: follow its button, answer what it asks, confirm."""
        person = self.on_desk(key, part)
        person.follow_step(label)
        fill(person.page, data)
        if look:
            person.look(look)
        person.press(label)
        expect(person.page).not_to_have_url(re.compile(r"/[0-9a-f-]{36}/[a-z_]+/$"))
        return person


@pytest.fixture
def walk(browser: Browser, portal_server: ServedPortal) -> Walk:
    return Walk(browser, portal_server)


@pytest.mark.duty("D2")
@pytest.mark.duty("D3")
@pytest.mark.duty("D4")
@pytest.mark.duty("D5")
@pytest.mark.duty("D8")
@pytest.mark.duty("D12")
@pytest.mark.duty("D33")
@pytest.mark.duty("D39")
def test_a_referral_becomes_a_published_report(walk: Walk) -> None:
    point_1_a_health_professional_refers(walk)
    point_2_an_officer_accepts(walk)
    point_3_the_local_authority_notifies(walk)
    point_4_the_partners_decide(walk)
    point_5_the_report_is_published(walk)
    point_6_an_editor_changes_the_form(walk)
    complaints = [line for person in walk.people.values() for line in person.complaints]
    assert complaints == []


def point_1_a_health_professional_refers(walk: Walk) -> None:
    """Reads when to refer, signs in by code, refers two children, gets one reference and a mail without facts."""
    health = walk.people["health"] = Person(walk.browser, walk.portal, "health")
    page = health.page
    page.goto("/")
    health.look("1-portal")
    health.follow("Nottinghamshire Safeguarding Children Partnership")
    health.look("1-partnership")
    health.follow("when to refer a case")
    health.look("1-when-to-refer")
    health.follow("Refer a case")
    health.sees("This is not how to report a child at risk now")
    health.look("1-start")
    health.press("Start now")
    health.look("1-sign-in")
    health.sign_in_by_code()
    health.press("Start")
    health.look("1-task-list")
    known = {mail.name for mail in health.mails()}
    fill_form(health, form_pages.definition("referral"), referral_answers(walk.today()), look="1-referral")
    for name in CHILDREN:
        health.sees(name)
    send_twice_at_once(health)
    walk.receipt_url = page.url
    health.look("1-receipt")
    walk.reference = page.locator(".govuk-panel strong").inner_text()
    assert re.fullmatch(r"NSCP-\d{4}-\d{4}", walk.reference)
    mail = health.next_mail(known, about=walk.reference)
    assert not [fact for fact in FACTS if fact in mail.subject + mail.text]


def referral_answers(today: date) -> Answers:
    filled = answers.referral(STORY, incident=today - timedelta(days=1))
    filled["family"] = [{"person_name": "Beech Walkthrough", "person_relationship": "Parent", "person_is_child": "no"}]
    return filled


def send_twice_at_once(person: Person) -> None:
    """A double click that outruns every script: the same form, sent twice in the same moment, makes one case."""
    addresses = person.page.evaluate(
        """async () => {
            const form = [...document.forms].find((one) => one.action.endsWith("/send/"));
            const send = () => fetch(form.action, {method: "POST", body: new FormData(form)});
            return (await Promise.all([send(), send()])).map((answer) => answer.url);
        }"""
    )
    assert addresses[0] == addresses[1]
    person.page.goto(addresses[0])


def point_2_an_officer_accepts(walk: Walk) -> None:
    officer = walk.person("officer")
    officer.page.goto("/desk/?tab=all&q=" + CHILDREN[0].replace(" ", "+"))
    officer.sees("1 case")
    officer.look("2-queue")
    officer.follow(walk.reference)
    officer.sees("5 working days left")
    for name in CHILDREN:
        officer.sees(name)
    officer.look("2-case")
    walk.step("officer", "Begin to screen")
    walk.step("officer", "Accept the referral", look="2-accept", abuse_or_neglect="suspected", harm="seriously_harmed")
    officer.sees("Accepted")


def point_3_the_local_authority_notifies(walk: Walk) -> None:
    council = walk.person("social-care")
    council.page.goto("/my/")
    council.look("3-work")
    council.follow(walk.reference)
    council.look("3-case")
    form_url = council.page.get_by_role("button", name="Fill in the notification").get_attribute("href") or ""
    walk.case_id = form_url.partition("about=")[2]
    no_rapid_review_before_the_notification(walk)
    council.press("Fill in the notification")
    council.look("3-start")
    council.press("Start")
    today = walk.today()
    filled = answers.notification(
        STORY, on=today, aware=today, incident=today - timedelta(days=1), reference="DEMO-WALK-1"
    )
    fill_form(council, form_pages.definition("notification"), filled, look="3-notification")
    council.press("Confirm and send")
    council.look("3-receipt")
    officer = walk.on_desk("officer")
    officer.sees("15 working days left")
    officer.look("3-desk-after")
    assert_copy_came(walk)


def no_rapid_review_before_the_notification(walk: Walk) -> None:
    """By no way in: the screen says why, and neither a forged step nor the form gets through (D5)."""
    why = "The rapid review cannot be opened before the notification has been submitted"
    officer = walk.on_desk("officer")
    officer.sees(why)
    with officer.refusals_expected():
        forged = {"expect": "open", "based_on": "999999999"}
        status, text = officer.post(f"/desk/{walk.reference}/case/{walk.case_id}/open_rapid_review/", **forged)
        assert status == 409
        assert why in text
        officer.page.goto(f"{HOME}forms/rapid-review/start/?about={walk.case_id}")
        assert officer.page.get_by_role("button", name="Start now").count() == 0 or start_is_refused(officer)
    walk.on_desk("officer")
    assert officer.page.get_by_text("Complete the rapid review form").count() == 0


def start_is_refused(person: Person) -> bool:
    person.press("Start now")
    person.sees("You cannot do this now")
    return True


def assert_copy_came(walk: Walk) -> None:
    """D3: the support office has its copy, and the mail names no child."""
    council = walk.person("social-care")
    copies = [mail for mail in council.all_mails() if walk.reference in mail.subject + mail.text]
    assert any(mail.to.startswith("support-office@") for mail in copies)
    for mail in copies:
        assert not [fact for fact in FACTS if fact in mail.subject + mail.text]


def point_4_the_partners_decide(walk: Walk) -> None:
    """Two returns, the rapid review form, three votes, the decision sent, the Panel's answer."""
    walk.step(
        "officer",
        "Ask agencies for returns",
        look="4-ask",
        agencies=[agency_id(walk, "Hospital trust (demo)"), agency_id(walk, "Police (demo)")],
        due_on=(walk.today() + timedelta(days=7)).isoformat(),
    )
    for key, author in (("health", "Hana Health"), ("police", "Pia Police")):
        send_return(walk, key, author)
    officer = walk.on_desk("officer", "returns/")
    officer.look("4-returns")
    for _agency in range(2):
        walk.on_desk("officer", "returns/")
        officer.press("Accept the return")
        officer.press("Accept the return")
    attendees = "Olive Officer (demo)\nLeah Local (demo)"
    walk.step("officer", "Record the review group’s meeting", held_on=walk.today().isoformat(), attendees=attendees)
    complete_the_rapid_review(walk)
    no_vote_before_the_weighing(walk)
    weigh(walk)
    for seat in ("seat-local-authority", "seat-police", "seat-icb"):
        walk.step(seat, "Vote", "decision/", look=f"4-{seat}", choice="local_review", reason="It shows a theme.")
    walk.step("officer", "Record the decision", "decision/", look="4-decide", rationale="To keep children safer.")
    why = {"national_importance": "no", "national_importance_reason": "It is a local question."}
    walk.step("officer", "Send the rapid review to the Panel", "decision/", **why)
    send_the_letters(walk, "4-sent")
    walk.step("officer", "Confirm that the Panel has it", "decision/", proof="The Panel’s receipt.")
    for audience, through in (("family", "Their social worker, with the letter."), ("agencies", "By letter.")):
        told = {"audience": audience, "told_on": walk.today().isoformat(), "through": through}
        walk.step("officer", "Record that the rationale was communicated", "decision/", **told)
    answer = {"answered_on": walk.today().isoformat(), "response": "The Panel agrees."}
    officer = walk.step("officer", "Record that the Panel agrees", "decision/", **answer)
    walk.on_desk("officer", "decision/")
    officer.sees("The Panel agrees.")
    officer.look("4-decision")


def send_the_letters(walk: Walk, look: str) -> None:
    """D8, D39: what lies in the register is sent, and only then does it count: marked together, day and means once."""
    officer = walk.on_desk("officer", "notices/")
    officer.press("I have sent these")
    officer.look(look)
    fill(officer.page, {"proof": "The office’s own secure route."})
    officer.press("Mark as sent")
    officer.sees("It is recorded what you sent, when and how.")


def no_vote_before_the_weighing(walk: Walk) -> None:
    """D10: a seat reads why it cannot vote yet."""
    seat = walk.on_desk("seat-police", "decision/")
    seat.sees("have been weighed one by one")
    assert seat.page.locator("main a.govuk-button").get_by_text("Vote", exact=True).count() == 0


def weigh(walk: Walk) -> None:
    """D10: one by one, as the form says; the two limbs of the definition need their reasons still."""
    label = "Weigh the criteria and circumstances"
    officer = walk.on_desk("officer", "decision/")
    officer.follow_step(label)
    expect(officer.page.locator('[name="local_criteria_improvements"][value=yes]')).to_be_checked()
    fill(
        officer.page,
        {
            "definition_abuse_or_neglect_reason": "The children were alone for a long time.",
            "definition_died_or_harmed_reason": "The child was hurt in the fall.",
        },
    )
    officer.look("4-weigh")
    officer.press(label)
    officer.sees("Criteria and circumstances, as the deciders weighed them")


def agency_id(walk: Walk, name: str) -> str:
    """The value of that agency's box on the page that asks for returns."""
    officer = walk.on_desk("officer")
    officer.follow_step("Ask agencies for returns")
    return officer.page.get_by_label(name, exact=True).get_attribute("value") or ""


def send_return(walk: Walk, key: str, author: str) -> None:
    person = walk.person(key)
    person.page.goto(f"/my/{walk.reference}/")
    person.look(f"4-return-{key}-case")
    person.press("Start the return")
    if person.page.get_by_role("button", name=re.compile("^Start")).count():
        person.press("Start")
    filled = answers.agency_return(
        STORY, incident=walk.today() - timedelta(days=1), author=author, agency=str(person.account["label"])
    )
    fill_form(person, form_pages.definition("agency-return"), filled, look=f"4-return-{key}")
    person.press("Confirm and send")
    person.look(f"4-return-{key}-receipt")


def complete_the_rapid_review(walk: Walk) -> None:
    officer = walk.on_desk("officer")
    officer.follow_step("Complete the rapid review form")
    while officer.page.get_by_role("button", name=re.compile("^Start")).count():
        officer.press("Start")
    filled = answers.rapid_review(STORY, met=walk.today())
    fill_form(officer, form_pages.definition("rapid-review"), filled, look="4-rapid-review")
    officer.press("Confirm and send")
    officer.look("4-rapid-review-receipt")


def point_5_the_report_is_published(walk: Walk) -> None:
    """A local review, its report written in the CMS, signed off, sent in advance, published after seven clear days."""
    walk.step("officer", "Commission a review", kind="local")
    scope_the_review(walk)
    walk.step("officer", "Begin to gather evidence", "review/")
    talk_to_family_and_practitioners(walk)
    walk.step("officer", "Begin to draft the report", "review/")
    write_the_report(walk)
    walk.step("reviewer", "Submit the report for sign-off", "review/")
    walk.step("sign-off", "Sign off the report", "review/", look="5-sign-off")
    plan_the_publication(walk)
    walk.step("officer", "Begin the identification check", "review/")
    resolve_the_finds(walk)
    checked = {"nobody_identified": True, "note": "Read twice."}
    walk.step("second-person", "Clear the report for publication", "review/", look="5-clear", **checked)
    walk.step("strategic", "Approve publication", "review/")
    planned_on = send_the_advance_copy(walk)
    no_publishing_before_every_copy_went(walk)
    send_the_letters(walk, "5-sent")
    no_publishing_before_seven_clear_days(walk)
    move_the_clock(walk, (planned_on - walk.today()).days)
    publish(walk)
    the_public_finds_the_report(walk)


def plan_the_publication(walk: Walk) -> None:
    """D36: who tells the family, and when, before anything is cleared."""
    planned = {
        "family_told_by": "Their social worker",
        "family_to_be_told_on": (walk.today() + timedelta(days=7)).isoformat(),
        "family_support": "They have read the text.",
        "practitioners": "Each hears of it from their manager.",
        "media_contact": "The press office has a statement.",
        "vulnerable_adults": "The parents agree with the words.",
    }
    walk.step("officer", "Plan how the publication is managed", "review/", look="5-plan", **planned)


def resolve_the_finds(walk: Walk) -> None:
    """Made-up names are words too: a second person reads each find in its place."""
    second = walk.on_desk("second-person", "review/")
    if second.page.get_by_role("link", name="What the check found").count() == 0:
        return
    second.follow("What the check found")
    second.look("5-finds")
    for box in second.page.locator('input[name="hits"]').all():
        box.check()
    fill(second.page, {"resolution": "not_this_child", "note": "A common word here, and nobody’s name."})
    second.press("Resolve the selected finds")
    second.sees("0 not resolved")


def scope_the_review(walk: Walk) -> None:
    considered = dict.fromkeys(
        ("practice_knowledge", "research", "complexity", "viewpoint", "communication", "conflict_of_interest"),
        "Considered, and suitable.",
    )
    today = walk.today().isoformat()
    # Whom the review appoints reads the case; the others of that role do not.
    rosa = "Rosa Reviewer (demo)"
    considered |= {"reviewer_name": rosa, "reviewer_account": rosa, "declared": "no"}
    walk.step("officer", "Appoint the reviewer", "review/", **considered)
    told = {"told_on": today, "in_writing": True, "in_person": "yes", "by_whom": "Their social worker"}
    walk.step("officer", "Record that the child and family were told", "people/", look="5-family", **told)
    bodies = "Tell the Panel, Ofsted and the Department for Education"
    walk.step("officer", bodies, "review/")
    send_the_letters(walk, "5-letters")
    terms = dict.fromkeys(TERMS, "As the reviewer and the group agreed it.") | {"reviewer_agrees": True}
    walk.step("officer", "Agree the terms of reference", "review/", look="5-terms", **terms)
    advice = dict.fromkeys(("management_reviews", "other_areas", "parallel_processes"), "Not needed.")
    advice |= {"chronologies": "Hospital and police, one year.", "held_on": today}
    walk.step("officer", "Record the review group’s advice", "people/", look="5-advice", **advice)


def talk_to_family_and_practitioners(walk: Walk) -> None:
    """What has to be on file before the report goes to the sign-off group (D24, D25, D28)."""
    today = walk.today().isoformat()
    member = {"who": "Beech Walkthrough", "relationship": "Parent", "is_child": "no"}
    walk.step("officer", "List a member of the family", "people/", **member)
    officer = walk.on_desk("officer", "people/")
    officer.follow_step("Record a contact with the family")
    known = officer.page.get_by_label(re.compile("Beech Walkthrough")).get_attribute("value") or ""
    spoken = {"about": known, "held_on": today, "how": "in_person", "by_whom": "Rosa Reviewer", "invited": "yes"}
    spoken["expectations"] = "What the review can and cannot do."
    walk.step("officer", "Record a contact with the family", "people/", look="5-contact", **spoken)
    took_part = {"involved": "yes", "held_on": today, "what": "event", "other_agencies": "Hospital", "explained": True}
    walk.step("officer", "Record how practitioners took part", "people/", look="5-practitioners", **took_part)
    progress = {"held_on": today, "progress": "On time.", "concerns": "None."}
    walk.step("officer", "Record progress and quality", "people/", **progress)
    walk.on_desk("officer", "people/").look("5-people-and-processes")


def write_the_report(walk: Walk) -> None:
    """In the CMS, as a reviewer: title, summary, the two parts of D31, one whole recommendation (D32)."""
    reviewer = walk.on_desk("reviewer", "review/")
    reviewer.look("5-review")
    reviewer.follow("Write the report")
    page = reviewer.page
    page.locator("body.ready").wait_for()
    page.fill("#id_title", TITLE)
    page.fill("#id_summary", "This is a fictional example. Two children were alone for a long time.")
    for field, text in (("improvements", "Ask who is at home."), ("analysis", "Nobody had asked, for good reasons.")):
        prose = page.locator(f'[data-contentpath="{field}"] [contenteditable=true]')
        prose.click()
        page.keyboard.type(text)
        expect(prose).to_have_text(text)
        # The editor hands its text to the form a moment later than it shows it.
        expect(page.locator(f'[name="{field}"]')).to_have_value(re.compile(re.escape(text)))
    page.locator("button.c-sf-add-button").first.click()
    recommendation = {
        "what": "Ask at every visit who is at home.",
        "who": "Every agency",
        "by_when": (walk.today() + timedelta(days=120)).isoformat(),
        "outcome": "Children are not left alone.",
    }
    for part, text in recommendation.items():
        page.fill(f'[name="recommendations-0-value-{part}"]', text)
        if part == "by_when":
            close_the_calendar(reviewer)
    expect(page.locator('[name="recommendations-0-value-by_when"]')).to_have_value(recommendation["by_when"])
    picture(reviewer, "5-cms-report")
    reviewer.press("Save draft")
    reviewer.sees("has been updated")


def close_the_calendar(person: Person) -> None:
    """It opens a moment after its field is entered, over the buttons, and closes when the field is left by Tab."""
    calendar = person.page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    person.page.keyboard.press("Tab")
    expect(calendar).to_have_count(0)


def picture(person: Person, name: str) -> None:
    """The CMS is Wagtail's own: a picture, without the check that it fits a phone."""
    folder = os.environ.get("PORTAL_SCREENSHOTS")
    if folder:
        person.page.screenshot(path=f"{folder}/{name}-desktop.png")


def send_the_advance_copy(walk: Walk) -> date:
    """A date that is too near is refused with the counting behind it; returns the date that was accepted."""
    label = "Send the advance copy"
    officer = walk.on_desk("officer", "review/")
    officer.follow_step(label)
    # A working day: on a Saturday another reason would be told.
    too_near = shift_working_days(walk.today() + timedelta(days=2), 1, BankHolidays())
    fill(officer.page, {"planned_on": too_near.isoformat(), "sent_to_all": True})
    with officer.refusals_expected():
        officer.press(label)
    officer.sees("The earliest publication date is")
    officer.look("5-advance-copy-too-early")
    planned_on = shift_working_days(walk.today() + timedelta(days=13), 1, BankHolidays())
    walk.step("officer", label, "review/", planned_on=planned_on.isoformat(), sent_to_all=True)
    return planned_on


def no_publishing_before_every_copy_went(walk: Walk) -> None:
    publisher = walk.person("publisher")
    publisher.page.goto("/desk/publications/")
    section = publisher.page.locator("section", has_text=walk.reference)
    expect(section).to_contain_text("Ofsted: to be sent by hand")
    expect(section).to_contain_text("The advance copy has not gone to everybody")


def no_publishing_before_seven_clear_days(walk: Walk) -> None:
    publisher = walk.person("publisher")
    publisher.page.goto("/desk/publications/")
    publisher.look("5-publications")
    section = publisher.page.locator("section", has_text=walk.reference)
    expect(section).to_contain_text("7 clear working days must lie between the advance copy")
    assert section.locator("a.govuk-button").get_by_text("Publish the report", exact=True).count() == 0
    address = publication_address(walk)
    with publisher.refusals_expected():
        status, text = publisher.post(f"{address}publish/", expect="advance_copy_sent", based_on="999999999")
    assert status == 409
    assert "The earliest publication date is" in text
    assert walk.person(None).page.goto(HOME + "reports/") is not None
    assert walk.person(None).page.get_by_text(TITLE).count() == 0


def publication_address(walk: Walk) -> str:
    """The desk's address of this publication, from one of its other steps."""
    officer = walk.on_desk("officer", "review/")
    links = officer.page.locator('a[href*="/publication/"]')
    return str(links.first.get_attribute("href")).rpartition("/")[0].rpartition("/")[0] + "/"


def move_the_clock(walk: Walk, days: int) -> None:
    """On the demonstration's own page. The rule itself stays as it is."""
    anybody = walk.person(None)
    anybody.page.goto("/demo/clock/")
    anybody.look("5-clock")
    fill(anybody.page, {"by": "days", "number": days})
    anybody.press("Move the clock")
    anybody.sees(f"{walk.today():%A %-d %B %Y}")


def publish(walk: Walk) -> None:
    publisher = walk.person("publisher")
    publisher.page.goto("/desk/publications/")
    section = publisher.page.locator("section", has_text=walk.reference)
    publisher.open(section.locator("a.govuk-button").get_by_text("Publish the report", exact=True))
    publisher.look("5-publish")
    publisher.press("Publish the report")


def the_public_finds_the_report(walk: Walk) -> None:
    public = walk.person(None)
    public.page.goto("/reports/?q=alone")
    public.look("5-search")
    public.follow(TITLE)
    public.sees("Ask at every visit who is at home.")
    public.look("5-report")
    text = public.page.locator("main").inner_text()
    assert walk.reference not in text
    assert not [fact for fact in FACTS if fact in text]


def point_6_an_editor_changes_the_form(walk: Walk) -> None:
    """Rewords a question, adds one, previews, publishes; the next referral asks it, the earlier one stays as it was."""
    old, new, added = "Where did it happen?", "Where did the incident happen?", "Who was with the child?"
    editor = walk.person("editor")
    open_the_form(editor)
    step = next(one for one in form_pages.definition("referral")["steps"] if one["name"] == "incident")
    page = editor.page
    block = page.locator(f"#block-{step['id']}-section")
    number = next(index for index, asked in enumerate(step["questions"]) if asked["label"] == old)
    unfold(editor, step["id"])
    unfold(editor, step["questions"][number]["id"])
    block.locator(f'[name$="-questions-{number}-value-label"]').fill(new)
    block.locator("button[title='Insert a block']").last.click()
    page.get_by_role("option", name=re.compile("^Short text")).click()
    block.locator(f'[name$="-questions-{len(step["questions"])}-value-label"]').fill(added)
    picture(editor, "6-editor")
    page.locator('[data-side-panel-toggle="preview"]').click()
    # Wagtail draws a second frame while it renews the preview.
    preview = page.frame_locator("#w-preview-iframe").last
    expect(preview.get_by_text(added).first).to_be_visible(timeout=60_000)
    expect(preview.get_by_text(new).first).to_be_visible()
    picture(editor, "6-preview")
    publish_the_form(editor)
    the_next_referral_asks(walk, added, new)
    the_earlier_referral_reads_as_before(walk, old, added)


def open_the_form(editor: Person) -> None:
    """The way an editor goes: the CMS, the partnership's pages, its forms."""
    editor.page.goto("/admin/pages/")
    for title in ("Nottinghamshire Safeguarding Children Partnership", "Forms"):
        row = editor.page.locator("tr", has=editor.page.get_by_role("link", name=title, exact=True))
        editor.open(row.get_by_role("link", name=re.compile("Explore child pages")).first)
    editor.follow("Refer a case to the safeguarding partners")
    editor.page.locator("body.ready").wait_for()


def unfold(editor: Person, block_id: str) -> None:
    """Open the block, and see that it stays open: the editor folds blocks a moment after it shows them."""
    toggle = editor.page.locator(f'[aria-controls="block-{block_id}-content"]')
    content = editor.page.locator(f"#block-{block_id}-content")
    for _attempt in range(10):
        # In the middle of the window, clear of the bar with the buttons.
        toggle.evaluate("element => element.scrollIntoView({block: 'center'})")
        if not content.is_visible():
            toggle.click()
        editor.page.wait_for_timeout(500)
        if content.is_visible():
            return
    raise AssertionError(f"The block {block_id} does not stay open.")


def publish_the_form(editor: Person) -> None:
    editor.page.get_by_role("button", name="More actions").last.click()
    editor.press("Publish")
    editor.sees("published")


def the_next_referral_asks(walk: Walk, added: str, reworded: str) -> None:
    health = walk.person("health")
    health.page.goto(HOME + "forms/referral/")
    health.press("Start")
    health.follow("When and where it happened")
    health.sees(added)
    health.sees(reworded)
    health.look("6-next-referral")


def the_earlier_referral_reads_as_before(walk: Walk, old: str, added: str) -> None:
    health = walk.person("health")
    health.page.goto(walk.receipt_url)
    health.follow("Read or print a copy of what you sent")
    health.sees(old)
    assert health.page.get_by_text(added).count() == 0
    health.look("6-earlier-referral")
