"""A partnership that is added has everything it needs to work, and nothing of it is made where something is wrong."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Site

from forms import present
from forms.editor.transfer.form_file import written
from forms.editor.transfer.pages import content_of
from forms.models.form_page import FormPage
from portal.site.pages import PortalHomePage
from portal.start import tree
from portal.start.partnership.adding import add, wanted_people
from portal.start.partnership.questions import NewPartnershipForm
from tests.portal.conftest import person, sign_in
from workflow.notices.notice import BodyAddress
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Actor, Role, Seat
from workflow.procedures import load_shipped

pytestmark = pytest.mark.django_db

EAST = {
    "name": "East Safeguarding Children Partnership",
    "code": "ESCP",
    "local_authority_name": "East Council",
    "council_email": "requests@council.example",
    "contact_email": "office@east.example",
    "forms_from": "shipped",
    "brand_colour": "",
}


@pytest.fixture(scope="module", autouse=True)
def procedure(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made once for this file, and taken back: each test's own transaction lies inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped(now=present.now())
        tree.make_shared()
        yield
        transaction.set_rollback(True)


def form(files: Any = None, **changed: str) -> NewPartnershipForm:
    return NewPartnershipForm({**EAST, **changed}, {"form_files": files or []})


def added(files: Any = None, **changed: str) -> Partnership:
    told = form(files, **changed)
    assert told.is_valid(), told.errors
    return add(told.cleaned_data, by=Actor(None), now=present.now())


def live_forms(partnership: Partnership) -> dict[str, FormPage]:
    assert partnership.home is not None
    return {page.slug: page for page in FormPage.objects.live().descendant_of(partnership.home)}


def test_it_has_pages_forms_a_council_and_addresses(client: Client) -> None:
    east = added(body_panel="panel@national.example", coordinator_title="Lead Officer")
    assert east.slug == "east-safeguarding-children-partnership"
    of_cases = {"referral", "notification", "rapid-review", "agency-return", "rapid-review-audit"}
    assert set(live_forms(east)) == {*of_cases, "ask-for-a-report"}
    council = Agency.objects.get(notifies_for=east)
    assert (council.name, council.contact_email) == ("East Council: children’s social care", "requests@council.example")
    rows = BodyAddress.objects.values_list("body", "email", "waits")
    assert list(rows) == [("panel", "panel@national.example", False)], "the operator vouches for it"
    page = client.get(f"/{east.slug}/").content.decode()
    assert "East Safeguarding Children Partnership" in page
    assert "demonstration" not in page
    assert client.get(f"/{east.slug}/forms/referral/").status_code == 200
    assert "Lead Officer" in client.get(f"/{east.slug}/guidance/after-you-refer/").content.decode()


def test_an_address_that_an_administrator_names_waits_for_the_office(client: Client) -> None:
    chief = person(Role.ADMINISTRATOR)
    told = form(body_panel="panel@national.example")
    assert told.is_valid(), told.errors
    east = add(told.cleaned_data, by=Actor.of(chief), now=present.now())
    assert BodyAddress.objects.get().waits
    sign_in(client, chief)
    page = client.get(f"/partnerships/{east.slug}/added/").content.decode()
    assert "when an officer or decision maker of it has confirmed them" in page


def test_its_forms_are_copies_of_another_partnerships(client: Client) -> None:
    east = added()
    page = live_forms(east)["referral"]
    page.title = "Refer to us"
    page.save_revision().publish()
    west = added(
        name="West",
        code="WSCP",
        local_authority_name="West Council",
        contact_email="o@west.example",
        forms_from=str(east.pk),
    )
    assert live_forms(west)["referral"].title == "Refer to us"
    assert set(live_forms(west)) == set(live_forms(east))


def test_a_form_file_replaces_the_form_with_its_address(client: Client) -> None:
    content = content_of(live_forms(added())["referral"])
    content["title"] = "Refer from a file"
    file = SimpleUploadedFile("referral.json", written(content).encode())
    west = added([file], name="West", code="WSCP", local_authority_name="West Council", contact_email="o@west.example")
    assert live_forms(west)["referral"].title == "Refer from a file"
    assert len(live_forms(west)) == 6


def test_a_file_that_is_no_form_is_refused_with_its_line() -> None:
    told = form([SimpleUploadedFile("notes.json", json.dumps({"kind": "notes"}).encode())])
    assert "notes.json: Line 1" in told.errors["form_files"][0]
    assert not Partnership.objects.exists()


def test_its_own_host_name_leads_to_its_pages(client: Client) -> None:
    east = added(hostname="Reviews.East.example")
    assert Site.objects.get(hostname="reviews.east.example").root_page_id == east.home_id
    page = client.get("/", headers={"host": "reviews.east.example"}).content.decode()
    assert "East Safeguarding Children Partnership" in page
    # What all partnerships share is linked from its foot too.
    assert "Privacy" in page


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": ""}, "name", "Enter the name of the partnership."),
        ({"code": "E1"}, "code", "Use two to eight capital letters."),
        ({"brand_colour": "teal"}, "brand_colour", "Write the colour as # and six digits, like #1d4f5c."),
        ({"hostname": "not a host"}, "hostname", "Enter a host name, like reviews.example.org."),
        ({"slug": "reports"}, "slug", "There is a page at /reports/ already. Choose another word."),
        ({"slug": "admin"}, "slug", "The portal itself uses /admin/. Choose another word."),
        ({"slug": "People"}, "slug", "The portal itself uses /people/. Choose another word."),
        ({"slug": "static"}, "slug", "The portal itself uses /static/. Choose another word."),
        ({"name": "伙伴"}, "slug", "Enter a word of small letters, digits and hyphens"),
        ({"hostname": "-.-"}, "hostname", "Enter a host name, like reviews.example.org."),
        ({"hostname": f"{'b' * 64}.example"}, "hostname", "Enter a host name, like reviews.example.org."),
        ({"council_email": "council"}, "council_email", "Enter an e-mail address, like"),
        ({"officer": "olive@east.example"}, "officer", "Enter the name, and the e-mail address in angle brackets"),
        ({"forms_from": "99"}, "forms_from", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_question(changed: dict[str, str], field: str, said: str) -> None:
    assert said in form(**changed).errors[field][0]


def test_the_same_person_is_not_named_as_both_officers() -> None:
    told = form(officer="Olive <olive@east.example>", second_officer="Olive <Olive@east.example>")
    assert "address of the first officer" in told.errors["second_officer"][0]


def test_a_name_with_signs_of_its_own_is_text_everywhere(client: Client) -> None:
    """Signs of HTML, and a line end as it may stand in a file."""
    east = added(name="East <i>& West</i>\n$100", slug="east")
    assert east.name == "East <i>& West</i> $100"
    for path in ("", "guidance/after-you-refer/"):
        page = client.get(f"/east/{path}").content.decode()
        assert "East &lt;i&gt;&amp; West&lt;/i&gt; $100" in page
        assert "<i>" not in page


def test_an_administrator_is_not_the_officer_of_what_they_add(client: Client) -> None:
    """The refusal stands at the question, what was typed stays, and nothing was made."""
    user = person(Role.ADMINISTRATOR, first_name="Ada")
    sign_in(client, user)
    answer = client.post("/partnerships/add/", {**EAST, "officer": f"Ada <{user.email}>"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#officer"' in page
    assert "You cannot give a role to yourself" in page
    assert EAST["contact_email"] in page
    assert not Partnership.objects.exists()


def test_what_is_taken_is_said() -> None:
    added()
    told = form()
    assert {"name", "code", "local_authority_name"} <= set(told.errors)


def test_its_first_people_are_named_with_their_roles() -> None:
    told = form(officer="Olive Example <olive@east.example>", seat_police="Pia Example <pia@police.example>")
    assert told.is_valid(), told.errors
    wanted = wanted_people(told.cleaned_data, add(told.cleaned_data, by=Actor(None), now=present.now()))
    assert [(one.name, one.email, one.place.role, one.place.seat) for one in wanted] == [
        ("Olive Example", "olive@east.example", Role.OFFICER, ""),
        ("Pia Example", "pia@police.example", Role.DECISION_MAKER, Seat.POLICE),
    ]


def test_the_portals_home_is_made_once() -> None:
    tree.make_shared()
    assert PortalHomePage.objects.count() == 1
