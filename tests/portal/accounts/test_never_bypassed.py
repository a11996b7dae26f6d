"""No way round the second step: half signed in, one gets nowhere, whatever the address and the mailbox."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from forms import present
from portal.accounts.people import changing
from portal.accounts.people.account_change import AccountChange
from tests.factories.case import CaseFactory
from tests.portal.accounts.people.scene import links
from tests.portal.conftest import PASSWORD, SECRET, person, totp_code, with_totp
from workflow.notices.private_mail import send_waiting
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role
from workflow.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("partnership")]


@pytest.fixture
def officer(partnership: Partnership) -> User:
    return with_totp(person(Role.OFFICER, partnership))


def give_password(client: Client, user: User, password: str = PASSWORD) -> None:
    response = client.post("/accounts/login/", {"login": user.email, "password": password})
    assert response.url == "/accounts/2fa/authenticate/"


def mailed(pattern: str) -> str:
    """What fits in the newest mail that has it."""
    send_waiting(present.now())
    found = (re.search(pattern, str(one.body), re.MULTILINE) for one in reversed(mail.outbox))
    return next(one[1] for one in found if one)


def give_mailed_code(client: Client, user: User) -> None:
    client.post("/accounts/login/code/", {"email": user.email})
    code = mailed(r"^([A-Z0-9]{4}-?[A-Z0-9]{4})$")
    assert client.post("/accounts/login/code/confirm/", {"code": code}).url == "/accounts/2fa/authenticate/"


def is_outside(client: Client) -> bool:
    return not client.get("/").wsgi_request.user.is_authenticated


PATHS = [
    "/desk/",
    "/desk/cases/NORT-2026-0001/",
    "/my/",
    "/my/NORT-2026-0001/",
    "/people/",
    "/admin/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/recovery-codes/download/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/webauthn/reauthenticate/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
]


@pytest.mark.parametrize("way", [give_password, give_mailed_code])
def test_a_half_signed_in_session_opens_nothing(
    client: Client, officer: User, partnership: Partnership, way: Callable[[Client, User], None]
) -> None:
    CaseFactory(partnership=partnership, reference="NORT-2026-0001")
    way(client, officer)
    for path in PATHS:
        for response in (client.get(path), client.post(path, {"code": totp_code(), "password": PASSWORD})):
            shown = response.status_code
            assert shown in (404, 405) or (shown == 302 and response.url.startswith("/accounts/login/")), (path, shown)
    assert is_outside(client)


def test_a_reset_password_and_an_e_mailed_code_together_are_one_step(client: Client, officer: User) -> None:
    """Both come out of the mailbox: whoever reads it has everything but the second step."""
    client.post("/accounts/password/reset/", {"email": officer.email})
    link = mailed(r"http://testserver(/accounts/password/\S+)")
    new = "another long pass phrase"
    client.post(client.get(link).url, {"password1": new, "password2": new})
    assert is_outside(client)
    give_password(client, officer, new)
    assert is_outside(client)
    elsewhere = Client()
    give_mailed_code(elsewhere, officer)
    assert is_outside(elsewhere)


def test_an_agency_that_chose_a_second_step_is_asked_for_it_after_the_e_mailed_code(client: Client) -> None:
    user = with_totp(person(Role.SUBMITTER, password=None))
    give_mailed_code(client, user)
    assert is_outside(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert is_outside(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": totp_code()}).url == "/my/"
    assert client.get("/my/").status_code == 200


def test_a_recovery_code_signs_in_once(client: Client, officer: User) -> None:
    codes = RecoveryCodes.activate(officer).generate_codes()
    give_password(client, officer)
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert not is_outside(client)
    elsewhere = Client()
    give_password(elsewhere, officer)
    answer = elsewhere.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert "The code is not right" in answer.content.decode()
    assert is_outside(elsewhere)


def test_recovery_codes_are_shown_once_and_cannot_be_fetched_later(client: Client, officer: User) -> None:
    codes = RecoveryCodes.activate(officer).generate_codes()
    give_password(client, officer)
    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    first = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert all(first.count(code) == 2 for code in codes)  # to be read, and to be downloaded
    second = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert not any(code in second for code in codes)
    assert "They were shown once" in second
    assert client.get("/accounts/2fa/recovery-codes/download/").status_code == 403


def test_after_a_while_changing_the_second_step_asks_for_it_again(client: Client, officer: User) -> None:
    give_password(client, officer)
    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": time.time() - 3600} for one in records]
    session.save()
    for path in (
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/totp/deactivate/",
    ):
        asked = client.get(path)
        assert (asked.status_code, "reauthenticate" in asked.url) == (302, True), path
    page = client.get("/accounts/2fa/reauthenticate/").content.decode()
    assert "Show that it is you" in page
    refused = client.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    assert "The code is not right" in refused.content.decode()
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_lost_second_step_is_set_up_anew_by_two_people_and_a_link(client: Client, officer: User) -> None:
    one, two = (Actor.of(person(Role.ADMINISTRATOR)) for _ in range(2))
    now = present.now()
    kind = AccountChange.Kind.SECOND_FACTOR
    change = changing.propose(officer, kind, by=one, now=now, reason="Her phone was stolen.")
    assert Authenticator.objects.filter(user=officer).exists()
    changing.approve(change, by=two, now=now)
    assert not Authenticator.objects.filter(user=officer).exists()
    client.post("/accounts/login/", {"login": officer.email, "password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").url == "/accounts/login/"  # the password alone does not suffice
    link = next(path for path in links() if "/join/again/" in path)
    client.post(link, {"password": PASSWORD})
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    assert client.post("/accounts/2fa/totp/activate/", {"code": totp_code()}).url == "/accounts/2fa/recovery-codes/"
    assert client.get("/desk/").status_code == 200
