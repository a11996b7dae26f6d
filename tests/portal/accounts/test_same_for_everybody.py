"""Neither the answer nor the work behind it tells whether an address has an account.

Time on a shared machine proves little; what takes time is counted: queries, runs of the password hasher, mails.
"""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.portal.conftest import person, with_totp
from workflow.notices.private_mail import PrivateMail
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

WAYS = [
    ("/accounts/login/code/", "email", {}),
    ("/accounts/password/reset/", "email", {}),
    ("/accounts/login/", "login", {"password": "not the pass phrase"}),
]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each run of the password hasher."""
    runs: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        runs.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return runs


def work(path: str, data: dict[str, str], hashed: list[str]) -> tuple[int, int, int, int]:
    """Queries, runs of the hasher, mails, and the status."""
    Client().get("/accounts/login/")  # the frame's menus come out of the cache from here on
    hashed.clear()
    before = PrivateMail.objects.count()
    browser = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(path, data)
    return len(queries), len(hashed), PrivateMail.objects.count() - before, answer.status_code


@pytest.mark.parametrize(("path", "field", "more"), WAYS)
@pytest.mark.parametrize("role", [Role.SUBMITTER, Role.OFFICER])
def test_a_known_and_an_unknown_address_make_the_same_work(
    client: Client, partnership: Partnership, hashed: list[str], role: Role, path: str, field: str, more: dict[str, str]
) -> None:
    user = with_totp(person(role, partnership if role == Role.OFFICER else None))
    known = work(path, {field: user.email, **more}, hashed)
    unknown = work(path, {field: "nobody@north.example", **more}, hashed)
    assert known == unknown


def test_a_person_without_a_password_costs_a_guess_the_same(
    client: Client, partnership: Partnership, hashed: list[str]
) -> None:
    user = person(Role.SUBMITTER, password=None)
    known = work("/accounts/login/", {"login": user.email, "password": "a guess of twelve"}, hashed)
    unknown = work("/accounts/login/", {"login": "nobody@north.example", "password": "a guess of twelve"}, hashed)
    assert known == unknown
