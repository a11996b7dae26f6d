"""Agencies are offered a second step and may say no; it then guards their e-mailed code as well."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.portal.conftest import person, sign_in, totp_code, with_totp
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db
OFFER = "Make your account safer"


def of_agency(client: Client, **fields: Any) -> Any:
    user = person(Role.SUBMITTER, password=None, **fields)
    client.force_login(user)
    return user


def test_it_is_offered_until_they_say_not_now(client: Client, partnership: Partnership) -> None:
    of_agency(client)
    page = client.get("/my/").content.decode()
    assert OFFER in page
    link = re.search(r'href="(/accounts/second-step/[^"]+)"', page)
    assert link
    assert client.get(link[1]).url == "/my/"
    assert OFFER not in client.get("/my/").content.decode()
    assert "Set up" in client.get("/accounts/2fa/").content.decode()


def test_it_is_not_offered_to_who_has_one(client: Client, partnership: Partnership) -> None:
    with_totp(of_agency(client))
    assert OFFER not in client.get("/my/").content.decode()


def test_it_is_not_offered_to_staff(client: Client, partnership: Partnership) -> None:
    sign_in(client, person(Role.OFFICER, partnership))
    assert OFFER not in client.get("/my/").content.decode()


def test_looking_for_the_offer_costs_one_query_and_none_after_not_now(client: Client, partnership: Partnership) -> None:
    of_agency(client)
    client.get("/my/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/my/")
            return sum("mfa_authenticator" in one["sql"] for one in seen)

    assert asked() == 1
    client.get("/accounts/second-step/not-now/")
    assert asked() == 0


@pytest.mark.django_db(transaction=True)
def test_an_agency_person_without_a_password_sets_one_up(client: Client, partnership: Partnership) -> None:
    of_agency(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    session = client.session
    session["mfa.totp.secret"] = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    session.save()
    response = client.post("/accounts/2fa/totp/activate/", {"code": totp_code()})
    assert response.url == "/accounts/2fa/recovery-codes/"
    assert client.get("/my/").status_code == 200
