"""The second front end of the examples, and the API's own pages: walked as people and their browsers do."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from forms.models import Submission
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from tests.browser.accessibility import assert_no_violations, assert_usable
from tests.browser.served import ROOT
from tests.factories.party import AgencyFactory, actor
from tests.portal.api.program import MANY_KINDS, Program, published, question, step
from tests.portal.conftest import branch, library, top_of_site
from tests.workflow.desk.scene import signed_in
from workflow.parties.roles import Role


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_about: Any) -> None:
        return


@pytest.fixture
def front() -> Iterator[str]:
    """The folder as any static server serves it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(ROOT / "examples" / "front-end")))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def partnership(live_server: Any) -> Any:
    return branch(top_of_site(), "north")


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    """A tab whose every complaint is kept: of a script, of the policy of its page, of what did not load."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield context.new_page()
    context.close()


def report(partnership: Any) -> ReviewReportPage:
    with moved_by_machine():
        page = library(partnership).add_child(
            instance=ReviewReportPage(
                title="Seen early",
                summary="What a school saw.",
                improvements="<p>Share what is <b>known</b>.</p>",
                published_on="2026-01-05",
            )
        )
        page.save_revision().publish()
    return page


def test_reports_and_a_form_entirely_through_the_api(
    page: Page, faults: list[str], front: str, partnership: Any, live_server: Any, settings: Any, attachments: Any
) -> None:
    settings.API_ALLOWED_ORIGINS = [front]
    report(partnership)
    published(partnership, MANY_KINDS)
    program = Program(actor(Role.LEAD, AgencyFactory(of=partnership)).user)
    page.goto(f"{front}/?portal={live_server.url}")
    page.get_by_role("link", name="Seen early").click()
    expect(page.get_by_role("heading", name="Seen early")).to_be_visible()
    expect(page.get_by_text("Share what is known.")).to_be_visible()
    assert_usable(page)
    page.get_by_role("link", name="Forms").click()
    page.get_by_role("link", name="Tell us").click()
    assert_usable(page)
    assert page.locator("#harm").is_hidden()
    page.get_by_label("Yes").or_(page.locator("input[name=harmed][value=yes]")).first.check()
    expect(page.locator("#harm")).to_be_visible()
    expect(page.locator("#extra")).to_be_visible()
    page.locator("input[name=harmed][value=no]").check()
    expect(page.locator("#harm")).to_be_hidden()
    page.locator("#token").fill(program.secret)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#who-error")).to_contain_text("Enter an answer to")
    # The browser says of its own accord that the portal refused.
    faults[:] = [one for one in faults if "422" not in one]
    for name, value in {"who": "Sam", "day": "2026-02-01", "many": "2", "children-child": "Jo"}.items():
        page.locator(f"#{name}").fill(value)
    page.locator("input[name=ways][value=o]").check()
    page.locator("#ways-other").fill("Another way")
    page.locator("#agreed").check()
    page.set_input_files("#paper", [{"name": "note.txt", "mimeType": "text/plain", "buffer": b"A note"}])
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    sent = Submission.objects.select_related("data_key").get()
    expect(page.get_by_text(sent.reference)).to_be_visible()
    assert sent.answers["ways:other"] == "Another way"
    assert len(sent.answers["paper"]) == 1
    assert "harm" not in sent.answers
    assert faults == []


def test_a_person_and_a_chronology_through_the_api(
    page: Page, faults: list[str], front: str, partnership: Any, live_server: Any, settings: Any
) -> None:
    settings.API_ALLOWED_ORIGINS = [front]
    asked = step("about", question("mother", "person"), question("events", "chronology", rules={"most_rows": 2}))
    form = published(partnership, {"format": 1, "title": "What happened", "steps": [asked]})
    program = Program(actor(Role.LEAD, AgencyFactory(of=partnership)).user)
    page.goto(f"{front}/?portal={live_server.url}#/forms/{form.pk}")
    page.locator("#mother-0-name").fill("Sam Person")
    page.locator("#events-0-date").fill("2026-13")
    page.locator("#events-0-event").fill("A visit")
    page.get_by_role("button", name="Add another event").click()
    expect(page.locator("#events-1-date")).to_be_focused()
    expect(page.get_by_role("button", name="Add another event")).to_be_hidden()
    assert_usable(page)
    page.locator("#token").fill(program.secret)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#events-error")).not_to_be_empty()
    page.locator("#events-0-date").fill("2026-02")
    page.locator("#events-1-date").fill("2026-03-02")
    page.locator("#events-1-event").fill("Another visit")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Received")).to_be_visible()
    sent = Submission.objects.select_related("data_key").get()
    assert sent.answers["mother"]["name"] == "Sam Person"
    assert [(row["date"], row["event"]) for row in sent.answers["events"]] == [
        ("2026-02", "A visit"),
        ("2026-03-02", "Another visit"),
    ]
    assert [one for one in faults if "422" not in one] == []


def test_in_welsh(page: Page, faults: list[str], front: str, partnership: Any, live_server: Any, settings: Any) -> None:
    settings.API_ALLOWED_ORIGINS = [front]
    form = published(partnership, MANY_KINDS)
    page.goto(f"{front}/?portal={live_server.url}#/forms/{form.pk}")
    page.get_by_role("link", name="Cymraeg").click()
    expect(page.get_by_role("heading", name="Dywedwch wrthym")).to_be_visible()
    expect(page.get_by_label("Eich enw")).to_be_visible()
    assert faults == []


def test_a_site_that_was_not_named_reads_nothing(page: Page, front: str, partnership: Any, live_server: Any) -> None:
    page.goto(f"{front}/?portal={live_server.url}")
    expect(page.get_by_role("heading", name="This cannot be shown")).to_be_visible()


def test_the_try_it_page_comes_from_this_site_alone_and_sends(
    page: Page, faults: list[str], partnership: Any, live_server: Any
) -> None:
    report(partnership)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{live_server.url}/api/v1/docs/")
    assert_usable(page)
    page.locator("summary", has_text="GET /api/v1/reports").first.click()
    form = page.locator("form[data-path='/api/v1/reports']")
    form.locator("select[name=kind]").select_option("local")
    form.get_by_role("button", name="Send").click()
    expect(page.locator("pre")).to_contain_text("Seen early")
    assert_no_violations(page)
    assert hosts == {live_server.url.split("/")[2]}
    assert faults == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_programs(
    page: Page, faults: list[str], partnership: Any, live_server: Any, tmp_path: Any, width: int
) -> None:
    lead = actor(Role.LEAD, AgencyFactory(of=partnership, name="Hospital")).user
    Program(lead)
    cookies = [
        {"name": name, "value": one.value, "url": live_server.url} for name, one in signed_in(lead).cookies.items()
    ]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # as Playwright has them
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/programs/", "/programs/tokens/new/", "/programs/webhooks/new/", "/my/", "/accounts/2fa/"):
        page.goto(live_server.url + address)
        assert_usable(page)
    page.goto(f"{live_server.url}/programs/tokens/new/")
    page.get_by_label("What is the token for?").fill("Records")
    page.get_by_label("Send forms").check()
    page.get_by_role("button", name="Make the token").click()
    assert page.get_by_label("Copy it now").input_value().startswith("sfp_")
    assert_usable(page)
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("heading", name="Records")).to_be_visible()
    page.get_by_role("button", name="Revoke the token Records").click()
    expect(page.get_by_text("opens nothing any more")).to_be_visible()
    assert faults == []


def test_a_step_and_its_scripts_in_welsh(page: Page, faults: list[str], partnership: Any, live_server: Any) -> None:
    lead = actor(Role.LEAD, AgencyFactory(of=partnership)).user
    form = published(partnership, MANY_KINDS)
    draft = Program(lead).post("/drafts", {"form": form.pk, "language": "cy"}).json()["id"]
    for name, one in signed_in(lead).cookies.items():
        page.context.add_cookies([{"name": name, "value": one.value, "url": live_server.url}])
    page.goto(f"{live_server.url}/forms/{draft}/step/about/")
    page.get_by_label("Eich enw").fill("Sam")
    expect(page.locator("[data-forms-status]")).to_contain_text("Cadwyd y drafft am")
    page.locator("input[name=harmed][value=yes]").check()
    page.locator("#harm").fill("x")
    expect(page.locator("#harm-info ~ .govuk-character-count__status")).to_contain_text("nod yn weddill")
    assert_usable(page)
    page.context.set_offline(True)
    page.locator("#harm").fill("xy")
    expect(page.locator("[data-forms-status]")).to_contain_text("Heb ei gadw: nid oes cysylltiad.")
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/forms/{draft}/step/papers/")
    page.set_input_files("#paper-upload", [{"name": "note.txt", "mimeType": "text/plain", "buffer": b"A note"}])
    expect(page.locator("[data-forms-files-status]")).to_contain_text("Mae note.txt wedi’i ychwanegu")
    assert [one for one in faults if "ERR_INTERNET_DISCONNECTED" not in one] == []
