"""In the CMS the address book of bodies outside the portal stands with the agencies (D26)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.cms.parties import AgencyViewSet
from tests.factories.party import AgencyFactory, OutsideBodyFactory
from tests.portal.cms.test_stale_saves import sent_unseen
from tests.portal.conftest import person, sign_in
from workflow.models import Partnership
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D26")]


@pytest.fixture
def editing(client: Client, partnership: Partnership) -> Client:
    sign_in(client, person(Role.ADMINISTRATOR))
    return client


def save(editing: Client, record: Any, **said: Any) -> Any:
    kept = {"name": record.name, "kind": record.kind, "contact_email": "new@moorland.example"}
    address = reverse(AgencyViewSet().get_url_name("edit"), args=[record.pk])
    return editing.post(address, {**kept, **said, **sent_unseen(editing.get(address).content.decode())})


def test_a_body_is_corrected_and_serves_no_partnership(editing: Client, partnership: Partnership) -> None:
    body = OutsideBodyFactory(outside_for=partnership)

    save(editing, body, outside_for=partnership.pk)

    body.refresh_from_db()
    assert (body.contact_email, body.outside_for) == ("new@moorland.example", partnership)
    page = save(editing, body, outside_for=partnership.pk, partnerships=[partnership.pk])
    assert "leave this empty" in page.content.decode()


def test_an_agency_still_serves_one(editing: Client, partnership: Partnership) -> None:
    page = save(editing, AgencyFactory(of=partnership))
    assert "Choose the partnerships that this agency serves." in page.content.decode()
