"""A step that is sent after the session ended comes back with everything that was typed into it."""

import uuid
from typing import Any

import pytest
from django.test import Client

from forms import present
from forms.filling.starting import begin
from forms.models import Draft, KeptPost
from portal.accounts.sessions.model import BrowserSession
from tests.forms.filling.test_journey import DATE, at
from tests.forms.scene import definition, form_page, question, step
from workflow.people.models import User

BACKEND = "portal.accounts.backend.SignInBackend"


def come_back(browser: Client, address: str, typed: dict[str, Any], owner: User) -> str:
    """Look at the page, lose the session, send it, sign in again; the page as it then opens."""
    browser.cookies["csrftoken"] = "a" * 32
    browser.get(address)
    BrowserSession.objects.all().delete()
    referer = {"Referer": f"http://testserver{address}"}
    asked = browser.post(address, {"csrfmiddlewaretoken": "a" * 32, **typed}, headers=referer)
    assert asked.url == f"/accounts/login/?next={address}"
    browser.force_login(owner, BACKEND)
    return browser.get(address).content.decode()


def test_a_step_comes_back_filled_in(browser: Client, draft: Draft, person: User) -> None:
    address = at(draft, "incident")
    text = come_back(browser, address, {**DATE, "what": "A fall down the stairs"}, person)
    assert "You were signed out before this was sent" in text
    assert "A fall down the stairs</textarea>" in text
    assert 'value="27"' in text
    draft.refresh_from_db()
    assert draft.answers == {}, "nothing was saved until they send it"
    assert browser.post(address, {**DATE, "what": "A fall down the stairs"}).status_code == 302
    assert not KeptPost.objects.exists()


def test_rows_that_were_added_come_back_too(db: None, handler: Any, clock: Any, person: User, client: Client) -> None:
    client.force_login(person, BACKEND)
    page = form_page(definition(step("story", question("events", "chronology", required=False))))
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    typed = {
        f"events-{part}": [f"{part} {row}" for row in range(9)]
        for part in ("day", "month", "year", "source", "event", "comment")
    }
    text = come_back(client, at(draft, "story"), typed, person)
    for row in range(9):
        assert f"event {row}" in text
    assert "has no place in the form" not in text


def test_a_draft_stays_its_owners(browser: Client, draft: Draft, person: User, other: User) -> None:
    address = at(draft, "incident")
    come_back(browser, address, {**DATE, "what": "A fall"}, person)
    browser.force_login(other, BACKEND)
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "A fall" not in answer.content.decode()


@pytest.mark.parametrize("script", [{"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}])
def test_an_autosave_keeps_its_text_in_the_tab(browser: Client, draft: Draft, script: dict[str, str]) -> None:
    browser.cookies["csrftoken"] = "a" * 32
    browser.get(at(draft, "incident"))
    BrowserSession.objects.all().delete()
    browser.post(f"{at(draft, 'incident')}autosave/", {"csrfmiddlewaretoken": "a" * 32, "what": "x"}, headers=script)
    assert not KeptPost.objects.exists()
