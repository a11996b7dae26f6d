"""The report desk: what the machines may ask of the report page, and what reaches the public."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from portal.reports.pages import ReviewReportPage
from portal.reports.publishing import PageReportDesk
from tests.factories.case import CaseFactory
from tests.factories.party import PartnershipFactory
from tests.factories.publication import PublicationFactory
from tests.factories.review import ReviewFactory
from tests.portal.conftest import person, sign_in
from workflow.engine.step import Refused
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role
from workflow.report_seam import report_desk

pytestmark = pytest.mark.django_db

NOW = timezone.datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Europe/London"))
FULL = {
    "title": "Child Q",
    "summary": "A summary.",
    "improvements": "<p>Share what is known.</p>",
    "analysis": "<p>Thresholds were read differently.</p>",
    "learning": "<p>Ask what life is like for the child.</p>",
    "recommendations": [
        {
            "type": "recommendation",
            "value": {"what": "One chronology", "who": "All", "by_when": "2026-09-30", "outcome": "Seen sooner"},
        }
    ],
}


@pytest.fixture
def review(partnership: Partnership) -> Any:
    return ReviewFactory(case=CaseFactory(partnership=partnership))


@pytest.fixture
def officer(partnership: Partnership) -> Actor:
    return Actor.of(person(Role.OFFICER, partnership))


def page_of(review: Any) -> ReviewReportPage:
    return ReviewReportPage.objects.get(review_id=review.pk)


def write(review: Any, by: Any, **fields: Any) -> None:
    page = page_of(review).get_latest_revision_as_object()
    for name, value in {**FULL, **fields}.items():
        setattr(page, name, value)
    page.save_revision(user=by)


def test_the_desk_is_registered() -> None:
    assert isinstance(report_desk(), PageReportDesk)


@pytest.mark.duty("D28")
def test_a_draft_is_made_once_below_the_partnerships_index(review: Any, officer: Actor) -> None:
    report_desk().draft(review, by=officer, now=NOW)
    report_desk().draft(review, by=officer, now=NOW)
    page = page_of(review)
    assert not page.live
    assert page.get_parent().slug == "reports"
    assert review.case.reference not in page.slug


def test_without_a_report_index_the_refusal_says_what_to_do(officer: Actor) -> None:
    review = ReviewFactory(case=CaseFactory(partnership=PartnershipFactory(slug="bare", home=None)))
    with pytest.raises(Refused, match="Ask a content editor to add one"):
        report_desk().draft(review, by=officer, now=NOW)


@pytest.mark.duty("D31", "D32")
def test_facts_tell_which_parts_the_draft_has(review: Any, officer: Actor) -> None:
    desk = report_desk()
    assert desk.content(review) is None
    desk.draft(review, by=officer, now=NOW)
    empty = desk.content(review)
    assert empty is not None
    assert (empty.has_improvements, empty.has_analysis, empty.recommendations) == (False, False, ())
    write(review, officer.user, analysis="<p> </p>")
    written = desk.content(review)
    assert written is not None
    assert (written.title, written.has_improvements, written.has_analysis) == ("Child Q", True, False)
    only = written.recommendations[0]
    assert (only.what, only.who, only.by_when, only.outcome) == (
        "One chronology",
        "All",
        date(2026, 9, 30),
        "Seen sooner",
    )
    assert written.public_url == ""


@pytest.mark.duty("D33")
def test_authors_are_those_who_wrote_not_who_ordered_the_draft(
    review: Any, officer: Actor, partnership: Partnership
) -> None:
    report_desk().draft(review, by=officer, now=NOW)
    reviewer = person(Role.REVIEWER, partnership)
    write(review, reviewer)
    written = report_desk().content(review)
    assert written is not None
    assert written.author_ids == {reviewer.pk}


def published(review: Any, officer: Actor, how: str = "publish") -> Any:
    publication = PublicationFactory(review=review)
    report_desk().draft(review, by=officer, now=NOW)
    write(review, officer.user)
    getattr(report_desk(), how)(publication, by=officer, now=NOW)
    return publication


@pytest.mark.duty("D34", "D42")
def test_publishing_puts_the_newest_draft_on_the_site(review: Any, officer: Actor, client: Client) -> None:
    published(review, officer)
    page = page_of(review)
    assert page.live
    assert page.published_on == date(2026, 3, 2), "the local date, not that of UTC"
    text = client.get(page.url).content.decode()
    for expected in ("Child Q", "Thresholds were read differently", "One chronology", "30 September 2026"):
        assert expected in text
    written = report_desk().content(review)
    assert written is not None
    assert written.public_url == page.url


@pytest.mark.duty("D37")
def test_improvements_only_leaves_the_rest_off_the_site(review: Any, officer: Actor, client: Client) -> None:
    published(review, officer, "improvements_only")
    page = page_of(review)
    shown = [client.get(page.url), client.get(f"/api/v2/pages/{page.pk}/"), client.get("/north/reports/?q=thresholds")]
    for response in shown:
        assert "Thresholds were read" not in response.content.decode()
        assert "Ask what life is like" not in response.content.decode()
    assert "Share what is known" in shown[0].content.decode()
    assert "The full report is not published" in shown[0].content.decode()


@pytest.mark.duty("D42")
def test_after_its_year_the_page_says_how_to_ask(review: Any, officer: Actor, client: Client) -> None:
    publication = published(review, officer)
    report_desk().move_to_on_request(publication, by=officer, now=NOW)
    page = page_of(review)
    text = client.get(page.url).content.decode()
    assert "available on request" in text
    assert review.case.partnership.contact_email in text
    assert "Thresholds" not in text
    assert "Thresholds" not in client.get(f"/api/v2/pages/{page.pk}/").content.decode()
    assert page.published_on == date(2026, 3, 2)


@pytest.mark.duty("D36")
def test_a_report_is_taken_down_at_once_and_can_come_back(review: Any, officer: Actor, client: Client) -> None:
    publication = published(review, officer)
    url = page_of(review).url
    report_desk().take_down(publication, by=officer, now=NOW, reason="A name was found.")
    assert client.get(url).status_code == 404
    assert page_of(review).get_latest_revision_as_object().analysis == FULL["analysis"]
    report_desk().publish(publication, by=officer, now=NOW)
    assert client.get(url).status_code == 200


@pytest.mark.duty("D33")
def test_nobody_edits_the_text_while_it_lies_with_those_who_approve(
    review: Any, officer: Actor, client: Client
) -> None:
    report_desk().draft(review, by=officer, now=NOW)
    page = page_of(review)
    user = officer.user
    assert page.permissions_for_user(user).can_edit()
    for state in (review.SIGN_OFF, review.SIGNED_OFF):
        type(review)._base_manager.filter(pk=review.pk).update(state=state)
        assert not page.permissions_for_user(user).can_edit()


@pytest.mark.parametrize("role", [Role.GROUP, Role.DECISION_MAKER, Role.OFFICER])
def test_deciders_read_the_draft_without_the_cms(
    review: Any, officer: Actor, client: Client, partnership: Partnership, role: Role
) -> None:
    report_desk().draft(review, by=officer, now=NOW)
    write(review, officer.user)
    written = report_desk().content(review)
    assert written is not None
    assert client.get(written.preview_url).status_code == 404
    sign_in(client, person(role, partnership))
    response = client.get(written.preview_url)
    assert "Thresholds were read differently" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("role", [Role.CONTENT_EDITOR, Role.ADMINISTRATOR, Role.OFFICER])
def test_others_do_not_learn_that_there_is_a_draft(
    review: Any,
    officer: Actor,
    client: Client,
    partnership: Partnership,
    other_partnership: Partnership,
    role: Role,
) -> None:
    report_desk().draft(review, by=officer, now=NOW)
    sign_in(client, person(role, other_partnership if role == Role.OFFICER else partnership))
    assert client.get(f"/report-drafts/{review.pk}/").status_code == 404


@pytest.mark.duty("D42")
def test_what_is_moved_to_on_request_keeps_its_whole_text_and_comes_back(
    review: Any, officer: Actor, client: Client
) -> None:
    publication = published(review, officer)
    before = report_desk().content(review)
    report_desk().move_to_on_request(publication, by=officer, now=NOW)
    assert report_desk().content(review).digest == before.digest  # type: ignore[union-attr]  # the page is there
    report_desk().put_back(publication, None, by=officer, now=NOW)
    assert "Thresholds were read differently" in client.get(page_of(review).url).content.decode()


@pytest.mark.duty("D36")
def test_what_is_put_back_is_the_text_that_was_public_not_the_newest_draft(
    review: Any, officer: Actor, client: Client
) -> None:
    publication = PublicationFactory(review=review)
    report_desk().draft(review, by=officer, now=NOW)
    write(review, officer.user)
    first = report_desk().publish(publication, by=officer, now=NOW)
    report_desk().take_down(publication, by=officer, now=NOW, reason="Looked at.")
    write(review, officer.user, analysis="<p>Another text.</p>")
    again = report_desk().put_back(publication, first.revision_id, by=officer, now=NOW)
    text = client.get(page_of(review).url).content.decode()
    assert "Thresholds were read differently" in text
    assert "Another text" not in text
    assert again.digest == first.digest
    assert page_of(review).get_latest_revision_as_object().analysis == "<p>Another text.</p>"


def test_outside_the_desk_the_lock_holds_again(review: Any, officer: Actor) -> None:
    published(review, officer)
    with pytest.raises(PermissionDenied):
        page_of(review).unpublish()
