"""What a page of a draft costs the database: a step of a form of any size, in the frame of its partnership."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms import handlers, present
from forms.definition.block_values import steps_from
from forms.filling.starting import begin
from forms.models import Draft
from forms.models.form_page import FormPage
from portal.site.pages import ContentPage, FormsIndexPage
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.forms.scene import ObedientHandler, publish_as
from tests.load.big_form import big_definition
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handler() -> Iterator[ObedientHandler]:
    obedient = ObedientHandler()
    handlers.register(obedient)
    yield obedient
    handlers.registry.pop(obedient.key)


@pytest.fixture
def person(partnership: Partnership) -> User:
    """Somebody of an agency, who signs in by an e-mailed code."""
    sam = User.objects.create_user("sam@health.example", "a-long-password", first_name="Sam")
    agency = Agency.objects.create(name="Health", kind=Agency.Kind.ACUTE, contact_email="h@health.example")
    agency.partnerships.add(partnership)
    Membership.objects.create(user=sam, role=Role.SUBMITTER, agency=agency)
    return sam


@pytest.fixture
def draft(handler: ObedientHandler, partnership: Partnership, person: User) -> Draft:
    content = big_definition()
    page = FormPage(title=content["title"], slug="big", handler="test", steps=json.dumps(steps_from(content)))
    FormsIndexPage.objects.get().add_child(instance=page)
    return begin(publish_as(page, content), user=person, subject="", token=uuid.uuid4(), now=present.now())


def queries(client: Client, url: str) -> list[str]:
    """The queries of this page, once processes are warm."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("page", ["step", "tasks", "check"])
def test_a_page_of_a_big_draft_takes_three_queries(client: Client, person: User, draft: Draft, page: str) -> None:
    client.force_login(person)
    arguments = [draft.pk, "part_5"] if page == "step" else [draft.pk]
    asked = queries(client, reverse(f"forms:{page}", args=arguments))
    assert len(asked) <= 3, "\n".join(asked)


def test_a_person_without_a_role_costs_no_more(client: Client, person: User, draft: Draft) -> None:
    Membership.objects.update(ended_at=present.now(), cms_group=None)
    client.force_login(person)
    asked = queries(client, reverse("forms:step", args=[draft.pk, "part_5"]))
    assert len(asked) <= 3, "\n".join(asked)


def test_an_ended_membership_counts_at_once(client: Client, person: User, draft: Draft) -> None:
    client.force_login(person)
    url = reverse("forms:tasks", args=[draft.pk])
    assert "Your work" in client.get(url).content.decode()
    Membership.objects.update(ended_at=present.now())
    assert "Your work" not in client.get(url).content.decode()


def test_a_closed_account_is_signed_out_at_once(client: Client, person: User, draft: Draft) -> None:
    client.force_login(person)
    User.objects.update(is_active=False)
    assert client.get(reverse("forms:tasks", args=[draft.pk])).status_code == 302


def change_the_name(partnership: Partnership) -> str:
    partnership.name = "Southshire"
    partnership.save()
    return "Southshire"


def change_the_colour(partnership: Partnership) -> str:
    partnership.brand_colour = "#123456"
    partnership.save()
    return "?v=123456"


def add_to_the_menu(partnership: Partnership) -> str:
    page = ContentPage(title="Guidance for all", slug="guidance", show_in_menus=True)
    partnership.home.add_child(instance=page)  # type: ignore[union-attr]  # it has a home
    return "Guidance for all"


@pytest.mark.parametrize("change", [change_the_name, change_the_colour, add_to_the_menu])
def test_what_staff_change_in_the_frame_is_shown_at_once(
    client: Client, person: User, draft: Draft, partnership: Partnership, change: Any
) -> None:
    client.force_login(person)
    url = reverse("forms:step", args=[draft.pk, "part_5"])
    client.get(url)
    expected = change(partnership)
    assert expected in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("key", "factory"),
    [
        ("submit_notification", CaseFactory),
        ("complete_rapid_review", CaseFactory),
        ("agency_return", AgencyReturnFactory),
    ],
)
def test_what_a_form_is_about_costs_one_query_more(key: str, factory: Any) -> None:
    subject = str(factory().pk)
    with CaptureQueriesContext(connection) as captured:
        assert handlers.get(key).describe(page=None, subject=subject).startswith("Case ")  # type: ignore[arg-type]
    assert len(captured) == 1
