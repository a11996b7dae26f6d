"""Who reads a report draft: who reads its case; in the CMS who writes it; a publisher once it is cleared."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.reports.pages import ReviewReportPage
from tests.factories.assignment import assigned
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.publication import PublicationFactory
from tests.factories.review import ReviewFactory
from tests.portal.conftest import library, person, sign_in
from workflow.models import Publication
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role
from workflow.report_seam import report_desk

pytestmark = pytest.mark.django_db

TEXT = "What nobody may read yet."
STATES = [state for state, _ in Publication.STATES]
READ = {"cleared", "advance_copy_sent", "published", "improvements_only", "on_request"}


@pytest.fixture
def reviewer(partnership: Partnership) -> Any:
    return person(Role.REVIEWER, partnership)


@pytest.fixture
def review(partnership: Partnership, reviewer: Any) -> Any:
    """A review with its reviewer, and a draft of its report."""
    made = ReviewFactory(case=CaseFactory(partnership=partnership), drafting=True, reviewer_account=reviewer)
    report_desk().draft(made, by=Actor.of(reviewer), now=MONDAY)
    page = page_of(made).get_latest_revision_as_object()
    page.summary = TEXT
    page.save_revision(user=reviewer)
    return made


def page_of(review: Any) -> ReviewReportPage:
    return ReviewReportPage.objects.get(review_id=review.pk)


def preview(client: Client, review: Any) -> int:
    response = client.get(reverse("report_draft", args=[review.pk]))
    assert (TEXT in response.content.decode()) == (response.status_code == 200)
    return response.status_code


def in_cms(client: Client, review: Any) -> tuple[bool, bool, bool]:
    """Whether the draft can be edited, stands wherever the CMS lists pages, and where a page is chosen."""
    page = page_of(review)
    edit = client.get(f"/admin/pages/{page.pk}/edit/")
    explorer = client.get(f"/admin/pages/{page.get_parent().pk}/").content.decode()
    chooser = client.get(f"/admin/choose-page/{page.get_parent().pk}/").content.decode()
    address = f"/admin/pages/{page.pk}/"
    is_listed = address in explorer
    for listing in ("/admin/pages/search/", "/admin/pages/search/results/", "/admin/api/main/pages/"):
        assert (page.title in client.get(listing).content.decode()) is is_listed
    assert (client.get(f"/admin/api/main/pages/{page.pk}/").status_code == 200) is is_listed
    return edit.status_code == 200, is_listed, page.title in chooser


def test_the_appointed_reviewer_writes(client: Client, review: Any, reviewer: Any) -> None:
    sign_in(client, reviewer)
    assert preview(client, review) == 200
    assert in_cms(client, review) == (True, True, True)


def test_a_reviewer_of_another_review_does_not_know_of_it(
    client: Client, review: Any, partnership: Partnership
) -> None:
    other = person(Role.REVIEWER, partnership)
    ReviewFactory(case=CaseFactory(partnership=partnership), drafting=True, reviewer_account=other)
    sign_in(client, other)
    assert preview(client, review) == 404
    assert in_cms(client, review) == (False, False, False)
    for part in ("view_draft", "history", "revisions"):
        assert TEXT not in client.get(f"/admin/pages/{page_of(review).pk}/{part}/").content.decode()


def test_a_reviewer_whom_the_office_assigned_writes_too(client: Client, review: Any, partnership: Partnership) -> None:
    second = person(Role.REVIEWER, partnership)
    assigned(review.case, Actor.of(second))
    sign_in(client, second)
    assert preview(client, review) == 200
    assert in_cms(client, review) == (True, True, True)


def test_a_review_that_was_stopped_is_nobodys(client: Client, review: Any, reviewer: Any) -> None:
    type(review).objects.filter(pk=review.pk).update(reviewer_account=None)
    sign_in(client, reviewer)
    assert preview(client, review) == 404
    assert in_cms(client, review) == (False, False, False)


@pytest.mark.parametrize(("is_assigned", "status"), [(True, 200), (False, 404)])
def test_a_scrutineer_reads_the_preview_when_assigned(
    client: Client, review: Any, partnership: Partnership, is_assigned: bool, status: int
) -> None:
    scrutineer = person(Role.SCRUTINEER, partnership)
    if is_assigned:
        assigned(review.case, Actor.of(scrutineer))
    sign_in(client, scrutineer)
    assert preview(client, review) == status


@pytest.mark.parametrize("role", [Role.CONTENT_EDITOR, Role.PUBLISHER])
def test_the_cms_does_not_list_a_draft_for_who_does_not_write_it(
    client: Client, review: Any, partnership: Partnership, role: Role
) -> None:
    sign_in(client, person(role, partnership))
    assert preview(client, review) == 404
    assert in_cms(client, review) == (False, False, False)


def test_nor_for_who_may_everything_else(client: Client, review: Any) -> None:
    sign_in(client, person(Role.ADMINISTRATOR))
    assert preview(client, review) == 404
    assert in_cms(client, review) == (False, False, False)


@pytest.mark.duty("D36")
@pytest.mark.parametrize("state", STATES)
def test_a_publisher_reads_it_from_its_clearance_on(
    client: Client, review: Any, partnership: Partnership, state: str
) -> None:
    PublicationFactory(review=review, **({} if state == "planned" else {state: True}))
    sign_in(client, person(Role.PUBLISHER, partnership))
    assert (preview(client, review) == 200) is (state in READ)
    assert in_cms(client, review) == (False, state in READ, state in READ)


@pytest.mark.duty("D36")
def test_until_then_the_list_of_publications_does_not_tell_its_title(
    client: Client, review: Any, partnership: Partnership
) -> None:
    title = page_of(review).title
    publication = PublicationFactory(review=review)
    sign_in(client, person(Role.PUBLISHER, partnership))
    text = client.get("/desk/publications/").content.decode()
    assert "Report that is not cleared yet" in text
    assert title not in text
    assert reverse("report_draft", args=[review.pk]) not in text
    publication.delete()
    PublicationFactory(review=review, cleared=True)
    text = client.get("/desk/publications/").content.decode()
    assert title in text
    assert reverse("report_draft", args=[review.pk]) in text


def test_a_publisher_of_another_partnership_never(client: Client, review: Any, other_partnership: Partnership) -> None:
    PublicationFactory(review=review, cleared=True)
    sign_in(client, person(Role.PUBLISHER, other_partnership))
    assert preview(client, review) == 404


def test_other_pages_stay_in_the_explorer(client: Client, review: Any, partnership: Partnership) -> None:
    sign_in(client, person(Role.CONTENT_EDITOR, partnership))
    page = library(partnership)
    assert f"/admin/pages/{page.pk}/" in client.get(f"/admin/pages/{page.get_parent().pk}/").content.decode()
