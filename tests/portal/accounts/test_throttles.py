"""Guessing is stopped for whoever guesses, and the owner gets in from elsewhere."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as RedisAway

from portal.accounts import throttles
from portal.site.steady_cache import SteadyRedisCache
from tests.portal.conftest import PASSWORD, person, sign_in, totp_code, with_totp
from workflow.notices.private_mail import PrivateMail
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = pytest.mark.django_db

WRONG = "not the pass phrase"
ATTACKER, OWNER = "203.0.113.7", "198.51.100.4"


@pytest.fixture
def user(partnership: Partnership) -> User:
    return person(Role.SUBMITTER)


def guess(user: User, address: str, password: str = WRONG, browser: Client | None = None, **headers: str) -> bool:
    """Whether this password, from this address, signs in."""
    browser = browser or Client()
    data = {"login": user.email, "password": password}
    return browser.post("/accounts/login/", data, REMOTE_ADDR=address, headers=headers).status_code == 302


def test_who_guesses_is_stopped_and_the_owner_is_not(user: User) -> None:
    for _ in range(6):
        guess(user, ATTACKER)
    assert not guess(user, ATTACKER, PASSWORD)
    assert guess(user, OWNER, PASSWORD)


def test_a_claimed_address_does_nothing_without_a_proxy(user: User) -> None:
    for number in range(5):
        guess(user, ATTACKER, **{"X-Forwarded-For": f"10.0.0.{number}"})
    assert not guess(user, ATTACKER, PASSWORD, **{"X-Forwarded-For": "10.0.0.9"})


def test_behind_proxies_the_address_that_ours_saw_counts(user: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(5):
        guess(user, "10.1.1.1", **{"X-Forwarded-For": f"192.0.2.{number}, {ATTACKER}, 10.9.9.9"})
    assert not guess(user, "10.1.1.1", PASSWORD, **{"X-Forwarded-For": f"192.0.2.99, {ATTACKER}, 10.9.9.9"})
    assert guess(user, "10.1.1.1", PASSWORD, **{"X-Forwarded-For": f"{ATTACKER}, {OWNER}, 10.9.9.9"})


def test_a_list_of_proxies_that_is_too_short_counts_for_nothing(user: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(5):
        guess(user, ATTACKER, **{"X-Forwarded-For": f"192.0.2.{number}"})
    assert not guess(user, ATTACKER, PASSWORD, **{"X-Forwarded-For": "192.0.2.9"})


def test_one_address_is_stopped_over_all_accounts(partnership: Partnership) -> None:
    people = [person(Role.SUBMITTER) for _ in range(11)]
    for one in people[:10]:
        guess(one, ATTACKER)
    assert not guess(people[10], ATTACKER, PASSWORD)
    assert guess(people[10], OWNER, PASSWORD)


def test_getting_in_is_no_failed_try(user: User) -> None:
    for _ in range(7):
        assert guess(user, OWNER, PASSWORD)


def test_guessing_from_everywhere_stops_strangers_and_not_a_browser_of_the_owner(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttles.RATES, "password", ("5/5m/key", "6/h/key"))
    known = Client()
    assert guess(user, OWNER, PASSWORD, known)
    known.post("/accounts/logout/")
    for number in range(6):
        guess(user, f"203.0.113.{number}")
    assert not guess(user, "203.0.113.99", PASSWORD)
    assert guess(user, "192.0.2.50", PASSWORD, known), "also from another address"


def test_a_browser_of_somebody_else_is_a_stranger(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttles.RATES, "password", ("5/5m/key", "1/h/key"))
    browser = Client()
    assert guess(person(Role.SUBMITTER), ATTACKER, PASSWORD, browser)
    browser.post("/accounts/logout/")
    guess(user, "203.0.113.1")
    assert not guess(user, ATTACKER, PASSWORD, browser)
    forged = Client()
    forged.cookies[throttles.COOKIE] = browser.cookies[throttles.COOKIE].value[:-2] + "xx"
    assert not guess(user, ATTACKER, PASSWORD, forged)


def test_guessing_the_second_step_stops_where_it_is_guessed(partnership: Partnership) -> None:
    user = with_totp(person(Role.OFFICER, partnership))
    attacker = Client(REMOTE_ADDR=ATTACKER)
    assert guess(user, ATTACKER, PASSWORD, attacker)
    answers = [attacker.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=ATTACKER) for _ in range(6)]
    assert "The code is not right" in answers[4].content.decode()
    assert "too many tries" in answers[5].content.decode()
    owner = Client(REMOTE_ADDR=OWNER)
    assert guess(user, OWNER, PASSWORD, owner)
    assert owner.post("/accounts/2fa/authenticate/", {"code": totp_code()}, REMOTE_ADDR=OWNER).status_code == 302
    assert owner.get("/").wsgi_request.user == user


def test_nobody_keeps_somebody_from_their_code(user: User) -> None:
    for _ in range(5):
        Client().post("/accounts/login/code/", {"email": user.email}, REMOTE_ADDR=ATTACKER)
    assert PrivateMail.objects.count() == 3
    answer = Client().post("/accounts/login/code/", {"email": user.email}, REMOTE_ADDR=OWNER)
    assert answer.status_code == 302
    assert PrivateMail.objects.count() == 4


def test_a_mailbox_is_not_filled_from_many_addresses(user: User) -> None:
    for number in range(12):
        Client().post("/accounts/password/reset/", {"email": user.email}, REMOTE_ADDR=f"203.0.113.{number}")
    assert PrivateMail.objects.count() == 10


def test_a_login_of_before_still_knows_its_browser(client: Client, partnership: Partnership) -> None:
    user = person(Role.OFFICER, partnership)
    sign_in(client, user)
    cookie = client.cookies[throttles.COOKIE]
    assert cookie["httponly"]
    assert user.email not in cookie.value


def test_tries_are_counted_while_redis_is_away(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    away = SteadyRedisCache("redis://127.0.0.1:9", {})
    away.instead.clear()
    asked: list[str] = []

    def refused(*args: Any, **kwargs: Any) -> None:
        asked.append("asked")
        raise RedisAway

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get_client", refused)
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache", away)
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.cache", away)
    for _ in range(5):
        guess(user, ATTACKER)
    assert not guess(user, ATTACKER, PASSWORD)
    assert guess(user, OWNER, PASSWORD)
    assert len(asked) == 1, "left alone for a while"
    assert cache.get("anything") is None
