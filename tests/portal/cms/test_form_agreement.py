"""Publishing a form that cases use can be made to need an officer's agreement, with what the CMS has."""

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from forms.definition.block_values import steps_from
from forms.models import FormRelease
from forms.models.form_page import FormPage
from portal.site.pages import FormsIndexPage
from tests.forms.scene import definition, question, step
from tests.portal.conftest import person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db
ASKED = definition(step("one", question("a")), title="Feedback")


@pytest.fixture
def form(partnership: Partnership) -> FormPage:
    index = FormsIndexPage.objects.get()
    page = FormPage(title="Feedback", slug="feedback", handler="keep_on_record", live=False)
    page.steps = json.dumps(steps_from(ASKED))
    index.add_child(instance=page)
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)


def test_an_editor_publishes_by_themselves_as_it_ships(form: FormPage, partnership: Partnership) -> None:
    assert form.permissions_for_user(person(Role.CONTENT_EDITOR, partnership)).can_publish()


def test_with_a_workflow_on_the_forms_an_officer_agrees(
    client: Client, form: FormPage, partnership: Partnership
) -> None:
    editor, officer = person(Role.CONTENT_EDITOR, partnership), person(Role.OFFICER, partnership)
    task = GroupApprovalTask.objects.create(name="An officer agrees")
    task.groups.add(Group.objects.get(user=officer))
    workflow = Workflow.objects.create(name="Forms that cases use")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(pk=FormsIndexPage.objects.get().pk))

    rights = form.permissions_for_user(editor)
    assert rights.can_edit()
    assert not rights.can_publish()
    other_pages = form.get_parent().get_siblings(inclusive=False)
    assert all(page.permissions_for_user(editor).can_publish() for page in other_pages if page.slug == "when")

    form.steps = json.dumps(steps_from(definition(step("one", question("a"), question("b")), title="Feedback")))
    form.save_revision(user=editor)
    workflow.start(form, editor)
    page = FormPage.objects.get(pk=form.pk)
    sign_in(client, officer)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    state = page.current_workflow_task_state.pk
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state]), {"comment": ""})
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    assert (release.version.number, release.by) == (2, officer)
