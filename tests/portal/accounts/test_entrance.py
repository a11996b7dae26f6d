"""Sign-in pages say why one is there, wear the partnership's colours, and name whom to ask; they tell of no case."""

import re

import pytest
from django.test import Client

from forms.models.form_page import FormPage
from portal.site.pages import FormsIndexPage
from tests.factories.case import CaseFactory
from tests.portal.conftest import PASSWORD, person, with_totp
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def refer(partnership: Partnership) -> FormPage:
    index = FormsIndexPage.objects.descendant_of(partnership.home).get()
    return index.add_child(instance=FormPage(title="Refer a case", slug="refer", handler="open_case"))


def login_page(then: str) -> str:
    return Client().get("/accounts/login/", {"next": then}).content.decode()


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found
    return found[1]


def brand_of(page: str) -> str:
    found = re.search(r"/brand/([a-z]+)\.css", page)
    return found[1] if found else ""


def test_the_start_of_a_form_says_what_is_sent_to_whom(refer: FormPage, other_partnership: Partnership) -> None:
    page = login_page("/north/forms/refer/?about=1")
    assert heading(page) == "Sign in to send ‘Refer a case’ to North Partnership"
    assert brand_of(page) == "north"
    assert "office@north.example" in page
    assert "office@south.example" not in page


def test_a_form_that_is_not_live_is_not_named(refer: FormPage) -> None:
    FormPage.objects.filter(pk=refer.pk).update(live=False)
    page = login_page("/north/forms/refer/")
    assert (heading(page), brand_of(page)) == ("Sign in", "north")


def test_a_form_behind_a_restriction_is_not_named(refer: FormPage) -> None:
    refer.get_parent().view_restrictions.create(restriction_type="login")
    assert heading(login_page("/north/forms/refer/")) == "Sign in"


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ("/desk/", "Sign in to the case desk"),
        ("/my/", "Sign in to see your work"),
        ("/forms/00000000-0000-4000-8000-000000000000/", "Sign in to go on with your form"),
        ("/admin/pages/", "Sign in to edit the site"),
        ("/north/when/", "Sign in"),
        ("//evil.example/desk/", "Sign in"),
        ("https://evil.example/desk/", "Sign in"),
        ("", "Sign in"),
    ],
)
def test_it_says_why_one_is_there(partnership: Partnership, then: str, why: str) -> None:
    assert heading(login_page(then)) == why


@pytest.mark.parametrize("place", ["/desk/cases/{}/", "/desk/{}/", "/my/{}/"])
def test_a_case_that_exists_and_one_that_does_not_get_the_same_page(partnership: Partnership, place: str) -> None:
    CaseFactory(partnership=partnership, reference="NORT-2026-0001")
    pages = []
    for reference in ("NORT-2026-0001", "NORT-2026-0002"):
        page = login_page(place.format(reference))
        pages.append(re.sub(r'value="[^"]{40,}"|nonce="[^"]+"', "", page).replace(reference, "X"))
    assert pages[0] == pages[1]
    assert brand_of(pages[0]) == "north"


def test_the_second_step_keeps_reason_and_colours(client: Client, refer: FormPage) -> None:
    user = with_totp(person(Role.OFFICER, Partnership.objects.get(slug="north")))
    given = {"login": user.email, "password": PASSWORD, "next": "/north/forms/refer/"}
    page = client.post("/accounts/login/", given, follow=True).content.decode()
    assert heading(page) == "Your second step"
    assert "Sign in to send ‘Refer a case’ to North Partnership" in page
    assert brand_of(page) == "north"


def test_the_e_mailed_code_keeps_reason_and_colours(client: Client, refer: FormPage) -> None:
    user = person(Role.SUBMITTER)
    asked = {"email": user.email, "next": "/north/forms/refer/"}
    page = client.post("/accounts/login/code/", asked, follow=True).content.decode()
    assert heading(page) == "Enter your sign-in code"
    assert "Sign in to send ‘Refer a case’ to North Partnership" in page
    assert brand_of(page) == "north"


def test_without_a_partnership_every_office_is_listed(partnership: Partnership, other_partnership: Partnership) -> None:
    page = login_page("")
    assert "office@north.example" in page
    assert "office@south.example" in page


def test_somebody_signed_in_is_not_asked_to_sign_in_on_their_account_page(
    client: Client, partnership: Partnership
) -> None:
    client.force_login(person(Role.SUBMITTER))
    page = client.get("/accounts/2fa/", {"next": "/north/when/"}).content.decode()
    assert brand_of(page) == ""
