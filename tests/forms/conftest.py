import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from forms import handlers, present
from forms.definition import meanings
from forms.filling.starting import begin
from forms.models import Draft
from forms.models.form_page import FormPage
from tests.forms.scene import ObedientHandler, form_page, referral
from workflow.people.models import User


@pytest.fixture
def handler() -> Iterator[ObedientHandler]:
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


@pytest.fixture
def page(db: None, handler: ObedientHandler, clock: Any) -> FormPage:
    return form_page(referral())


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
