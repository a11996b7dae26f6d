"""What is written of a report before it is published lies in no table, index or log; it is there for its writers."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Comment, Page, PageLogEntry, Revision
from wagtail.search.backends import get_search_backend

from forms.vault import DataKey, VaultError
from portal.accounts.cms_groups import ensure_groups
from portal.reports import sealing
from portal.reports.closing import close_open
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from portal.reports.publishing import PageReportDesk
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.publication import PublicationFactory
from tests.factories.review import ReviewFactory
from tests.portal.conftest import library, person, person_of_all_work, sign_in
from tests.portal.reports.test_lock import form_of
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Actor, Role
from workflow.report_seam import report_desk

pytestmark = pytest.mark.django_db

CANARY = "Kingfisher"
WORDS = {
    "title": f"{CANARY} report",
    "summary": f"{CANARY} in brief.",
    "slug": f"{CANARY.lower()}-child",
    "search_description": f"{CANARY} for search engines",
}


@pytest.fixture
def review(partnership: Partnership) -> Any:
    made = ReviewFactory(case=CaseFactory(partnership=partnership), drafting=True)
    report_desk().draft(made, by=Actor.of(person(Role.OFFICER, partnership)), now=MONDAY)
    return made


@pytest.fixture
def writer(client: Client, partnership: Partnership) -> Client:
    return sign_in(client, person(Role.OFFICER, partnership))


def page_of(review: Any) -> ReviewReportPage:
    return ReviewReportPage.objects.get(review_id=review.pk)


def everything_stored() -> bytes:
    """Every byte of the database, indexes included."""
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        rows = []
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608 - our own tables
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows).encode()


@contextmanager
def written() -> Iterator[list[str]]:
    """What is sent to the database to be written: whatever passes here lies in its journal, too."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith("SELECT"):
            seen.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def write_by_the_cms(client: Client, page: ReviewReportPage) -> list[str]:
    newest = page.get_latest_revision_as_object()
    with written() as sent:
        answer = client.post(f"/admin/pages/{page.pk}/edit/", form_of(newest, **WORDS))
        assert answer.status_code == 302
    return sent


def test_a_draft_lies_in_no_table_and_no_journal(writer: Client, review: Any, caplog: pytest.LogCaptureFixture) -> None:
    page = page_of(review)
    caplog.set_level(logging.DEBUG)
    sent = write_by_the_cms(writer, page)

    for spelling in (CANARY, CANARY.lower(), CANARY.casefold()[:8]):
        assert spelling.encode() not in everything_stored()
        assert [one for one in sent if spelling in one] == []
    assert CANARY not in caplog.text
    assert page_of(review).get_latest_revision_as_object().title == WORDS["title"]
    assert WORDS["summary"] in writer.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert not Comment.objects.exists()


def test_nobody_guesses_it_by_the_search_of_the_cms(writer: Client, review: Any, partnership: Partnership) -> None:
    write_by_the_cms(writer, page_of(review))
    other = sign_in(Client(), person(Role.CONTENT_EDITOR, partnership))
    for found in (get_search_backend().search(CANARY, Page), get_search_backend().autocomplete(CANARY[:5], Page)):
        assert list(found) == []
    for address in (
        "/admin/pages/search/results/?q=Kingfisher",
        "/admin/choose-page/search/?q=Kingfisher",
        "/admin/api/main/pages/?search=Kingfisher",
        "/admin/reports/site-history/",
        "/admin/reports/page-types-usage/",
    ):
        assert WORDS["title"] not in other.get(address).content.decode(), address


def test_published_it_is_in_clear_and_outlives_its_case(writer: Client, review: Any, clock: Any) -> None:
    write_by_the_cms(writer, page_of(review))
    publication = PublicationFactory(review=review)
    PageReportDesk().publish(publication, by=Actor.of(person()), now=MONDAY)
    page = page_of(review)
    page.summary = "A later draft that nobody published."
    page.save_revision()
    DataKey.objects.filter(pk=review.case.data_key_id).update(wrapped=None, destroyed_at=MONDAY)

    page = page_of(review)
    assert (page.title, page.live) == (WORDS["title"], True)
    assert page.live_revision.as_object().summary == WORDS["summary"]
    # The draft went with its case: what the public reads is what is left.
    assert page.get_latest_revision_as_object().summary == WORDS["summary"]
    page.summary = "A correction after the erasure."
    page.save_revision()
    assert page_of(review).get_latest_revision_as_object().summary == "A correction after the erasure."
    assert b"after the erasure" not in everything_stored()


