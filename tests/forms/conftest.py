import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.test import Client

from forms import handlers, present
from forms.definition import meanings
from forms.filling.starting import begin
from forms.models import Draft
from forms.models.form_page import FormPage
from tests.forms.scene import ObedientHandler, form_page, referral
from tests.laid import laid
from workflow.people.models import User


@contextmanager
def registered() -> Iterator[ObedientHandler]:
    """While the tests of forms run: their handler and its meanings."""
    obedient = ObedientHandler()
    handlers.register(obedient)
    meanings.register(
        meanings.Meaning("test.child", "A child", duty="D2", step=True),
        meanings.Meaning(
            "test.date", "Date of the incident", duty="D2", kinds=("date",), why="The clock starts with it."
        ),
        meanings.Meaning("test.name", "Name"),
    )
    yield obedient
    handlers.registry.pop("test")
    for key in ("test.child", "test.date", "test.name"):
        meanings.registry.pop(key)


@laid()
def referral_page() -> FormPage:
    # A page can be saved while its handler is known: that of the first test, where it comes before its database.
    with nullcontext() if "test" in handlers.registry else registered():
        return form_page(referral())


@pytest.fixture
def handler() -> Iterator[ObedientHandler]:
    with registered() as obedient:
        yield obedient


@pytest.fixture
def page(handler: ObedientHandler, clock: Any, referral_page: FormPage) -> FormPage:
    return referral_page


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(
        "sam@health.example", "a-long-password", first_name="Sam", last_name="O'Brien-Łukasz"
    )


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("kim@school.example", "a-long-password", first_name="Kim")


@pytest.fixture
def browser(person: User, client: Client) -> Client:
    """The person's browser, signed in."""
    client.force_login(person)
    return client


@pytest.fixture
def draft(page: FormPage, person: User, clock: Any) -> Draft:
    """A fresh draft of the referral."""
    return begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
