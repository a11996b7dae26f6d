"""Publishing that needs an officer's agreement, with Wagtail's own moderation: set up by an administrator."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Site, Workflow, WorkflowPage, WorkflowTask

from forms.definition.block_values import definition_of, steps_from
from forms.models import FormRelease, FormVersion
from forms.models.form_page import FormPage
from tests.factories.party import in_cms_group
from tests.forms.scene import ObedientHandler, definition, question, referral, step
from tests.forms.versions.test_publishing import posted
from workflow.people.models import User
from workflow.worker.scheduling import publish_scheduled

ALLOWED = definition(step("one", question("a")))


def signed_in(email: str, *groups: Group) -> tuple[User, Client]:
    user = User.objects.create_user(email, "a-long-password", first_name=email.partition("@")[0].capitalize())
    in_cms_group(user, *groups)
    browser = Client()
    browser.force_login(user)
    return user, browser


def group(name: str, *rights: str) -> Group:
    """A group of the CMS with these rights on the whole site."""
    found = Group.objects.create(name=name)
    found.permissions.add(Permission.objects.get(codename="access_admin"))
    for right in rights:
        permission = Permission.objects.get(codename=f"{right}_page", content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=found, page=Page.objects.get(depth=2), permission=permission)
    return found


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Any) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]


@pytest.fixture
def officers(db: None) -> Group:
    return group("Form officers", "change")


@pytest.fixture
def editor(db: None) -> tuple[User, Client]:
    """Somebody with every right on the branch, as the content editors of a partnership have."""
    return signed_in("cleo@site.example", group("Form editors", "add", "change", "publish"))


@pytest.fixture
def officer(officers: Group) -> tuple[User, Client]:
    return signed_in("olive@office.example", officers)


@pytest.fixture
def agreed(page: FormPage, officers: Group) -> FormPage:
    """The page where its forms need the officers' agreement: a workflow on the page above it, nothing else."""
    task = GroupApprovalTask.objects.create(name="An officer agrees")
    task.groups.add(officers)
    workflow = Workflow.objects.create(name="Forms that cases use")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(depth=2))
    return page


def fields(page: FormPage) -> dict[str, Any]:
    return posted(page, {"label": "A", "name": "a"})


def edit(page: FormPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def submitted(page: FormPage, browser: Client, owner: User) -> FormPage:
    """The page with other questions, submitted by its editor."""
    latest = FormPage.objects.get(pk=page.pk)
    latest.steps = json.dumps(steps_from(ALLOWED))
    latest.save_revision(user=owner)
    workflow = latest.get_workflow()
    assert workflow is not None
    workflow.start(latest, owner)
    return FormPage.objects.get(pk=page.pk)


def answer(page: FormPage, browser: Client, name: str) -> Any:
    """The officer's answer to what was submitted."""
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, name, state.pk])
    return browser.post(address, {"comment": "Looked at."})


def test_without_a_workflow_of_its_own_an_editor_publishes_by_themselves(
    page: FormPage, editor: tuple[User, Client]
) -> None:
    assert page.get_workflow() is not None, "Wagtail's default on the root asks nothing of anybody"
    assert page.permissions_for_user(editor[0]).can_publish()


def test_where_an_officer_must_agree_an_editor_does_not_publish(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client]
) -> None:
    assert not agreed.permissions_for_user(editor[0]).can_publish()
    assert not agreed.permissions_for_user(editor[0]).can_unpublish()
    assert agreed.permissions_for_user(editor[0]).can_submit_for_moderation()
    assert agreed.permissions_for_user(officer[0]).can_publish()
    shown = editor[1].get(edit(agreed)).content.decode()
    assert "Submit to Forms that cases use" in shown
    assert 'name="action-publish"' not in shown


def test_a_forged_publish_only_saves_a_draft(agreed: FormPage, editor: tuple[User, Client]) -> None:
    editor[1].post(edit(agreed), {**fields(agreed), "action-publish": "1"})
    assert FormVersion.objects.count() == 1
    assert definition_of(FormPage.objects.get(pk=agreed.pk)) == referral()


def test_what_an_officer_agrees_to_is_released_in_the_officer_s_name(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client]
) -> None:
    page = submitted(agreed, editor[1], editor[0])
    assert FormVersion.objects.count() == 1
    assert answer(page, officer[1], "approve").status_code == 302
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    assert release.version.number == 2
    assert release.by == officer[0]
    assert definition_of(FormPage.objects.get(pk=page.pk))["steps"] == ALLOWED["steps"]


def test_what_an_officer_rejects_changes_nothing(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client]
) -> None:
    page = submitted(agreed, editor[1], editor[0])
    answer(page, officer[1], "reject")
    assert FormVersion.objects.count() == 1
    assert FormRelease.objects.count() == 1
    assert definition_of(FormPage.objects.get(pk=page.pk)) == referral()


def test_the_editor_does_not_agree_to_their_own_form(agreed: FormPage, editor: tuple[User, Client]) -> None:
    page = submitted(agreed, editor[1], editor[0])
    answer(page, editor[1], "approve")
    assert FormVersion.objects.count() == 1


def test_a_form_is_submitted_with_the_button(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client]
) -> None:
    editor[1].post(edit(agreed), {**fields(agreed), "action-submit": "1"})
    page = FormPage.objects.get(pk=agreed.pk)
    assert page.workflow_in_progress
    assert FormVersion.objects.count() == 1