def test_only_the_improvements_are_public_and_the_rest_stays_sealed(review: Any) -> None:
    page = page_of(review).get_latest_revision_as_object()
    page.analysis, page.improvements = f"<p>{CANARY} analysis.</p>", "<p>Share more.</p>"
    page.save_revision()
    PageReportDesk().improvements_only(PublicationFactory(review=review), by=Actor.of(person()), now=MONDAY)
    assert CANARY.encode() not in everything_stored()
    assert page_of(review).get_latest_revision_as_object().analysis == f"<p>{CANARY} analysis.</p>"


def test_what_is_taken_down_leaves_the_search(published: Callable[..., ReviewReportPage]) -> None:
    page = published(title=f"{CANARY} published")
    assert list(get_search_backend().search(CANARY, ReviewReportPage)) == [page]
    with moved_by_machine():
        page.unpublish()
    assert list(get_search_backend().search(CANARY, ReviewReportPage)) == []


def test_a_draft_of_another_page_does_not_open_here(review: Any, partnership: Partnership) -> None:
    other = ReviewFactory(case=CaseFactory(partnership=partnership), drafting=True)
    report_desk().draft(other, by=Actor.of(person(Role.OFFICER, partnership)), now=MONDAY)
    theirs = page_of(other).latest_revision.content
    Revision.objects.filter(pk=page_of(review).latest_revision_id).update(content=theirs)
    with pytest.raises(VaultError):
        page_of(review).get_latest_revision_as_object()


def test_drafts_of_an_earlier_release_are_sealed_by_the_worker(
    review: Any, partnership: Partnership, published: Callable[..., ReviewReportPage], clock: Any
) -> None:
    kept = published(title="As published")
    page = page_of(review)
    typed = page.get_latest_revision_as_object()
    for name, text in WORDS.items():
        setattr(typed, name, text)
    content = typed.serializable_data()
    assert not sealing.is_sealed(content)
    Revision.objects.filter(pk=page.latest_revision_id).update(content=content, object_str=WORDS["title"])
    ReviewReportPage.objects.filter(pk=page.pk).update(
        **WORDS, draft_title=WORDS["title"], url_path=f"/x/{WORDS['slug']}/"
    )
    PageLogEntry.objects.log_action(page_of(review), "wagtail.edit", title=WORDS["title"])
    get_search_backend().add(page_of(review))
    writer = person(Role.OFFICER, partnership)
    Comment.objects.create(page_id=page.pk, user=writer, text=CANARY, contentpath="summary")
    before = Revision.objects.get(pk=kept.live_revision_id).content
    assert CANARY.encode() in everything_stored()

    assert close_open(MONDAY) == 1
    assert close_open(MONDAY + timedelta(minutes=1)) == 0

    now = page_of(review)
    assert now.title == now.draft_title == f"Review {review.case.reference}"
    newest = now.get_latest_revision_as_object()
    assert {name: getattr(newest, name) for name in WORDS} == WORDS
    assert Revision.objects.get(pk=kept.live_revision_id).content == before
    assert not any(CANARY in str(row) for table in (Page, Revision, PageLogEntry) for row in table.objects.values())
    assert list(get_search_backend().search(CANARY, Page)) == []
    assert not Comment.objects.exists()


@pytest.mark.parametrize("above", ["reports", "north", "portal", "report-1"])
def test_no_editor_hides_or_locks_what_is_published(
    client: Client, partnership: Partnership, published: Callable[..., ReviewReportPage], above: str
) -> None:
    published()
    user = person_of_all_work(partnership)
    Membership.objects.create(user=user, role=Role.PUBLISHER, partnership=partnership)
    ensure_groups(partnership)
    staff = sign_in(client, user)
    page = Page.objects.get(slug=above)
    staff.post(f"/admin/pages/{page.pk}/privacy/", {"restriction_type": "login"})
    if above in ("reports", "report-1"):
        staff.post(f"/admin/pages/{page.pk}/lock/", {})
    page.refresh_from_db()
    assert not page.view_restrictions.exists()
    assert not page.locked


def test_other_pages_are_hidden_as_ever(client: Client, partnership: Partnership) -> None:
    staff = sign_in(client, person_of_all_work(partnership))
    page = Page.objects.get(slug="when")
    staff.post(f"/admin/pages/{page.pk}/privacy/", {"restriction_type": "login"})
    assert page.view_restrictions.exists()
    assert library(partnership).view_restrictions.count() == 0
