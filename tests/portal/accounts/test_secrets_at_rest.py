"""What signs somebody in lies nowhere readable in the database: keys of sessions, codes, secrets, links."""

import importlib
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client

from forms.vault import VaultError, key_encryption_keys, seal
from portal.accounts.sessions.model import BrowserSession
from tests.portal.conftest import PASSWORD, SECRET, person, sign_in, totp_code, with_totp
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


def everything_stored() -> str:
    """Every row of every table as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - no table is named by people
            found += [in_clear(one) for row in cursor.fetchall() for one in row]
    return "\n".join(found)


def in_clear(stored: Any) -> str:
    return bytes(stored).decode("latin-1") if isinstance(stored, bytes | memoryview) else str(stored)


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_no_key_of_a_session_is_stored(client: Client, partnership: Partnership) -> None:
    sign_in(client, person(Role.OFFICER, partnership))
    assert client.get("/").wsgi_request.user.is_authenticated
    assert key_of(client) not in everything_stored()


def test_no_pending_code_is_stored(client: Client, partnership: Partnership, posted: Any) -> None:
    user = person(Role.SUBMITTER)
    client.post("/accounts/login/code/", {"email": user.email})
    stored = everything_stored()
    posted()
    code = re.search(r"^[A-Z0-9]{4}-?[A-Z0-9]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    assert client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"] == code[0]
    assert code[0] not in stored
    assert code[0].replace("-", "") not in stored
    assert code[0] not in everything_stored()


def test_no_secret_is_stored_before_or_after_it_is_set_up(client: Client, partnership: Partnership) -> None:
    user = person(Role.OFFICER, partnership)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    pending = client.session["mfa.totp.secret"]
    assert pending not in everything_stored()
    with_totp(user)
    codes = RecoveryCodes.activate(user).generate_codes()
    stored = everything_stored()
    assert SECRET not in stored
    assert not [code for code in codes if code in stored]


def test_no_link_to_a_new_password_is_stored(client: Client, partnership: Partnership, posted: Any) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    client.post("/accounts/password/reset/", {"email": user.email})
    stored = everything_stored()
    posted()
    link = re.search(r"http://testserver/accounts/password/reset/key/([^/\s]+)/", str(mail.outbox[-1].body))
    assert link
    client.get(f"/accounts/password/reset/key/{link[1]}/")
    secret = link[1].partition("-")[2]
    assert secret in str(dict(client.session.items()))
    assert secret not in stored
    assert secret not in everything_stored()


def test_a_session_moved_to_another_row_opens_nothing(client: Client, partnership: Partnership) -> None:
    sign_in(client, person(Role.OFFICER, partnership))
    thief = Client()
    thief.post("/accounts/login/code/", {"email": "nobody@x.example"})
    mine, stolen = BrowserSession.objects.get(user=None), BrowserSession.objects.get(user__isnull=False)
    mine.session_data = stolen.session_data
    mine.save()
    assert not thief.get("/").wsgi_request.user.is_authenticated
    assert client.get("/").wsgi_request.user.is_authenticated


def test_a_secret_swapped_between_two_people_is_refused(partnership: Partnership) -> None:
    mine, yours = (with_totp(person(Role.OFFICER, partnership)) for _ in range(2))
    first, second = (Authenticator.objects.get(user=one, type="totp") for one in (mine, yours))
    first.data, second.data = second.data, first.data
    Authenticator.objects.bulk_update([first, second], ["data"])
    for user in (mine, yours):
        with pytest.raises(VaultError):
            Authenticator.objects.get(user=user, type="totp").wrap().validate_code(totp_code())


def test_a_swapped_secret_lets_nobody_in(client: Client, partnership: Partnership) -> None:
    victim, thief = (with_totp(person(Role.OFFICER, partnership)) for _ in range(2))
    stolen = Authenticator.objects.get(user=thief, type="totp").data
    Authenticator.objects.filter(user=victim, type="totp").update(data=stolen)
    client.post("/accounts/login/", {"login": victim.email, "password": PASSWORD})
    refused = client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert "cannot be read any more" in refused.content.decode()
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_recovery_codes_stay_the_same_when_they_are_read_again(partnership: Partnership) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    made = RecoveryCodes.activate(user).generate_codes()
    stored = Authenticator.objects.get(user=user, type="recovery_codes")
    assert stored.wrap().generate_codes() == made
    assert stored.wrap().validate_code(made[0])
    again = Authenticator.objects.get(user=user, type="recovery_codes")
    assert again.wrap().get_unused_codes() == made[1:]
    assert not again.wrap().validate_code(made[0])


def test_secrets_of_before_are_bound_to_their_rows(partnership: Partnership) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    key_id, key = next(iter(key_encryption_keys().items()))
    migration: Any = importlib.import_module("portal.migrations.0002_signing_in")
    before = migration.base64.urlsafe_b64encode(seal(key, SECRET.encode(), migration.BEFORE)).decode()
    Authenticator.objects.filter(user=user).update(data={"secret": f"{key_id}:{before}"})
    migration.bind_secrets(apps, None)
    assert Authenticator.objects.get(user=user).wrap().validate_code(totp_code())
