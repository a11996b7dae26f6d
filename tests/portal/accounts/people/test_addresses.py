"""Where letters go that say what a case is about: set by whoever reads no case, confirmed by somebody who does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.people import addresses
from portal.cms.body_addresses import BodyAddressViewSet
from portal.cms.parties import AgencyViewSet
from tests.factories.case import CaseFactory
from tests.factories.party import OutsideBodyFactory
from tests.portal.accounts.people.scene import NOW, holder, posted
from tests.portal.conftest import person, sign_in
from workflow import notices
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.machines.case.machine import Case
from workflow.notices.agencies import mailbox
from workflow.notices.notice import BodyAddress
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OFSTED = "letters@ofsted.example"


@pytest.fixture
def case(partnership: Partnership) -> Case:
    return CaseFactory(partnership=partnership)


@pytest.fixture
def chief(client: Client, case: Case) -> Client:
    return sign_in(client, person(Role.ADMINISTRATOR))


def used(case: Case) -> str:
    return notices.bodies(case, ["ofsted"])[0].email


def set_ofsted(chief: Client, case: Case, email: str = OFSTED) -> BodyAddress:
    there = BodyAddress.objects.filter(body="ofsted").first()
    name, place = ("edit", [there.pk]) if there else ("add", [])
    url = reverse(BodyAddressViewSet().get_url_name(name), args=place)
    drawn = chief.get(url).context["form"]["based_on"].value() or ""
    said = {"partnership": case.partnership_id, "body": "ofsted", "email": email, "copies": "download"}
    chief.post(url, {**said, "based_on": drawn})
    return BodyAddress.objects.get(body="ofsted")


def test_an_administrator_alone_sends_no_letter_anywhere(chief: Client, case: Case, partnership: Partnership) -> None:
    row = set_ofsted(chief, case)
    assert (row.waits, used(case)) == (True, "")
    assert OFSTED in str(posted()[-1].body)
    assert posted()[-1].to == [partnership.contact_email]
    path = reverse("people:answer_address", args=["national", row.pk])
    assert chief.get(path).status_code == 404

    officer = sign_in(Client(), person(Role.OFFICER, partnership))
    assert path in officer.get(reverse("people:waiting")).content.decode()
    assert OFSTED in officer.get(path).content.decode()
    assert officer.post(path, {"answer": "no", "based_on": OFSTED}).status_code == 302
    assert used(case) == ""
    assert officer.post(path, {"answer": "yes", "based_on": OFSTED}).status_code == 302
    assert used(case) == OFSTED
    assert set(Event.objects.filter(machine="partnership").values_list("kind", flat=True)) == {
        "partnership.address_set",
        "partnership.address_confirmed",
    }
    set_ofsted(chief, case, "me@elsewhere.example")
    assert used(case) == ""


def test_what_was_changed_after_it_was_shown_is_not_confirmed(chief: Client, case: Case) -> None:
    row = set_ofsted(chief, case)
    set_ofsted(chief, case, "me@elsewhere.example")
    with pytest.raises(Refused, match="changed or confirmed meanwhile"):
        addresses.confirm(row, seen=OFSTED, by=holder(Role.OFFICER, case.partnership), now=NOW)


@pytest.mark.parametrize("role", [Role.GROUP, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_confirms_one(case: Case, role: Role) -> None:
    row = BodyAddress.objects.create(partnership=case.partnership, body="ofsted", email=OFSTED, waits=True)
    by = holder(role, None if role == Role.ADMINISTRATOR else case.partnership)
    with pytest.raises(Refused, match="An officer or decision maker of the partnership"):
        addresses.confirm(row, seen=OFSTED, by=by, now=NOW)


def test_an_officer_of_another_area_finds_none(case: Case, other_partnership: Partnership) -> None:
    row = BodyAddress.objects.create(partnership=case.partnership, body="ofsted", email=OFSTED, waits=True)
    officer = sign_in(Client(), person(Role.OFFICER, other_partnership))
    assert officer.get(reverse("people:answer_address", args=["national", row.pk])).status_code == 404
    with pytest.raises(Refused):
        addresses.confirm(row, seen=OFSTED, by=holder(Role.OFFICER, other_partnership), now=NOW)


def test_the_address_of_a_body_of_another_area_waits_too(chief: Client, partnership: Partnership) -> None:
    body = OutsideBodyFactory(outside_for=partnership, contact_email="old@far.example")
    url = reverse(AgencyViewSet().get_url_name("edit"), args=[body.pk])
    said: dict[str, Any] = {"name": body.name, "kind": body.kind, "outside_for": partnership.pk}
    drawn = chief.get(url).context["form"]["based_on"].value()
    chief.post(url, {**said, "contact_email": "me@elsewhere.example", "based_on": drawn})
    changed = Agency.objects.get(pk=body.pk)
    assert (changed.contact_email, mailbox(changed).email) == ("me@elsewhere.example", "")
    addresses.confirm(changed, seen="me@elsewhere.example", by=holder(Role.DECISION_MAKER, partnership), now=NOW)
    assert mailbox(Agency.objects.get(pk=body.pk)).email == "me@elsewhere.example"
