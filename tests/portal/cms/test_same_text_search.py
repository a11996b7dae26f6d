"""In the CMS agencies are found however a name is written; addresses are cleaned as they are typed."""

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from portal.cms.body_addresses import BodyAddressViewSet
from portal.cms.parties import AgencyViewSet, PartnershipViewSet
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory
from tests.portal.cms.test_stale_saves import sent_unseen
from tests.portal.conftest import person, sign_in
from workflow.models import Agency, BodyAddress, Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db
PASTED = "\u200boffice@north\u2011west.example\u00a0"
CLEAN = "office@north-west.example"


@pytest.fixture
def editing(client: Client, partnership: Partnership) -> Client:
    sign_in(client, person(Role.ADMINISTRATOR))
    return client


def test_an_agency_is_found_however_its_name_is_written(editing: Client) -> None:
    found = AgencyFactory(name="St. Édith’s Health–Centre")
    AgencyFactory(name="Northshire Police")
    page = editing.get(reverse(AgencyViewSet().get_url_name("list")), {"q": "edith's health centre"})
    assert [one.pk for one in page.context["object_list"]] == [found.pk]


def test_addresses_and_numbers_of_a_partnership_an_agency_and_a_body_are_cleaned(
    editing: Client, partnership: Partnership
) -> None:
    agency = AgencyFactory(of=partnership)
    for viewset, record in ((PartnershipViewSet(), partnership), (AgencyViewSet(), agency)):
        said = {name: value for name, value in model_to_dict(record).items() if value is not None}
        said |= {"contact_email": PASTED, "contact_phone": "01632\u2013960\u00a0001\u200e"}
        if viewset.model is Agency:
            said["partnerships"] = [partnership.pk]
        address = reverse(viewset.get_url_name("edit"), args=[record.pk])
        editing.post(address, said | sent_unseen(editing.get(address).content.decode()))
        record.refresh_from_db()
        assert record.contact_email == CLEAN
    assert partnership.contact_phone == "01632-960 001"
    CaseFactory(partnership=partnership)
    said = {"partnership": partnership.pk, "body": "ofsted", "email": PASTED, "copies": "attachment"}
    editing.post(reverse(BodyAddressViewSet().get_url_name("add")), said)
    assert BodyAddress.objects.get().email == CLEAN
