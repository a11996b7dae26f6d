"""A report page goes on and off the site by its machine alone: no button, schedule, bulk action or copy moves it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Revision

from portal.reports.lock import REFUSAL
from portal.reports.pages import ReviewReportPage
from portal.site.pages import ContentPage, HomePage
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.review import ReviewFactory
from tests.portal.conftest import library, person, person_of_all_work, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D33")]


@pytest.fixture
def review(partnership: Partnership) -> Any:
    return ReviewFactory(case=CaseFactory(partnership=partnership), drafting=True)


@pytest.fixture
def draft(partnership: Partnership, review: Any) -> ReviewReportPage:
    page = ReviewReportPage(title="Draft", slug="draft", live=False, summary="Not out yet.", review_id=review.pk)
    library(partnership).add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def staff(client: Client, partnership: Partnership, review: Any) -> Client:
    """The one who may do most in the CMS: an administrator who is also the reviewer."""
    reviewer = person_of_all_work(partnership)
    assigned(review.case, Actor.of(reviewer))
    return sign_in(client, reviewer)


def form_of(page: ReviewReportPage, **changes: str) -> dict[str, str]:
    counts = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}
    formsets = {f"comments-{name}": value for name, value in counts.items()}
    streams = {"recommendations-count": "0", "corrections-count": "0"}
    plain = {"title": page.title, "slug": page.slug, "kind": "local", "summary": "Changed.", "themes": ""}
    rich = dict.fromkeys(("improvements", "analysis", "learning"), "null")
    return {**formsets, **streams, **plain, **rich, "age_band": "", "search_description": "", **changes}


def is_live(page: ReviewReportPage) -> bool:
    return ReviewReportPage.objects.get(pk=page.pk).live


def test_the_publish_button_is_not_there_and_a_forged_one_only_saves(staff: Client, draft: ReviewReportPage) -> None:
    address = f"/admin/pages/{draft.pk}/edit/"
    shown = staff.get(address).content.decode()
    assert 'name="action-publish"' not in shown
    assert REFUSAL in shown
    response = staff.post(address, form_of(draft, **{"action-publish": "action-publish"}), follow=True)
    assert REFUSAL in response.content.decode()
    assert not is_live(draft)
    assert ReviewReportPage.objects.get(pk=draft.pk).get_latest_revision_as_object().summary == "Changed."


def test_a_schedule_in_the_form_is_ignored(staff: Client, draft: ReviewReportPage) -> None:
    yesterday = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    staff.post(f"/admin/pages/{draft.pk}/edit/", form_of(draft, go_live_at=yesterday, **{"action-publish": "1"}))
    call_command("publish_scheduled")
    assert not is_live(draft)


def test_a_schedule_written_by_a_script_is_refused_without_stopping_others(
    draft: ReviewReportPage, partnership: Partnership
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    draft.go_live_at = yesterday
    draft.save_revision(approved_go_live_at=yesterday)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    guidance = HomePage.objects.get(slug="north").add_child(instance=ContentPage(title="G", slug="g", live=False))
    guidance.save_revision(approved_go_live_at=yesterday)
    call_command("publish_scheduled")
    assert not is_live(draft)
    assert ContentPage.objects.get(pk=guidance.pk).live


def test_an_expiry_date_does_not_take_a_report_down(published: Callable[..., ReviewReportPage]) -> None:
    page = published(expire_at=timezone.now() - timedelta(days=1))
    call_command("publish_scheduled")
    assert is_live(page)


@pytest.mark.parametrize("action", ["unpublish", "delete", "copy", "convert_alias"])
def test_the_cms_does_not_move_a_published_report(
    staff: Client, published: Callable[..., ReviewReportPage], action: str
) -> None:
    page = published()
    before = ReviewReportPage.objects.count()
    form = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": str(page.get_parent().pk),
        "publish_copies": "on",
    }
    response = staff.post(f"/admin/pages/{page.pk}/{action}/", form)
    assert response.status_code in (302, 403, 404)
    assert is_live(page)
    assert ReviewReportPage.objects.count() == before


def test_the_cms_does_not_move_a_report_elsewhere(
    staff: Client, published: Callable[..., ReviewReportPage], other_partnership: Partnership
) -> None:
    page = published()
    target = library(other_partnership)
    assert staff.post(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/").status_code in (302, 403)
    assert ReviewReportPage.objects.get(pk=page.pk).get_parent().pk == library_parent(page)


def library_parent(page: ReviewReportPage) -> int:
    return int(Page.objects.get(path=page.path[: -page.steplen]).pk)


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
@pytest.mark.parametrize("on", ["report", "home"])
def test_bulk_actions_do_not_move_reports(
    staff: Client,
    published: Callable[..., ReviewReportPage],
    draft: ReviewReportPage,
    action: str,
    on: str,
) -> None:
    page = published()
    pks = [page.pk, draft.pk] if on == "report" else [HomePage.objects.get(slug="north").pk]
    query = "&".join(f"id={pk}" for pk in pks)
    address = f"/admin/bulk/wagtailcore/page/{action}/?{query}&next=/admin/pages/"
    staff.post(address, {"include_descendants": "on", "chooser": str(Page.objects.get(slug="portal").pk)})
    assert is_live(page)
    assert not is_live(draft)


@pytest.mark.parametrize("action", ["unpublish", "delete", "copy"])
def test_a_branch_with_reports_is_not_moved_as_a_whole(
    staff: Client, published: Callable[..., ReviewReportPage], action: str
) -> None:
    page = published()
    home = HomePage.objects.get(slug="north")
    form = {
        "include_descendants": "on",
        "copy_subpages": "on",
        "publish_copies": "on",
        "new_title": "N",
        "new_slug": "n2",
    }
    staff.post(f"/admin/pages/{home.pk}/{action}/", {**form, "new_parent_page": str(home.get_parent().pk)})
    assert is_live(page)
    assert ReviewReportPage.objects.count() == 1


def test_code_without_the_machine_is_refused_too(
    draft: ReviewReportPage, published: Callable[..., ReviewReportPage], other_partnership: Partnership
) -> None:
    page = published()
    target = library(other_partnership)
    refused: list[Callable[[], Any]] = [
        lambda: draft.save_revision().publish(),
        lambda: page.unpublish(),
        lambda: page.delete(),
        lambda: page.copy(update_attrs={"slug": "other"}),
        lambda: page.create_alias(update_slug="alias"),
        lambda: page.move(target, pos="last-child"),
        lambda: page.save(),
    ]
    for attempt in refused:
        with pytest.raises(PermissionDenied):
            attempt()
    draft.live = True
    with pytest.raises(PermissionDenied):
        draft.save()
    assert is_live(page)
    assert not is_live(draft)


def test_a_draft_of_a_published_report_is_saved_and_stays_a_draft(
    staff: Client, review: Any, published: Callable[..., ReviewReportPage]
) -> None:
    page = published(summary="As published.", review_id=review.pk)
    response = staff.post(f"/admin/pages/{page.pk}/edit/", form_of(page))
    assert response.status_code == 302
    now = ReviewReportPage.objects.get(pk=page.pk)
    assert now.summary == "As published."
    assert now.has_unpublished_changes


def test_wagtails_own_moderation_does_not_reach_reports(staff: Client, draft: ReviewReportPage) -> None:
    staff.post(f"/admin/pages/{draft.pk}/edit/", form_of(draft, **{"action-submit": "1"}))
    assert draft.current_workflow_state is None
    assert not is_live(draft)


def test_a_report_is_not_made_by_hand(staff: Client, partnership: Partnership) -> None:
    response = staff.get(f"/admin/pages/add/portal/reviewreportpage/{library(partnership).pk}/")
    assert response.status_code in (302, 403)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.REVIEWER, True), (Role.OFFICER, True), (Role.CONTENT_EDITOR, False), (Role.PUBLISHER, False)],
)
def test_who_reads_and_writes_a_draft(
    client: Client, partnership: Partnership, review: Any, draft: ReviewReportPage, role: Role, may: bool
) -> None:
    user = person(role, partnership)
    assigned(review.case, Actor.of(user))
    sign_in(client, user)
    response = client.get(f"/admin/pages/{draft.pk}/edit/")
    assert (response.status_code == 200) is may
    for part in ("view_draft", "history"):
        response = client.get(f"/admin/pages/{draft.pk}/{part}/")
        assert may or "Not out yet." not in response.content.decode()


def test_a_reviewer_of_another_partnership_does_not_see_the_draft(
    client: Client, partnership: Partnership, other_partnership: Partnership, draft: ReviewReportPage
) -> None:
    sign_in(client, person(Role.REVIEWER, other_partnership))
    assert client.get(f"/admin/pages/{draft.pk}/edit/").status_code == 302
    assert not draft.permissions_for_user(person(Role.ADMINISTRATOR)).can_edit()


def test_other_pages_are_published_as_ever(client: Client, partnership: Partnership) -> None:
    sign_in(client, person(Role.CONTENT_EDITOR, partnership))
    page = ContentPage.objects.get(slug="when")
    form = {"title": "When to refer a case", "slug": "when", "lead": "", "body-count": "0", "action-publish": "1"}
    counts = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}
    form |= {f"comments-{name}": value for name, value in counts.items()}
    client.post(f"/admin/pages/{page.pk}/edit/", {**form, "seo_title": "", "search_description": ""})
    assert "When to refer a case" in client.get("/north/when/").content.decode()