def test_a_form_with_problems_is_not_submitted(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client]
) -> None:
    twice = posted(agreed, {"label": "A", "name": "a"}, {"label": "B", "name": "a"})
    shown = editor[1].post(edit(agreed), {**twice, "action-submit": "1"}).content.decode()
    assert "is used 2 times" in shown
    assert not FormPage.objects.get(pk=agreed.pk).workflow_in_progress


def test_a_new_form_is_not_published_without_agreement_either(agreed: FormPage, editor: tuple[User, Client]) -> None:
    add = reverse("wagtailadmin_pages:add", args=["forms", "formpage", agreed.get_parent().pk])
    answered = editor[1].post(
        add, {**fields(agreed), "title": "Another", "slug": "another", "action-publish": "1"}, follow=True
    )
    assert "needs somebody’s agreement" in answered.content.decode()
    new = FormPage.objects.get(slug="another")
    assert not new.live
    assert not FormRelease.objects.filter(page=new).exists()


def test_an_agreed_time_is_released_in_the_officer_s_name(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client], clock: Any
) -> None:
    latest = FormPage.objects.get(pk=agreed.pk)
    latest.go_live_at = timezone.now() + timedelta(hours=1)
    latest.save_revision(user=editor[0])
    page = submitted(latest.get_latest_revision_as_object(), editor[1], editor[0])
    later = page.get_latest_revision_as_object()
    later.go_live_at = timezone.now() + timedelta(hours=1)
    revision = later.save_revision(user=editor[0])
    page.current_workflow_task_state.revision = revision
    answer(FormPage.objects.get(pk=page.pk), officer[1], "approve")
    assert FormVersion.objects.count() == 1
    clock.shift(timedelta(hours=2))
    publish_scheduled(timezone.now())
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    assert (release.version.number, release.by) == (2, officer[0])


def test_an_editor_without_the_right_to_publish_submits_where_somebody_sees_it(page: FormPage) -> None:
    signed_in("mo@site.example", Group.objects.get(name="Moderators"))
    writer, browser = signed_in("wim@site.example", group("Form writers", "add", "change"))
    shown = browser.get(edit(page)).content.decode()
    assert 'name="action-publish"' not in shown
    assert 'name="action-submit"' in shown
    browser.post(edit(page), {**fields(page), "action-publish": "1"})
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize("member", ["nobody", "left", "outside"])
def test_what_nobody_would_see_is_not_handed_in(agreed: FormPage, editor: tuple[User, Client], member: str) -> None:
    """Nobody in the group, somebody who left, somebody who cannot open the CMS."""
    officers = Group.objects.get(name="Form officers")
    if member != "nobody":
        user, _browser = signed_in("olive@office.example", officers)
        User.objects.filter(pk=user.pk).update(is_active=member != "left")
    if member == "outside":
        officers.permissions.clear()
    assert not agreed.permissions_for_user(editor[0]).can_submit_for_moderation()
    assert 'name="action-submit"' not in editor[1].get(edit(agreed)).content.decode()
    editor[1].post(edit(agreed), {**fields(agreed), "action-submit": "1"})
    assert not FormPage.objects.get(pk=agreed.pk).workflow_in_progress
    shown = editor[1].get(reverse("forms_what_will_change", args=[agreed.pk])).content.decode()
    assert "nobody is there who could agree to it. Ask a system administrator" in shown


def test_whoever_agrees_is_told_and_sees_it_first_in_the_cms(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client], mailoutbox: list[Any]
) -> None:
    with_changes = editor[1].get(reverse("forms_what_will_change", args=[agreed.pk])).content.decode()
    assert "Hand it in with “Submit”: it is published after “An officer agrees”." in with_changes
    editor[1].post(edit(agreed), {**fields(agreed), "action-submit": "1"})
    Site.clear_site_root_paths_cache()  # of the sites that another test had
    (mail,) = mailoutbox
    assert mail.to == [officer[0].email]
    assert edit(agreed) in mail.body
    first_page = officer[1].get(reverse("wagtailadmin_home")).content.decode()
    assert "Awaiting your review" in first_page
    assert agreed.title in first_page
    waiting = editor[1].get(reverse("forms_what_will_change", args=[agreed.pk])).content.decode()
    assert "It was handed in and waits for: An officer agrees." in waiting
    assert 'data-workflow-action-name="approve"' in officer[1].get(edit(agreed)).content.decode()


@pytest.mark.parametrize("right", [True, False])
def test_a_workflow_that_is_switched_off_asks_nothing(
    agreed: FormPage, editor: tuple[User, Client], right: bool
) -> None:
    Workflow.objects.filter(name="Forms that cases use").update(active=right)
    assert agreed.permissions_for_user(editor[0]).can_publish() is not right


def test_what_was_agreed_to_and_cannot_be_published_says_why(
    agreed: FormPage, editor: tuple[User, Client], officer: tuple[User, Client], handler: ObedientHandler
) -> None:
    """A duty came to need something after the draft was handed in: the live form stays, and everybody is told."""
    page = submitted(agreed, editor[1], editor[0])
    handler.required_meanings = ("test.date",)
    answered = answer(page, officer[1], "approve")
    assert answered.status_code == 302
    assert FormVersion.objects.count() == 1
    assert definition_of(FormPage.objects.get(pk=page.pk)) == referral()
    shown = editor[1].get(edit(page)).content.decode()
    assert "was agreed to and could not be published" in shown
    assert "Date of the incident" in shown
