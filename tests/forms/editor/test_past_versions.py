"""Looking back on a form's versions, and making an earlier one live again while people fill it in."""

import copy
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from forms.definition.block_values import definition_of
from forms.definition.shape import Definition, digest
from forms.models import Draft, FormRelease, FormVersion
from forms.models.form_page import FormPage
from tests.factories.party import in_cms_group
from tests.forms.filling.test_journey import fill, send
from tests.forms.filling.test_trial import unpublished
from tests.forms.scene import ObedientHandler, definition, publish_as, question, referral, rule, step, when
from tests.forms.versions.test_publishing import editor

__all__ = ["editor"]


def longer(*names: str) -> Definition:
    found = copy.deepcopy(referral())
    found["steps"][2]["questions"] += [question(name) for name in names]
    return found


@pytest.fixture
def two(page: FormPage) -> FormPage:
    """The referral in its second version."""
    return publish_as(page, longer("school"))


@pytest.fixture
def writer(person: Any, page: FormPage, settings: Any) -> Client:
    """Somebody who may write forms and not publish them."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    writers = Group.objects.create(name="Writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    for right in ("add", "change"):
        permission = Permission.objects.get(codename=f"{right}_page", content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=writers, page=Page.objects.get(depth=2), permission=permission)
    in_cms_group(person, writers)
    browser = Client()
    browser.force_login(person)
    return browser


def live(page: FormPage) -> FormVersion:
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    return release.version


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_every_version_with_its_time_its_changes_and_what_was_made_with_it(
    editor: Client, browser: Client, draft: Draft, page: FormPage
) -> None:
    fill(browser, draft)
    send(browser, draft)
    publish_as(page, longer("school"))
    shown = words(editor.get(reverse("forms_versions", args=[page.pk])))
    assert "Version 2" in shown
    assert "2 March 2026, 09:00 until now" in shown
    assert "2 March 2026, 09:00 to 2 March 2026, 09:00" in shown
    assert "Added: School – A new question that must be answered." in shown
    assert "The first version" in shown
    lines = editor.get(reverse("forms_versions", args=[page.pk])).context["lines"]
    assert [(line.version.number, line.is_live, line.drafts, line.submissions) for line in lines] == [
        (2, True, 0, 0),
        (1, False, 0, 1),
    ]


def test_the_list_asks_the_database_no_more_for_more_versions(
    editor: Client, page: FormPage, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        publish_as(page, longer(*[f"q{each}" for each in range(number + 1)]))
    address = reverse("forms_versions", args=[page.pk])
    editor.get(address)
    with django_assert_max_num_queries(25):
        editor.get(address)


def test_a_version_is_read_as_it_asked(editor: Client, page: FormPage) -> None:
    content = definition(
        step("one", question("died", "yes_no", label="Has the child died?")),
        step("two", question("when_died", "date", show_when=when(rule("died")))),
    )
    publish_as(page, content)
    publish_as(page, referral())
    shown = words(editor.get(reverse("forms_version", args=[page.pk, 2])))
    assert "Only when “Has the child died?” is “Yes”" in shown
    assert "yes no" in shown


def test_an_earlier_version_is_live_again_and_the_form_never_goes(editor: Client, two: FormPage) -> None:
    address = reverse("forms_live_again", args=[two.pk, 1])
    assert "Removed: School –" in words(editor.get(address))
    assert live(two).number == 2, "only a POST does it"
    answer = editor.post(address, follow=True)
    assert "The questions of version 1 are live again." in words(answer)
    assert live(two).number == 1
    assert FormVersion.objects.count() == 2
    again = FormPage.objects.get(pk=two.pk)
    assert again.live
    assert definition_of(again) == referral()
    assert digest(definition_of(again.get_latest_revision_as_object())) == live(two).digest
    release = FormRelease.objects.live(two.pk)
    assert release is not None
    assert release.by is not None
    assert release.by.email == "editor@portal.example"


def test_drafts_follow_a_version_that_is_live_again(
    editor: Client, browser: Client, draft: Draft, page: FormPage
) -> None:
    fill(browser, draft)
    publish_as(page, longer("school"))
    assert "School" in browser.get(draft.get_absolute_url()).content.decode()
    editor.post(reverse("forms_live_again", args=[page.pk, 1]))
    assert send(browser, draft).status_code == 409
    assert send(browser, draft).status_code == 302


def test_the_introduction_stays_and_unpublished_changes_stay_in_the_history(editor: Client, two: FormPage) -> None:
    two.introduction = "<p>As it is live.</p>"
    two.save_revision().publish()
    unpublished(two, longer("school", "unfinished"))
    kept = FormPage.objects.get(pk=two.pk).latest_revision_id
    assert "There are changes that are not published." in words(
        editor.get(reverse("forms_live_again", args=[two.pk, 1]))
    )
    editor.post(reverse("forms_live_again", args=[two.pk, 1]))
    again = FormPage.objects.get(pk=two.pk)
    assert again.introduction == "<p>As it is live.</p>"
    assert again.revisions.filter(pk=kept).exists()


def test_whoever_may_not_publish_saves_it_as_a_draft(writer: Client, two: FormPage) -> None:
    address = reverse("forms_live_again", args=[two.pk, 1])
    assert "Save version 1 as a draft" in words(writer.get(address))
    assert "are saved as a draft" in words(writer.post(address, follow=True))
    assert live(two).number == 2
    assert definition_of(FormPage.objects.get(pk=two.pk).get_latest_revision_as_object()) == referral()


@pytest.mark.duty("D2")
def test_a_version_without_what_a_duty_needs_today_is_not_live_again(
    editor: Client, two: FormPage, handler: ObedientHandler
) -> None:
    handler.required_meanings = ("test.date",)
    shown = words(editor.post(reverse("forms_live_again", args=[two.pk, 1])))
    assert "cannot be live again as it is" in shown
    assert "duty D2" in shown
    assert live(two).number == 2
    assert FormPage.objects.get(pk=two.pk).revisions.count() == 2


def test_a_locked_form_is_left_alone(editor: Client, writer: Client, two: FormPage) -> None:
    FormPage.objects.filter(pk=two.pk).update(locked=True)
    assert "This form is locked" in words(writer.post(reverse("forms_live_again", args=[two.pk, 1]), follow=True))
    assert live(two).number == 2


def test_a_version_that_is_live_has_nothing_to_do(editor: Client, two: FormPage) -> None:
    assert "there is nothing to do" in words(editor.get(reverse("forms_live_again", args=[two.pk, 2])))
    editor.post(reverse("forms_live_again", args=[two.pk, 2]))
    assert FormRelease.objects.filter(page=two).count() == 2


def test_going_back_over_the_history_of_the_cms_works_too(two: FormPage) -> None:
    first = two.revisions.order_by("created_at", "pk").first()
    assert first is not None
    two.save_revision(previous_revision=first)
    first.publish(previous_revision=first)
    assert live(two).number == 1


def test_the_versions_are_for_editors_of_the_form(browser: Client, two: FormPage) -> None:
    for address in (
        reverse("forms_versions", args=[two.pk]),
        reverse("forms_version", args=[two.pk, 1]),
        reverse("forms_live_again", args=[two.pk, 1]),
    ):
        assert browser.get(address).status_code in (302, 403)
    assert browser.post(reverse("forms_live_again", args=[two.pk, 1])).status_code in (302, 403)
    assert live(two).number == 2


def test_a_version_that_never_was_is_not_found(editor: Client, two: FormPage) -> None:
    assert editor.get(reverse("forms_version", args=[two.pk, 9])).status_code == 404
