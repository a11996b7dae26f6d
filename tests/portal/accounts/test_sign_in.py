"""Signing in: what an agency, a member of staff and a stranger meet."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from forms import present
from portal.accounts.second_factor import SecondFactorMiddleware
from tests.portal.conftest import PASSWORD, SECRET, person, sign_in, totp_code, with_totp
from workflow.notices.private_mail import PrivateMail, send_waiting
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


def ask_for_code(client: Client, email: str) -> Any:
    return client.post("/accounts/login/code/", {"email": email}, follow=True)


def last_mail() -> EmailMessage:
    """The newest of what the worker sends."""
    send_waiting(present.now())
    return mail.outbox[-1]


def code_in_mail() -> str:
    body = str(last_mail().body)
    found = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4})$", body, re.MULTILINE)
    assert found, body
    return found.group(1)


def confirm(client: Client, code: str) -> Any:
    return client.post("/accounts/login/code/confirm/", {"code": code})


def test_an_agency_signs_in_with_an_e_mailed_code(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    ask_for_code(client, user.email)
    response = confirm(client, code_in_mail())
    assert response.status_code == 302
    assert response.url == "/my/"
    assert client.get("/").wsgi_request.user == user


@pytest.mark.parametrize("around", ["\u200b{}", "{}\u00a0", "\u202a{}\u202c", "\ufeff{}\u2060"])
def test_an_address_pasted_with_unseen_marks_signs_in(client: Client, partnership: Partnership, around: str) -> None:
    user = person(Role.SUBMITTER)
    ask_for_code(client, around.format(user.email))
    assert confirm(client, code_in_mail()).url == "/my/"


def test_the_mail_with_the_code_carries_no_fact(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER, first_name="Hilda", last_name="Quince")
    ask_for_code(client, user.email)
    sent = last_mail()
    assert sent.subject == "Your sign-in code"
    for fact in ("Hilda", "Quince", partnership.name, "NSCP"):
        assert fact not in str(sent.body)


def test_an_unknown_address_gets_the_same_answer(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER, email="known@north.example")
    known = ask_for_code(Client(), user.email)
    unknown = ask_for_code(Client(), "nobody@north.example")
    assert known.redirect_chain == unknown.redirect_chain
    same = re.sub(r'value="[^"]{40,}"', "", known.content.decode()).replace("known@", "X@")
    assert re.sub(r'value="[^"]{40,}"', "", unknown.content.decode()).replace("nobody@", "X@") == same
    assert "has no account" in str(last_mail().body)


def test_reset_of_an_unknown_address_gets_the_same_answer(client: Client, partnership: Partnership) -> None:
    user = person(email="known@north.example")
    known = Client().post("/accounts/password/reset/", {"email": user.email}, follow=True)
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@north.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content


def test_a_code_works_once(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    ask_for_code(client, user.email)
    code = code_in_mail()
    confirm(client, code)
    client.post("/accounts/logout/")
    confirm(client, code)
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_code_of_one_browser_does_not_work_in_another(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    ask_for_code(client, user.email)
    elsewhere = Client()
    confirm(elsewhere, code_in_mail())
    assert not elsewhere.get("/").wsgi_request.user.is_authenticated


def test_starting_again_leaves_the_code_behind(client: Client, partnership: Partnership) -> None:
    page = ask_for_code(client, "mistyped@north.example").content.decode()
    assert 'form="logout-from-stage">Start again</button>' in page
    client.post("/accounts/logout/", {"next": "/accounts/login/"})
    assert "With a code sent to your e-mail" in client.get("/accounts/login/").content.decode()


def test_guessing_a_code_ends_after_five_tries(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    ask_for_code(client, user.email)
    code = code_in_mail()
    for _ in range(5):
        confirm(client, "AAAA-AAAA")
    confirm(client, code)
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_guessing_a_password_is_slowed_down(client: Client, partnership: Partnership) -> None:
    user = person()
    for _ in range(5):
        client.post("/accounts/login/", {"login": user.email, "password": "wrong"})
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "too many tries" in response.content.decode()
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_too_many_requests_for_codes_are_refused_in_plain_words(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    answers = [Client().post("/accounts/login/code/", {"email": user.email}) for _ in range(5)]
    assert "too many tries" in answers[-1].content.decode().lower()
    assert PrivateMail.objects.count() == 3


def test_nobody_makes_their_own_account(client: Client, partnership: Partnership) -> None:
    form = {"email": "me@x.example", "password1": PASSWORD, "password2": PASSWORD}
    for response in (client.get("/accounts/signup/"), client.post("/accounts/signup/", form)):
        assert "You cannot make an account yourself" in response.content.decode()
    assert not PrivateMail.objects.exists()


def test_a_mail_server_that_is_down_holds_nobody_up(client: Client, partnership: Partnership, settings: Any) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "portal.accounts.no_such_backend.NeverAsked"
    user = person(Role.SUBMITTER)
    for email in (user.email, "nobody@north.example"):
        assert "Enter your sign-in code" in ask_for_code(Client(), email).content.decode()
    ask_for_code(client, user.email)
    settings.EMAIL_BACKEND = backend
    assert confirm(client, code_in_mail()).url == "/my/"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.CONTENT_EDITOR, Role.PUBLISHER, Role.AUDITOR])
def test_staff_need_their_second_step(client: Client, partnership: Partnership, role: Role) -> None:
    user = person(role, partnership)
    with_totp(user)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert not client.get("/").wsgi_request.user.is_authenticated
    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert client.get("/").wsgi_request.user == user


def test_staff_without_a_second_step_are_sent_to_set_it_up(client: Client, partnership: Partnership) -> None:
    user = person(Role.OFFICER, partnership)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    for path in ("/", "/admin/", "/desk/", "/my/", "/api/v2/pages/", "/demo/mail/"):
        response = client.get(path)
        assert (response.status_code, response.url) == (302, "/accounts/2fa/"), path
    page = client.get("/accounts/2fa/totp/activate/")
    assert "Set up an authenticator app" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_second_step_opens_the_way(client: Client, partnership: Partnership) -> None:
    user = person(Role.OFFICER, partnership)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    response = client.post("/accounts/2fa/totp/activate/", {"code": totp_code()})
    assert response.url == "/accounts/2fa/recovery-codes/"
    assert client.get("/").status_code == 200


def test_an_e_mailed_code_alone_does_not_let_staff_set_up_a_second_step(
    client: Client, partnership: Partnership
) -> None:
    user = person(Role.OFFICER, partnership)
    ask_for_code(client, user.email)
    confirm(client, code_in_mail())
    response = client.get("/accounts/2fa/totp/activate/")
    assert response.url == "/accounts/login/"
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_an_e_mailed_code_alone_does_not_let_staff_with_a_second_step_in(
    client: Client, partnership: Partnership
) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    ask_for_code(client, user.email)
    assert confirm(client, code_in_mail()).url == "/accounts/2fa/authenticate/"
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_new_password_does_not_bypass_the_second_step(client: Client, partnership: Partnership) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"http://testserver(/\S+)", str(last_mail().body))
    assert link
    form_url = client.get(link.group(1)).url
    done = client.post(form_url, {"password1": "another long pass phrase", "password2": "another long pass phrase"})
    assert done.status_code == 302
    assert not client.get("/").wsgi_request.user.is_authenticated
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    client.post("/accounts/login/", {"login": user.email, "password": "another long pass phrase"})
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_totp_code_works_once(client: Client, partnership: Partnership) -> None:
    user = person(Role.OFFICER, partnership)
    sign_in(client, user)
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    elsewhere.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert not elsewhere.get("/").wsgi_request.user.is_authenticated


def test_a_session_without_a_second_step_is_ended_once_the_account_has_one(
    client: Client, partnership: Partnership
) -> None:
    user = person(Role.OFFICER, partnership)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    with_totp(user)
    assert client.get("/accounts/2fa/").url == "/accounts/login/"
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_role_given_during_a_session_needs_the_second_step_at_once(client: Client, partnership: Partnership) -> None:
    user = person(Role.SUBMITTER)
    ask_for_code(client, user.email)
    confirm(client, code_in_mail())
    assert client.get("/").status_code == 200
    user.memberships.create(role=Role.OFFICER, partnership=partnership)
    assert client.get("/").url == "/accounts/login/"


def test_the_last_second_step_of_staff_stays(client: Client, partnership: Partnership) -> None:
    user = person(Role.OFFICER, partnership)
    sign_in(client, user)
    response = client.post("/accounts/2fa/totp/deactivate/")
    assert "Add another before you remove this" in response.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_totp_secret_lies_encrypted(partnership: Partnership) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    stored = Authenticator.objects.get(user=user, type="totp")
    assert SECRET not in str(stored.data)
    assert stored.wrap().validate_code(totp_code())


def test_the_cms_has_no_door_of_its_own(client: Client, partnership: Partnership) -> None:
    assert client.get("/admin/").url == "/accounts/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/pages/").url == "/accounts/login/?next=/admin/pages/"
    assert client.get("/admin/password_reset/").status_code in (302, 404)


def test_signing_out_is_always_open() -> None:
    assert "/accounts/logout/" in SecondFactorMiddleware.LEAVING


def test_a_wrong_password_is_hashed_once_as_an_unknown_address_is(
    client: Client, partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args))
    for address in (person(Role.OFFICER, partnership).email, "nobody@north.example"):
        hashed.clear()
        client.post("/accounts/login/", {"login": address, "password": "a guess"})
        assert len(hashed) == 1, address


def test_a_passkey_that_is_refused_leads_back_to_where_one_was_going(client: Client, partnership: Partnership) -> None:
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": "{}", "next": "/people/"})
    assert answer.url == "/accounts/login/?next=%2Fpeople%2F"
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": "{}", "next": "https://elsewhere.example/"})
    assert answer.url == "/accounts/login/"
