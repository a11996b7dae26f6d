"""Signing in again keeps the post: for the person who wrote it, in that browser, for a few hours, sealed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from forms import present
from forms.models import KeptPost
from forms.models.kept_post import LASTS, MOST_A_BROWSER, MOST_CHARACTERS
from forms.vault import DataKey
from portal.accounts.sessions.model import BrowserSession
from tests.factories.case import CaseFactory
from tests.factories.referral import ReferralFactory
from tests.portal.conftest import PASSWORD, person, sign_in, totp_code
from workflow.engine.door import perform
from workflow.models import Referral
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Actor, Role
from workflow.people.models import User
from workflow.worker.expiry import expire_kept_posts

pytestmark = pytest.mark.django_db

TYPED = "Mother says: “he fell”, & nobody saw\r\nit <happen>."


@pytest.fixture
def strict(partnership: Partnership) -> Client:
    """A browser whose forms have to carry their token, as in life."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def officer(partnership: Partnership, strict: Client) -> User:
    user = person(Role.OFFICER, partnership)
    come_in(strict, user)
    return user


@pytest.fixture
def page(partnership: Partnership, clock: Any) -> str:
    """The page of a step on which an officer writes."""
    referral: Referral = ReferralFactory(case=CaseFactory(partnership=partnership), screening=True)
    return f"/desk/{referral.case.reference}/{referral.KIND}/{referral.pk}/decline/"


def token(client: Client, address: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())
    assert found, address
    return found.group(1)


def come_in(client: Client, user: User) -> Any:
    """Sign in by the real pages, where a new token is made; the last page they lead to."""
    if not user.authenticator_set.exists():
        sign_in_first(client, user)
        return None
    login = client.get("/accounts/login/")
    return enter(client, user, token(client, "/accounts/login/"), login)


def sign_in_first(client: Client, user: User) -> None:
    client.handler.enforce_csrf_checks = False
    sign_in(client, user)
    client.handler.enforce_csrf_checks = True
    client.get("/")


def enter(client: Client, user: User, sent: str, _shown: Any, goal: str = "") -> Any:
    typed = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": sent, "next": goal}
    asked = client.post("/accounts/login/", typed)
    assert asked.status_code == 302, asked.content.decode()
    code = {"code": totp_code(), "csrfmiddlewaretoken": token(client, asked.url)}
    return client.post(asked.url, code)


def write(client: Client, address: str, sent: str, **more: Any) -> Any:
    fields = {"expect": "screening", "reason": TYPED, "csrfmiddlewaretoken": sent, **more}
    return client.post(address, fields, headers={"Referer": f"http://testserver{address}"})


def lose_session(client: Client) -> None:
    BrowserSession.objects.all().delete()


