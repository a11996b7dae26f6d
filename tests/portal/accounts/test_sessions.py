"""Where somebody is signed in, and when that ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.sessions.device import in_words
from portal.accounts.sessions.model import BrowserSession, end_sessions, fingerprint
from portal.accounts.sessions.store import SessionStore
from tests.portal.conftest import PASSWORD, person
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = pytest.mark.django_db

PAGE = "/accounts/sessions/"
TIME_LEFT = "/accounts/session/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def user(partnership: Partnership) -> User:
    return person(Role.SUBMITTER)


def signed_in(user: User, agent: str = FIREFOX) -> Client:
    """A browser in which this person signed in with a password."""
    browser = Client(headers={"User-Agent": agent})
    answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def key_of(browser: Client) -> str:
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def is_in(browser: Client) -> bool:
    return bool(browser.get("/").wsgi_request.user.is_authenticated)


def test_each_browser_is_listed_in_plain_words(user: User) -> None:
    here, phone = signed_in(user), signed_in(user, PHONE)
    signed_in(person(Role.SUBMITTER), "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")
    text = here.get(PAGE).content.decode()
    assert text.index("Firefox on a Windows computer") < text.index("This one") < text.index("Safari on an iPhone")
    assert "Chrome on a Linux computer" not in text
    for browser in (here, phone):
        assert key_of(browser) not in text


def test_ending_one_signs_out_at_once(user: User) -> None:
    here, phone = signed_in(user), signed_in(user, PHONE)
    answer = here.post(PAGE, {"session": fingerprint(key_of(phone))}, follow=True)
    assert "You were signed out there." in answer.content.decode()
    assert not is_in(phone)
    assert is_in(here)


def test_ending_all_others_leaves_this_one(user: User) -> None:
    here, other = signed_in(user), person(Role.SUBMITTER)
    others, theirs = [signed_in(user) for _ in range(2)], signed_in(other)
    assert "signed out in 2 other places" in here.post(PAGE, {"session": "others"}, follow=True).content.decode()
    assert is_in(here)
    assert is_in(theirs)
    assert not any(is_in(browser) for browser in others)


def test_ending_this_one_is_signing_out(user: User) -> None:
    here = signed_in(user)
    assert here.post(PAGE, {"session": fingerprint(key_of(here))}).url == "/accounts/login/"
    assert not is_in(here)
    assert not BrowserSession.objects.filter(user=user).exists()


def test_nobody_ends_a_session_of_somebody_else(user: User) -> None:
    theirs, thief = signed_in(user), signed_in(person(Role.SUBMITTER))
    thief.post(PAGE, {"session": fingerprint(key_of(theirs))})
    assert is_in(theirs)
    assert thief.post(PAGE, {"session": "x"}).status_code == 404


def test_only_for_people_who_are_signed_in(client: Client, partnership: Partnership) -> None:
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"
    assert client.get(TIME_LEFT).json() == {"seconds": 0, "can_stay": False}


def test_other_code_ends_all_sessions_of_a_person(user: User) -> None:
    here, other = signed_in(user), signed_in(user)
    assert end_sessions(user, except_key=key_of(here)) == 1
    assert (is_in(here), is_in(other)) == (True, False)
    assert end_sessions(user) == 1
    assert not is_in(here)


def test_a_session_ends_when_nobody_uses_it(user: User, clock: Any) -> None:
    here, other = signed_in(user), signed_in(user)
    clock.shift(timedelta(minutes=29))
    assert is_in(here)
    clock.shift(timedelta(minutes=29))
    assert is_in(here)
    assert not is_in(other)
    assert "This one" in here.get(PAGE).content.decode()
    assert here.get(PAGE).content.decode().count("Signed in on") == 1


def test_a_session_ends_eight_hours_after_signing_in_however_it_is_used(user: User, clock: Any) -> None:
    here = signed_in(user)
    for _ in range(23):
        clock.shift(timedelta(minutes=20))
        assert is_in(here)
    store = SessionStore(key_of(here))
    store["anything"] = "written"
    store.save()
    assert here.get(TIME_LEFT).json() == {"seconds": 20 * 60, "can_stay": False}
    clock.shift(timedelta(minutes=20))
    assert not is_in(here)


def test_a_new_password_does_not_make_the_session_younger(user: User, clock: Any) -> None:
    here = signed_in(user)
    began = BrowserSession.objects.get(user=user).began_at
    clock.shift(timedelta(minutes=10))
    store = SessionStore(key_of(here))
    store.load()
    store.cycle_key()
    assert BrowserSession.objects.get(user=user).began_at == began
    assert not is_in(here), "its key is another one now"


def test_signing_in_begins_a_session_of_its_own(user: User, clock: Any) -> None:
    browser = Client()
    store = browser.session
    store["before"] = "signing in"
    store.save()
    before = key_of(browser)
    clock.shift(timedelta(minutes=5))
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert key_of(browser) != before
    assert BrowserSession.objects.get().began_at == timezone.now()


def test_asking_how_long_is_left_uses_nothing(user: User, clock: Any) -> None:
    here = signed_in(user)
    clock.shift(timedelta(minutes=20))
    assert here.get(TIME_LEFT).json() == {"seconds": 600, "can_stay": True}
    here.get("/admin/editing-sessions/1/")
    clock.shift(timedelta(minutes=8))
    assert here.get(TIME_LEFT).json() == {"seconds": 120, "can_stay": True}
    assert here.post(TIME_LEFT).json() == {"seconds": 1800, "can_stay": True}
    clock.shift(timedelta(minutes=29))
    assert is_in(here)


def test_staying_needs_the_token_of_a_form(user: User, clock: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user, "portal.accounts.backend.SignInBackend")
    assert strict.post(TIME_LEFT).status_code == 403
    strict.get(TIME_LEFT)
    token = strict.cookies["csrftoken"].value
    assert strict.post(TIME_LEFT, headers={"X-CSRFToken": token}).status_code == 200


def test_use_is_written_at_most_once_a_minute(user: User, clock: Any) -> None:
    here = signed_in(user)
    here.get(PAGE)

    def told() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            here.get(PAGE)
        return [one["sql"] for one in queries if "portal_browsersession" in one["sql"]]

    assert len(told()) == 2, "the session, and the list"
    clock.shift(timedelta(seconds=61))
    assert [one.split(" ")[0] for one in told()] == ["SELECT", "SELECT", "UPDATE"]
    assert [one.split(" ")[0] for one in told()] == ["SELECT", "SELECT"]


def test_what_is_over_is_cleared(user: User, clock: Any) -> None:
    signed_in(user)
    clock.shift(timedelta(minutes=10))
    here = signed_in(user)
    clock.shift(timedelta(minutes=25))
    call_command("clearsessions")
    assert [one.session_key for one in BrowserSession.objects.all()] == [fingerprint(key_of(here))]
    assert not Session.objects.exists()


def test_a_browser_that_says_nothing_is_a_browser() -> None:
    assert in_words("") == "A browser"
    assert in_words("curl/8 (Linux)") == "A browser on a Linux computer"
    assert (
        in_words("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0") == "Edge on a Windows computer"
    )
