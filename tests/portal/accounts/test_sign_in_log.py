"""Every way in, and every failure of it, stands in the log of the processes, without an address or a name."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.accounts.sign_in_log import log
from tests.portal.conftest import PASSWORD, person, sign_in, with_totp
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("partnership")]

WRONG, HERE = "not the pass phrase", "203.0.113.7"
MARK = re.compile(r"account ([\w-]{12}|unknown), from ([\w-]{12})$")


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the log of signing in said since it was last asked; never an address, wherever it came from."""
    caplog.set_level(logging.INFO, log.name)

    def tell() -> list[str]:
        lines = [one.getMessage() for one in caplog.records if one.name == log.name]
        assert not [line for line in lines if "@" in line or HERE in line or WRONG in line or PASSWORD in line]
        caplog.clear()
        return lines

    return tell


def try_password(email: str, password: str = WRONG) -> Client:
    browser = Client(REMOTE_ADDR=HERE)
    browser.post("/accounts/login/", {"login": email, "password": password})
    return browser


def test_signing_in_and_out_is_logged_with_its_way(partnership: Partnership, client: Client, said: Any) -> None:
    user = person(Role.OFFICER, partnership)
    sign_in(client, user)
    client.post("/accounts/logout/")
    signed_in, signed_out = said()
    assert signed_in.startswith(f"Signed in: person {user.pk}, by password and totp, account ")
    assert signed_out.startswith(f"Signed out: person {user.pk}, from ")


@pytest.mark.parametrize("exists", [True, False])
def test_a_wrong_password_is_logged_whether_or_not_there_is_an_account(exists: bool, said: Any) -> None:
    try_password(person(Role.SUBMITTER).email if exists else "nobody@north.example")
    (line,) = said()
    assert line.startswith("Sign-in refused: wrong, by password, account ")
    assert MARK.search(line)


def test_the_same_account_and_place_have_the_same_marks(said: Any) -> None:
    one, other = person(Role.SUBMITTER).email, person(Role.SUBMITTER).email
    try_password(one)
    try_password(one.upper())
    try_password(other)
    marks = [MARK.search(line).groups() for line in said()]  # type: ignore[union-attr]  # a line without fails the test
    assert marks[0] == marks[1] != marks[2]
    assert len({place for _account, place in marks}) == 1


def test_too_many_tries_are_logged_as_such(said: Any) -> None:
    user = person(Role.SUBMITTER)
    for _ in range(6):
        try_password(user.email)
    assert said()[-1].startswith("Sign-in refused: too many tries, by password, ")


def test_a_wrong_second_step_is_logged(partnership: Partnership, said: Any) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    browser = try_password(user.email, PASSWORD)
    browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    (line,) = said()
    assert line.startswith("Sign-in refused: wrong, by second step, account ")


def test_a_passkey_that_is_none_is_logged(partnership: Partnership, client: Client, said: Any) -> None:
    client.post("/accounts/2fa/webauthn/login/", {"credential": '{"id": "nobody"}'})
    assert said()[0].startswith("Sign-in refused: wrong, by passkey, account unknown, ")
    browser = try_password(with_totp(person(Role.OFFICER, partnership)).email, PASSWORD)
    browser.post("/accounts/2fa/authenticate/", {"credential": '{"id": "nobody"}'})
    line = said()[-1]
    assert line.startswith("Sign-in refused: wrong, by passkey, account ")
    assert "unknown" not in line


PIECES = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AA", "userHandle": "MQ"}
NO_PASSKEYS = [
    *("null", "1", '"x"', "[]", "[1]", "{}", '{"id": "x"}', '{"id": "AA", "rawId": "AA"}'),
    json.dumps({"id": "AA", "rawId": "AA", "response": None, "type": "public-key"}),
    json.dumps({"id": "AA", "rawId": "AA", "response": {}, "type": "public-key"}),
    json.dumps({"id": "AA", "rawId": "AA", "response": PIECES, "type": "public-key"}),
    json.dumps({"id": "AA", "rawId": "AA", "response": {**PIECES, "userHandle": "\u0000"}, "type": "public-key"}),
    json.dumps({"id": "AA", "rawId": "AA", "response": {**PIECES, "attestationObject": "oA"}, "type": "public-key"}),
]


@pytest.mark.parametrize("sent", NO_PASSKEYS)
def test_what_is_no_passkey_is_refused_and_no_fault(partnership: Partnership, client: Client, sent: str) -> None:
    """To sign in with, as a second step, and as a new one."""
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": sent}).status_code == 302
    user = person(Role.OFFICER, partnership)
    half = try_password(with_totp(user).email, PASSWORD)
    half.get("/accounts/2fa/authenticate/")
    assert half.post("/accounts/2fa/authenticate/", {"credential": sent}).status_code == 200
    user.authenticator_set.all().delete()
    sign_in(client, user)
    client.get("/accounts/2fa/webauthn/add/")
    assert client.post("/accounts/2fa/webauthn/add/", {"name": "Mine", "credential": sent}).status_code == 200


def test_codes_by_mail_are_logged_when_asked_for_and_when_wrong(client: Client, said: Any) -> None:
    client.post("/accounts/login/code/", {"email": person(Role.SUBMITTER).email})
    client.post("/accounts/login/code/confirm/", {"code": "WRONG-CODE"})
    asked, refused = said()
    assert asked.startswith("Sign-in code asked for: account ")
    assert refused.startswith("Sign-in refused: wrong, by code by e-mail, account ")