def area(text: str, name: str) -> str:
    """What stands in a text area."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', text, re.DOTALL)
    assert found, text
    return found.group(1)


def test_what_was_sent_after_the_session_ended_comes_back_filled_in(strict: Client, officer: User, page: str) -> None:
    sent = token(strict, page)
    lose_session(strict)
    asked = write(strict, page, sent)
    assert asked.url == f"/accounts/login/?next={page}"
    login = strict.get(asked.url)
    assert "What you typed is kept: sign in until 13:00" in login.content.decode()

    goal = enter(strict, officer, token(strict, asked.url), login, page)

    assert goal.url == page
    text = strict.get(page).content.decode()
    assert "You were signed out before this was sent." in text
    assert area(text, "reason").strip() == "Mother says: “he fell”, &amp; nobody saw\r\nit &lt;happen&gt;."
    assert Referral.objects.get().state == Referral.SCREENING, "nothing was done with it"
    done = write(strict, page, token(strict, page))
    assert done.status_code == 302
    assert Referral.objects.get().answer.replace("\r\n", "\n") == TYPED.replace("\r\n", "\n")
    assert not KeptPost.objects.exists(), "sent, so done with"
    assert "Not sent yet" not in strict.get(page).content.decode()


def test_it_is_never_shown_to_another_person_who_signs_in_there(
    strict: Client, officer: User, partnership: Partnership, page: str
) -> None:
    sent = token(strict, page)
    lose_session(strict)
    asked = write(strict, page, sent)
    colleague = person(Role.OFFICER, partnership)
    come_in(strict, colleague)
    text = strict.get(asked.url.partition("next=")[2]).content.decode()
    assert "Do not accept the referral" in text
    assert "he fell" not in text
    kept = KeptPost.objects.get()
    assert kept.user == officer
    assert strict.get(f"/kept/{kept.pk}/").status_code == 404


def test_who_left_the_office_since_does_not_have_it_back(
    strict: Client, officer: User, partnership: Partnership, page: str
) -> None:
    sent = token(strict, page)
    lose_session(strict)
    write(strict, page, sent)
    kept = KeptPost.objects.get()
    come_in(strict, officer)
    assert strict.get(f"/kept/{kept.pk}/").status_code == 200
    Membership.objects.filter(user=officer).update(ended_at=present.now(), cms_group=None)

    assert strict.get(f"/kept/{kept.pk}/").status_code == 404
    assert "he fell" not in strict.get(page).content.decode()


def test_it_is_not_shown_in_another_browser(strict: Client, officer: User, page: str) -> None:
    sent = token(strict, page)
    lose_session(strict)
    write(strict, page, sent)
    elsewhere = Client()
    elsewhere.force_login(officer)
    elsewhere.cookies["kept_posts"] = "made-up"
    assert "he fell" not in elsewhere.get(page).content.decode()


def test_a_page_from_before_signing_in_anew_loses_nothing(strict: Client, officer: User, page: str) -> None:
    old = token(strict, page)
    lose_session(strict)
    come_in(strict, officer)  # in another tab, which makes a new token

    answer = write(strict, page, old)

    assert answer.status_code == 302
    assert answer.url == page
    text = strict.get(page).content.decode()
    assert "What you had typed is filled in again" in text
    assert "nobody saw" in area(text, "reason")


def test_a_page_of_somebody_else_who_was_signed_in_before_is_kept_for_them(
    strict: Client, officer: User, partnership: Partnership, page: str
) -> None:
    old = token(strict, page)
    lose_session(strict)
    come_in(strict, person(Role.OFFICER, partnership))

    answer = write(strict, page, old)

    assert answer.status_code == 403
    assert "Somebody else is signed in now" in answer.content.decode()
    assert KeptPost.objects.get().user == officer
    assert "he fell" not in strict.get(page).content.decode()


def test_a_forged_form_is_neither_kept_nor_shown(strict: Client, officer: User, page: str) -> None:
    answer = write(strict, page, "a" * 64)
    assert answer.status_code == 403
    assert "Send the form again" in answer.content.decode()
    assert not KeptPost.objects.exists()


def test_it_lies_sealed_and_the_session_and_the_cookies_hold_none_of_it(
    strict: Client, officer: User, page: str
) -> None:
    sent = token(strict, page)
    lose_session(strict)
    asked = write(strict, page, sent)
    strict.get(asked.url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM forms_keptpost")
        assert b"he fell" not in bytes(cursor.fetchone()[0])
    assert all("he fell" not in session.session_data for session in BrowserSession.objects.all())
    assert all("fell" not in cookie.value for cookie in strict.cookies.values())
    assert strict.cookies["kept_posts"]["httponly"]


def test_files_are_named_and_a_password_is_never_kept(strict: Client, officer: User, page: str) -> None:
    sent = token(strict, page)
    lose_session(strict)
    letter = SimpleUploadedFile("Letter of 3 March.pdf", b"%PDF-1.7")
    asked = write(strict, page, sent, letter=letter, new_password="hunter2 hunter2")
    enter(strict, officer, token(strict, asked.url), None, page)
    text = strict.get(page).content.decode()
    assert "Files cannot be kept. Choose this one again:" in text
    assert "Letter of 3 March.pdf" in text
    assert "new_password" not in KeptPost.objects.get().content["fields"]


def test_what_has_no_place_on_the_page_any_more_is_shown_as_text(strict: Client, officer: User, page: str) -> None:
    sent = token(strict, page)
    lose_session(strict)
    asked = write(strict, page, sent)
    by = Actor.of(officer)
    perform(Referral.objects.get(), "decline", by=by, now=present.now(), data={"reason": "Below the definition."})
    enter(strict, officer, token(strict, asked.url), None, page)
    answer = strict.get(page)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This is what you had typed. Copy what you still need:" in text
    assert "Mother says: “he fell”, &amp; nobody saw" in text


def test_a_page_that_leads_elsewhere_leads_to_what_was_typed(
    strict: Client, officer: User, page: str, partnership: Partnership
) -> None:
    sent = token(strict, page)
    lose_session(strict)
    gone = "/desk/bank-holidays/999/"
    asked = strict.post(gone, {"name": "A day", "csrfmiddlewaretoken": sent})
    enter(strict, officer, token(strict, asked.url), None, gone)
    answer = strict.get(gone, follow=True)
    text = answer.content.decode()
    assert "A day" in text
    kept = KeptPost.objects.get()
    thrown = strict.post(f"/kept/{kept.pk}/", {"csrfmiddlewaretoken": token(strict, f"/kept/{kept.pk}/")})
    assert thrown.status_code == 302
    assert not KeptPost.objects.exists()


def test_what_was_typed_in_the_content_editor_can_be_sent_after_all(
    strict: Client, partnership: Partnership, clock: Any
) -> None:
    editor = person(Role.CONTENT_EDITOR, partnership)
    come_in(strict, editor)
    home = partnership.home
    assert home is not None
    address = f"/admin/pages/{home.pk}/edit/"
    sent = token(strict, address)
    lose_session(strict)
    asked = strict.post(address, {"title": "A new title", "slug": home.slug, "csrfmiddlewaretoken": sent})
    kept = KeptPost.objects.get()
    assert asked.url == f"/accounts/login/?next=/kept/{kept.pk}/"
    clock.shift(timedelta(minutes=1))  # no code of the second step works twice
    enter(strict, editor, token(strict, asked.url), None, f"/kept/{kept.pk}/")
    text = strict.get(f"/kept/{kept.pk}/").content.decode()
    assert f'action="{address}"' in text
    assert area(text, "title") == "A new title"


def test_what_is_too_long_is_not_kept_and_the_page_says_so(strict: Client, officer: User, page: str) -> None:
    sent = token(strict, page)
    lose_session(strict)
    asked = write(strict, page, sent, note="x" * (MOST_CHARACTERS + 1))
    assert "so nothing was saved. Before you sign in, go back" in strict.get(asked.url).content.decode()
    assert not KeptPost.objects.exists()


def test_a_script_is_told_and_nothing_is_kept_for_it(strict: Client, officer: User, page: str) -> None:
    sent = token(strict, page)
    lose_session(strict)
    strict.post(page, {"reason": TYPED, "csrfmiddlewaretoken": sent}, headers={"Sec-Fetch-Mode": "cors"})
    assert not KeptPost.objects.exists()


def test_passwords_and_codes_are_not_kept(strict: Client, officer: User, page: str) -> None:
    sent = token(strict, page)
    lose_session(strict)
    strict.post("/accounts/password/change/", {"oldpassword": "x", "csrfmiddlewaretoken": sent})
    assert not KeptPost.objects.exists()


def test_it_ends_by_itself_with_its_key(strict: Client, officer: User, page: str, clock: Any) -> None:
    sent = token(strict, page)
    lose_session(strict)
    write(strict, page, sent)
    key = KeptPost.objects.get().data_key_id
    assert expire_kept_posts(present.now() + LASTS - timedelta(seconds=1)) == 0
    assert expire_kept_posts(present.now() + LASTS) == 1
    assert not DataKey.objects.filter(pk=key).exists()


def test_a_browser_has_only_its_newest_ones(strict: Client, officer: User, page: str, clock: Any) -> None:
    sent = token(strict, page)
    lose_session(strict)
    for number in range(MOST_A_BROWSER + 2):
        clock.shift(timedelta(seconds=1))
        strict.post(f"/desk/bank-holidays/{number}/", {"name": f"Day {number}", "csrfmiddlewaretoken": sent})
    assert KeptPost.objects.count() == MOST_A_BROWSER
    assert not KeptPost.objects.filter(path="/desk/bank-holidays/1/").exists()
