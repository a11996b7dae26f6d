"""The second step in a real browser: a passkey of Chromium's own authenticator, an app's code, the recovery codes."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app_code import code_now, wait_for_the_next
from tests.browser.accessibility import assert_usable
from tests.browser.person import Person
from tests.browser.served import ServedPortal

PASSWORD = "a long enough pass phrase"
# A member of staff with a password and no second step yet.
NEWCOMER = (
    "from allauth.account.models import EmailAddress; from workflow.people.models import User; "
    "from workflow.parties.party import Membership, Partnership; from workflow.parties.roles import Role; "
    "u = User.objects.create_user('{email}', '{password}', first_name='Nia', last_name='Newcomer'); "
    "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True); "
    "Membership.objects.create(user=u, role=Role.OFFICER, partnership=Partnership.objects.first())"
)


def newcomer(browser: Browser, portal: ServedPortal, email: str) -> Person:
    portal.manage("shell", "-c", NEWCOMER.format(email=email, password=PASSWORD))
    person = Person(browser, portal)
    person.account = {"email": email}
    give_password(person)
    person.sees("Set up a second step now")
    return person


def give_password(person: Person, then: str = "/desk/") -> None:
    person.page.goto(f"/accounts/login/?next={then}")
    person.page.fill("input[name=login]", person.account["email"])
    person.page.fill("input[name=password]", PASSWORD)
    person.press("Sign in with password")


def sign_out(person: Person) -> None:
    person.page.goto("/accounts/logout/")
    person.press("Sign out")


def give_code(page: Page, code: str) -> None:
    page.fill("input[name=code]", code)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def holder(browser: Browser, portal_server: ServedPortal) -> Iterator[Person]:
    """Somebody whose computer holds passkeys and asks for a fingerprint, which it always gets."""
    person = newcomer(browser, portal_server, f"passkey{time.time_ns()}@staff.example")
    session = person.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made: Any = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    person.account["authenticator"] = (session, made["authenticatorId"])
    yield person
    assert person.complaints == []
    person.context.close()


def add_passkey(person: Person, *, passwordless: bool) -> None:
    person.page.goto("/accounts/2fa/webauthn/add/")
    if passwordless:
        person.page.get_by_label("Use it to sign in without a password").check()
    person.look("passkey-add")
    assert_usable(person.page)
    person.press("Add a passkey")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")


def test_a_passkey_is_the_second_step(holder: Person) -> None:
    add_passkey(holder, passwordless=False)
    holder.page.goto("/accounts/2fa/webauthn/")
    holder.sees("not used yet")
    holder.look("passkeys")
    sign_out(holder)
    give_password(holder)
    expect(holder.page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    holder.look("second-step")
    assert_usable(holder.page)
    holder.page.goto("/desk/")  # half signed in, every way leads back here
    expect(holder.page.get_by_role("heading", level=1)).to_have_text("Your second step")
    holder.press("Use a passkey")
    holder.page.wait_for_url(re.compile("/desk/(overview/)?$"))


def test_a_passkey_signs_in_without_a_password_where_it_was_added_for_that(holder: Person) -> None:
    add_passkey(holder, passwordless=True)
    sign_out(holder)
    holder.page.goto("/accounts/login/?next=/people/")
    holder.press("Sign in with a passkey")
    holder.page.wait_for_url(re.compile("/people/$"))
    holder.page.goto("/accounts/2fa/webauthn/reauthenticate/?next=/my/")
    holder.look("passkey-again")
    holder.press("Use a passkey")
    holder.page.wait_for_url(re.compile("/my/$"))


def test_a_passkey_that_does_not_answer_is_said(holder: Person) -> None:
    add_passkey(holder, passwordless=False)
    sign_out(holder)
    give_password(holder)
    session, authenticator = holder.account["authenticator"]
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    session.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    holder.page.get_by_role("button", name="Use a passkey").click()
    expect(holder.page.get_by_role("alert")).to_contain_text("The passkey was not used")
    assert_usable(holder.page)
    holder.look("passkey-refused")
    expect(holder.page.get_by_role("button", name="Sign in", exact=True)).to_be_enabled()


def test_an_app_and_recovery_codes(browser: Browser, portal_server: ServedPortal) -> None:
    person = newcomer(browser, portal_server, f"app{time.time_ns()}@staff.example")
    page = person.page
    person.look("account-none")
    page.goto("/accounts/2fa/totp/activate/")
    person.look("app-set-up")
    secret = page.locator("#totp-secret").inner_text()
    page.fill("input[name=code]", "000000")
    person.press("Set it up")
    expect(page.get_by_role("alert")).to_contain_text("The code is not right")
    assert page.locator("#totp-secret").inner_text() == secret
    page.fill("input[name=code]", code_now(secret))
    person.press("Set it up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    assert_usable(page)
    person.look("recovery-codes")
    codes = page.locator("#recovery_codes .site-code").all_inner_texts()
    assert len(set(codes)) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the codes").click()
    assert download.value.suggested_filename == "recovery-codes.txt"
    assert Path(download.value.path()).read_text(encoding="utf-8").split() == codes

    page.goto("/accounts/2fa/recovery-codes/")
    expect(page.get_by_text(codes[0])).to_have_count(0)
    person.sees("10 of 10 are unused")
    person.look("recovery-codes-seen")

    sign_out(person)
    give_password(person)
    give_code(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("The code is not right")
    give_code(page, codes[0])
    page.wait_for_url(re.compile("/desk/(overview/)?$"))
    sign_out(person)
    give_password(person)
    give_code(page, codes[0])
    expect(page.get_by_role("alert")).to_contain_text("The code is not right")
    person.look("second-step-wrong")
    give_code(page, codes[1])
    page.wait_for_url(re.compile("/desk/(overview/)?$"))
    page.goto("/accounts/2fa/")
    person.sees("8 unused")
    person.look("account")
    sign_out(person)
    wait_for_the_next()  # the code that set it up works once
    give_password(person)
    give_code(page, code_now(secret))
    page.wait_for_url(re.compile("/desk/(overview/)?$"))
    assert person.complaints == []
    person.context.close()
