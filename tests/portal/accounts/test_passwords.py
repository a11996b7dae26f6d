"""Passwords that people choose: long, not too common, otherwise as they like; the one they have is asked for."""

import pytest
from django.test import Client

from portal.settings import base
from tests.portal.conftest import PASSWORD, person
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = pytest.mark.django_db

ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"
PAGE = "/accounts/password/change/"
LONG = "zebra-" * 20  # 120 characters


@pytest.fixture
def user(client: Client, partnership: Partnership) -> User:
    """Somebody of an agency, signed in with their password."""
    user = person(Role.SUBMITTER)
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return user


def change(client: Client, new: str, *, old: str = PASSWORD) -> list[str]:
    """The fields with which something is wrong; none where the password was changed."""
    answer = client.post(PAGE, {"oldpassword": old, "password1": new, "password2": new})
    return [] if answer.status_code == 302 else list(answer.context["form"].errors)


@pytest.mark.parametrize("new", ["11 letters!", "q1w2e3r4t5y6", "1qaz2wsx3edc"])
def test_what_is_short_or_common_is_refused(client: Client, user: User, new: str) -> None:
    assert change(client, new)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    "new", ["all lower case and spaces", "\u0141\u00d3D\u0179 \u00e4r vacker \U0001f30a\U0001f30a", LONG]
)
def test_any_signs_and_many_of_them_are_taken_and_the_last_one_counts(client: Client, user: User, new: str) -> None:
    assert change(client, new) == []
    user.refresh_from_db()
    assert user.check_password(new)
    assert not user.check_password(new[:-1])


def test_the_password_one_has_is_asked_for(client: Client, user: User) -> None:
    assert change(client, "quite another one", old="not the one they have") == ["oldpassword"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_it_is_masked_and_password_managers_may_fill_it_in(client: Client, user: User) -> None:
    boxes = [field.field.widget for field in client.get(PAGE).context["form"]]
    assert [box.input_type for box in boxes] == ["password"] * 3
    assert [box.attrs.get("autocomplete") for box in boxes] == ["current-password", "new-password", "new-password"]
    assert b"onpaste" not in client.get(PAGE).content


def test_outside_the_suite_they_are_hashed_with_argon2() -> None:
    assert base.PASSWORD_HASHERS == [ARGON2]
