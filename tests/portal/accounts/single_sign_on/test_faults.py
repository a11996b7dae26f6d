"""Single sign-on where something is wrong: a plain page, never an error of ours, and nobody is signed in."""

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.portal.accounts.single_sign_on.conftest import at_provider, leave, signed_in
from tests.portal.conftest import person
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitter(partnership: Partnership) -> User:
    return person(Role.SUBMITTER, email="agency@north.example")


def changed(address: str, name: str, value: str) -> str:
    return re.sub(rf"([?&]{name}=)[^&]*", rf"\g<1>{value}", address)


def test_a_state_that_was_tampered_with(client: Client, submitter: User, single_sign_on: dict[str, Any]) -> None:
    back = at_provider(leave(client), "agency")
    response = client.get(changed(back, "state", "another"))
    assert response.status_code == 400
    assert b"was not finished" in response.content
    assert not signed_in(client)


def test_an_answer_that_another_browser_asked_for(submitter: User, single_sign_on: dict[str, Any]) -> None:
    back = at_provider(leave(Client()), "agency")
    mine = Client()
    leave(mine)
    assert mine.get(back).status_code == 400
    assert not signed_in(mine)


def test_a_nonce_of_another_request(client: Client, submitter: User, single_sign_on: dict[str, Any]) -> None:
    back = at_provider(changed(leave(client), "nonce", "n" * 32), "agency")
    assert client.get(back).status_code == 400
    assert not signed_in(client)


def test_a_code_without_the_verifier(client: Client, submitter: User, single_sign_on: dict[str, Any]) -> None:
    """PKCE: somebody else's code is of no use to this browser."""
    code = re.search(r"code=([^&]+)", at_provider(leave(Client()), "agency"))
    assert code
    mine = at_provider(leave(client), "agency")
    client.get(changed(mine, "code", code.group(1)))
    assert not signed_in(client)


def test_called_off_at_the_provider(client: Client, single_sign_on: dict[str, Any], partnership: Partnership) -> None:
    state = re.search(r"state=([^&]+)", leave(client))
    assert state
    response = client.get(f"/accounts/sso/login/callback/?error=access_denied&state={state.group(1)}")
    assert response.status_code == 400
    assert b"was not finished" in response.content


def test_a_provider_that_is_down(client: Client, single_sign_on: dict[str, Any], partnership: Partnership) -> None:
    single_sign_on["server"] = "http://127.0.0.1:9/.well-known/openid-configuration"
    response = client.post("/accounts/sso/login/")
    assert response.status_code == 503
    assert b"cannot be reached" in response.content


def test_a_provider_that_went_down_meanwhile(client: Client, submitter: User, single_sign_on: dict[str, Any]) -> None:
    back = at_provider(leave(client), "agency")
    single_sign_on["server"] = "http://127.0.0.1:9/.well-known/openid-configuration"
    response = client.get(back)
    assert response.status_code == 503
    assert not signed_in(client)


def test_a_provider_that_answers_with_a_page(
    client: Client, single_sign_on: dict[str, Any], provider: str, partnership: Partnership
) -> None:
    single_sign_on["server"] = f"{provider}/accounts/login/?/.well-known/"
    assert client.post("/accounts/sso/login/").status_code == 503


def test_a_secret_that_is_wrong(client: Client, submitter: User, single_sign_on: dict[str, Any]) -> None:
    single_sign_on["secret"] = "another"
    response = client.get(at_provider(leave(client), "agency"))
    assert response.status_code in (400, 503)
    assert not signed_in(client)


def test_an_address_that_is_followed_sends_nobody_away(
    client: Client, single_sign_on: dict[str, Any], partnership: Partnership
) -> None:
    assert client.get("/accounts/sso/login/").url == "/accounts/login/"


def test_too_many_tries(client: Client, single_sign_on: dict[str, Any], partnership: Partnership) -> None:
    answers = [client.post("/accounts/sso/login/").status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]


def test_the_sign_in_page_has_the_button(
    client: Client, single_sign_on: dict[str, Any], partnership: Partnership
) -> None:
    page = client.get("/accounts/login/?next=/my/drafts/").content.decode()
    form = page[page.index('action="/accounts/sso/login/"') :].partition("</form>")[0]
    assert "Sign in with North Trust" in form
    assert 'name="next" value="/my/drafts/"' in form


def test_nothing_of_it_where_no_provider_is_configured(
    client: Client, settings: LazySettings, partnership: Partnership
) -> None:
    assert settings.SINGLE_SIGN_ON is None
    assert b"/sso/" not in client.get("/accounts/login/").content
    for address in ("/accounts/sso/login/", "/accounts/sso/login/callback/"):
        assert client.get(address).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("single_sign_on")


@pytest.mark.parametrize("address", ["3rdparty/", "3rdparty/signup/", "social/signup/", "social/connections/"])
def test_nobody_connects_accounts_or_signs_up(
    client: Client, single_sign_on: dict[str, Any], partnership: Partnership, address: str
) -> None:
    assert client.get(f"/accounts/{address}").status_code == 404
