"""Somebody whose role is ended on the people pages has nothing from the very next request on, in any browser."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forms import present, uploads
from forms.filling.starting import begin
from portal.accounts.cms_groups import ensure_groups
from tests.factories.party import AgencyFactory, PartnershipFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.portal.accounts.people.scene import give
from tests.portal.conftest import person
from tests.workflow.desk.scene import signed_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def ended_by(office: User, user: User) -> None:
    """The office says on the people pages that this person has left."""
    browser, url = signed_in(office), reverse("people:left", args=[user.pk])
    seen = re.search(r'name="based_on"\s+value="(\d+)"', browser.get(url).content.decode())
    assert seen
    assert browser.post(url, {"reason": "Left.", "based_on": seen.group(1)}).status_code == 302


def answers(browser: Client, addresses: list[str]) -> set[Any]:
    """The statuses; of a redirect to signing in, its page."""
    found = [browser.get(url) for url in addresses]
    return {one.headers["Location"].partition("?")[0] if one.status_code == 302 else one.status_code for one in found}


@pytest.fixture
def agency(partnership: Partnership) -> Any:
    return AgencyFactory(of=partnership)


@pytest.fixture
def submitter(agency: Any) -> User:
    return person(Role.SUBMITTER, agency)


@pytest.fixture
def addresses(submitter: User, partnership: Partnership) -> list[str]:
    """What the submitter has: a draft with a file, a sent form with its receipt and copy."""
    form = form_page("open_case", partnership)
    draft = begin(form, user=submitter, subject="", token=uuid.uuid4(), now=present.now())
    file = uploads.inspect(SimpleUploadedFile("note.txt", b"What happened.", "text/plain"))
    attachment = uploads.attach(draft, uploads.ALONG, file, now=present.now())
    traits = {"handler": "open_case", "partnership": partnership, "written_for": draft.written_for}
    sent = SubmissionFactory(owner=submitter, **traits)
    return [
        draft.get_absolute_url(),
        reverse("forms:check", args=[draft.pk]),
        reverse("forms:attachment", args=[draft.pk, attachment.pk]),
        sent.receipt_url,
        reverse("forms:receipt_pdf", args=[sent.pk]),
        sent.get_absolute_url(),
        reverse("forms:copy_pdf", args=[sent.pk]),
    ]


def test_both_browsers_of_an_agency_s_person_are_out(
    partnership: Partnership, agency: Any, submitter: User, addresses: list[str]
) -> None:
    addresses += [reverse("workspace:home")]
    at_work, at_home = signed_in(submitter), signed_in(submitter)
    assert answers(at_work, addresses) == answers(at_home, addresses) == {200}

    ended_by(person(Role.LEAD, agency), submitter)

    assert answers(at_work, addresses) == answers(at_home, addresses) == {"/accounts/login/"}
    # An autosave that was on its way writes nothing any more.
    assert at_work.post(f"{addresses[0]}send/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("another", [Role.SUBMITTER, Role.OFFICER, Role.CONTENT_EDITOR, Role.REVIEWER])
def test_what_was_written_for_the_agency_is_not_there_for_the_same_person_in_another_role(
    partnership: Partnership,
    other_partnership: Partnership,
    agency: Any,
    submitter: User,
    addresses: list[str],
    another: Role,
) -> None:
    ended_by(person(Role.LEAD, agency), submitter)
    assert answers(signed_in(submitter), addresses) == {404}

    elsewhere = PartnershipFactory(slug="west")
    give(submitter, another, AgencyFactory(of=partnership) if another == Role.SUBMITTER else elsewhere)

    assert answers(signed_in(submitter), addresses) == {404}


@pytest.mark.parametrize("role", [Role.CONTENT_EDITOR, Role.PUBLISHER, Role.REVIEWER])
def test_the_groups_of_the_cms_go_with_the_role(partnership: Partnership, role: Role) -> None:
    editor = person()
    ensure_groups(partnership)
    give(editor, role, partnership)
    assert editor.groups.exists()
    pages = ["/admin/", "/admin/choose-page/"]
    at_work, at_home = signed_in(editor), signed_in(editor)
    assert answers(at_work, pages) == answers(at_home, pages) == {200}

    ended_by(person(Role.ADMINISTRATOR), editor)

    assert answers(at_work, pages) == answers(at_home, pages) == {"/accounts/login/"}
    assert not editor.groups.exists()
    assert answers(signed_in(editor), pages) == {"/accounts/login/"}
    # Back in a role without the CMS, the way into it stays closed.
    give(editor, Role.AUDITOR, partnership)
    assert not User.objects.get(pk=editor.pk).has_perm("wagtailadmin.access_admin")
