"""Single sign-on with a real provider: who comes in, who does not, and what is kept of it."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.management import CommandError, call_command
from django.test import Client

from forms import present
from tests.portal.accounts.single_sign_on.conftest import at_provider, come, leave, signed_in
from tests.portal.conftest import person, totp_code, with_totp
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("single_sign_on")]


@pytest.fixture
def submitter(partnership: Partnership) -> User:
    return person(Role.SUBMITTER, email="agency@north.example")


@pytest.fixture
def officer(partnership: Partnership) -> User:
    return person(Role.OFFICER, partnership, email="officer@north.example")


def refused(response: Any) -> bool:
    return response.status_code == 403 and b"Ask your agency" in response.content


def test_an_agency_signs_in(client: Client, submitter: User) -> None:
    response = come(client, "agency")
    assert (response.status_code, response.url) == (302, "/my/")
    assert client.get("/").wsgi_request.user == submitter


def test_the_page_that_was_asked_for_is_kept(client: Client, submitter: User) -> None:
    assert come(client, "agency", to="/my/drafts/").url == "/my/drafts/"


def test_nobody_is_led_to_another_site(client: Client, submitter: User) -> None:
    assert come(client, "agency", to="https://elsewhere.example/").url == "/my/"


def test_what_goes_to_the_provider(client: Client, submitter: User) -> None:
    asked = parse_qs(urlsplit(leave(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 32
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_the_way_back_leads_to_the_portal_whatever_host_was_asked_for(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    asked = client.post("/accounts/sso/login/", headers={"host": "elsewhere.example:81"}).headers["Location"]
    assert parse_qs(urlsplit(asked).query)["redirect_uri"] == ["http://testserver/accounts/sso/login/callback/"]


def test_nothing_of_the_request_reaches_the_provider(client: Client) -> None:
    address = client.post("/accounts/sso/login/?scope=admin&auth_params=prompt%3Dnone&process=connect").headers[
        "Location"
    ]
    assert "admin" not in address
    assert "prompt" not in address


def test_no_token_and_no_claim_is_kept(client: Client, submitter: User, provider: str) -> None:
    come(client, "agency")
    account = SocialAccount.objects.get()
    assert account.provider == provider
    assert (account.user, account.uid, account.extra_data) == (submitter, "subject-of-agency", {})
    assert not SocialToken.objects.exists()


@pytest.mark.parametrize("name", ["capitals", "entra"])
def test_a_verified_address_is_believed(client: Client, submitter: User, name: str) -> None:
    assert come(client, name).url == "/my/"


@pytest.mark.parametrize("name", ["stranger", "unverified", "silent", "nameless"])
def test_nobody_else_comes_in(client: Client, submitter: User, name: str) -> None:
    """An unknown address, one that nobody vouches for, and none: the same page for all, and no account is made."""
    response = come(client, name)
    assert refused(response)
    assert submitter.memberships.get().agency is not None
    assert Partnership.objects.get().contact_email in response.content.decode()
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_another_subject_with_the_same_address_is_refused(client: Client, submitter: User) -> None:
    come(client, "agency")
    other = Client()
    assert refused(come(other, "namesake"))
    assert not signed_in(other)
    assert SocialAccount.objects.get().uid == "subject-of-agency"


def test_who_runs_the_server_lets_an_account_be_bound_anew(client: Client, submitter: User) -> None:
    come(client, "agency")
    call_command("forget_single_sign_on", "Agency@north.example")
    assert come(Client(), "namesake").url == "/my/"
    assert SocialAccount.objects.get().uid == "subject-of-namesake"
    with pytest.raises(CommandError, match="is bound"):
        call_command("forget_single_sign_on", "nobody@north.example")


def test_the_subject_counts_once_it_is_bound(client: Client, submitter: User) -> None:
    come(client, "agency")
    EmailAddress.objects.update(email="moved@north.example")
    User.objects.update(email="moved@north.example")
    assert come(Client(), "agency").url == "/my/"


def test_the_same_subject_of_another_issuer_is_nobody(client: Client, submitter: User) -> None:
    SocialAccount.objects.create(user=submitter, provider="https://elsewhere.example", uid="subject-of-stranger")
    assert refused(come(client, "stranger"))


@pytest.mark.parametrize("bound", [True, False])
def test_a_membership_that_ended_lets_nobody_in(client: Client, submitter: User, bound: bool) -> None:
    if bound:
        come(client, "agency")
    Membership.objects.update(ended_at=present.now() - timedelta(days=1))
    other = Client()
    assert refused(come(other, "agency"))
    assert not signed_in(other)


@pytest.mark.parametrize("bound", [True, False])
def test_a_closed_account_lets_nobody_in(client: Client, submitter: User, bound: bool) -> None:
    if bound:
        come(client, "agency")
    User.objects.update(is_active=False)
    assert refused(come(Client(), "agency"))


def test_a_case_worker_is_asked_for_the_second_step(client: Client, officer: User) -> None:
    with_totp(officer)
    assert come(client, "careful", to="/desk/").url == "/accounts/2fa/authenticate/"
    assert not signed_in(client)
    response = client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert response.url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_case_worker_without_a_second_step_goes_nowhere(client: Client, officer: User) -> None:
    come(client, "careful")
    assert client.get("/desk/").url == "/accounts/login/"
    assert not signed_in(client)


@pytest.mark.parametrize("name", ["careful", "assured"])
@pytest.mark.parametrize("own_step", [True, False])
def test_a_trusted_provider_spares_the_second_step(
    client: Client, officer: User, single_sign_on: dict[str, Any], name: str, own_step: bool
) -> None:
    single_sign_on.update(trusts_mfa=True, mfa_acr=["AAL2"])
    if own_step:
        with_totp(officer)
    assert come(client, name).url == "/desk/overview/"
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("name", ["officer", "assured"])
def test_a_trusted_provider_must_claim_it(
    client: Client, officer: User, single_sign_on: dict[str, Any], name: str
) -> None:
    single_sign_on["trusts_mfa"] = True
    with_totp(officer)
    assert come(client, name).url == "/accounts/2fa/authenticate/"
    assert not signed_in(client)


def test_what_one_sign_in_claimed_does_not_count_for_the_next(
    client: Client, officer: User, single_sign_on: dict[str, Any]
) -> None:
    single_sign_on["trusts_mfa"] = True
    with_totp(officer)
    come(client, "careful")
    single_sign_on["trusts_mfa"] = False
    assert come(client, "careful").url == "/accounts/2fa/authenticate/"


def test_somebody_else_who_was_signed_in_here_is_no_longer(
    client: Client, submitter: User, officer: User, single_sign_on: dict[str, Any]
) -> None:
    single_sign_on["trusts_mfa"] = True
    come(client, "agency")
    come(client, "careful")
    assert client.get("/desk/").wsgi_request.user == officer


def test_a_code_serves_once(client: Client, submitter: User) -> None:
    back = at_provider(leave(client), "agency")
    client.get(back)
    again = Client()
    assert again.get(back).status_code == 400
    assert not signed_in(again)
