"""Two people on one page of the CMS: both versions are shown, and nothing is written over unseen."""

import html
import re

import pytest
from django.test import Client

from portal.reports.pages import ReviewReportPage
from tests.factories.case import CaseFactory
from tests.portal.conftest import library, person_of_all_work, sign_in
from tests.portal.reports.test_lock import form_of
from workflow.models import BodyAddress
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = pytest.mark.django_db


def who(partnership: Partnership, first: str, last: str) -> User:
    """Somebody who may do most in the CMS."""
    names = {"first_name": first, "last_name": last}
    user = person_of_all_work(partnership, **names)
    # Of the reviewers those of the review write a report; the office does too.
    Membership.objects.create(user=user, role=Role.OFFICER, partnership=partnership)
    return user


@pytest.fixture
def staff(client: Client, partnership: Partnership) -> Client:
    return sign_in(client, who(partnership, "Ann", "Editor"))


@pytest.fixture
def colleague(partnership: Partnership) -> Client:
    return sign_in(Client(), who(partnership, "Asha", "Ali"))


def hidden(client: Client, url: str) -> dict[str, str]:
    """What the page says that it was drawn with."""
    return sent_unseen(client.get(url).content.decode())


def sent_unseen(text: str) -> dict[str, str]:
    inputs = re.findall(r'<input type="hidden" name="(loaded_\w+|based_on)" value="([^"]*)"', text)
    return {name: html.unescape(value) for name, value in inputs}


def test_a_report_page_that_two_people_write_shows_both(
    staff: Client, colleague: Client, partnership: Partnership
) -> None:
    page = ReviewReportPage(title="Draft", slug="draft", live=False, summary="Not out yet.")
    library(partnership).add_child(instance=page)
    page.save_revision()
    url = f"/admin/pages/{page.pk}/edit/"
    seen = hidden(staff, url)
    assert set(seen) == {"loaded_revision_id", "loaded_revision_created_at"}
    colleague.post(url, form_of(page, summary="Theirs is long.", **hidden(colleague, url)))

    answer = staff.post(url, form_of(page, summary="Mine is short.", **seen))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Asha Ali saved a newer version at" in text
    assert "Theirs" in text
    assert "Mine" in text
    latest = ReviewReportPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert latest.summary == "Theirs is long."


def edit(partnership: Partnership) -> str:
    return f"/admin/snippets/workflow/partnership/edit/{partnership.pk}/"


def titles(partnership: Partnership, **changes: str) -> dict[str, str]:
    form = {
        "name": partnership.name,
        "slug": partnership.slug,
        "code": partnership.code,
        "home": str(partnership.home_id),
        "local_authority_name": partnership.local_authority_name,
        "contact_email": partnership.contact_email,
        "brand_colour": partnership.brand_colour,
        "logo": "",
        "contact_phone": "",
    }
    return form | dict.fromkeys(("coordinator_title", "sign_off_group_name", "strategic_body_name"), "") | changes


def test_a_title_that_somebody_else_changed_is_not_written_over(
    staff: Client, colleague: Client, partnership: Partnership
) -> None:
    url = edit(partnership)
    seen = hidden(staff, url)
    assert seen["based_on"]
    theirs = titles(partnership, coordinator_title="Lead Officer", **hidden(colleague, url))
    assert colleague.post(url, theirs).status_code == 302

    answer = staff.post(url, titles(partnership, coordinator_title="Business Manager", **seen))

    text = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Somebody else changed this while you were writing." in text
    assert "it is now “Lead Officer”" in text
    assert 'value="Business Manager"' in text
    partnership.refresh_from_db()
    assert partnership.coordinator_title == "Lead Officer"
    again = titles(partnership, coordinator_title="Business Manager", **sent_unseen(text))
    assert staff.post(url, again).status_code == 302, "whoever saw both decides"


def test_an_address_of_a_body_is_not_written_over(staff: Client, colleague: Client, partnership: Partnership) -> None:
    CaseFactory(partnership=partnership)
    row = BodyAddress.objects.create(partnership=partnership, body="ofsted", email="old@nation.example")
    url = f"/admin/snippets/workflow/bodyaddress/edit/{row.pk}/"
    said = {"partnership": str(partnership.pk), "body": "ofsted", "copies": row.copies}
    seen = hidden(staff, url)
    colleague.post(url, {**said, "email": "theirs@nation.example", **hidden(colleague, url)})
    text = staff.post(url, {**said, "email": "mine@nation.example", **seen}).content.decode()
    assert "theirs@nation.example" in text
    row.refresh_from_db()
    assert row.email == "theirs@nation.example"
