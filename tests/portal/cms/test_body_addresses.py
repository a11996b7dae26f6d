"""Staff set where national bodies get their notices, and how letters and copies go to them."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.cms.body_addresses import BodyAddressViewSet, known_bodies
from tests.factories.case import CaseFactory
from tests.portal.conftest import person, sign_in
from workflow.models import BodyAddress, Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def editing(client: Client, partnership: Partnership) -> Client:
    CaseFactory(partnership=partnership)
    sign_in(client, person(Role.ADMINISTRATOR))
    return client


def address(name: str, *args: object) -> str:
    return reverse(BodyAddressViewSet().get_url_name(name), args=args)


def test_a_body_is_chosen_and_its_way_set(editing: Client, partnership: Partnership) -> None:
    page = editing.get(address("add"))
    assert "Ofsted" in page.content.decode()
    said = {"partnership": partnership.pk, "body": "ofsted", "email": "o@nation.example", "copies": "attachment"}
    editing.post(address("add"), said)
    row = BodyAddress.objects.get()
    assert (row.body, row.copies) == ("ofsted", "attachment")
    assert editing.get(address("edit", row.pk)).status_code == 200


def test_a_body_that_no_duty_names_is_refused(editing: Client, partnership: Partnership) -> None:
    said = {"partnership": partnership.pk, "body": "unicef", "email": "u@nation.example", "copies": "download"}
    editing.post(address("add"), said)
    assert not BodyAddress.objects.exists()


def test_the_bodies_are_those_of_the_versions() -> None:
    CaseFactory()
    assert {"panel", "secretary_of_state", "dfe", "ofsted", "nspcc"} <= {key for key, _text in known_bodies()}
