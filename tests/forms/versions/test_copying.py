"""A copied form is a form of its own: its versions, its drafts, its submissions; its questions are the same."""

import uuid
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from forms import present
from forms.definition.block_values import definition_of
from forms.filling.starting import begin
from forms.models import Draft, FormRelease, FormVersion, Submission
from forms.models.form_page import FormPage
from tests.factories.party import site_editor
from tests.forms.scene import publish_as, question, referral
from workflow.people.models import User


@pytest.fixture
def editor(db: None, settings: Any) -> Client:
    """Who edits every page of the site; the second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    browser = Client()
    user = site_editor("editor@portal.example")
    browser.force_login(user)
    return browser


@pytest.fixture
def elsewhere(db: None) -> Page:
    """The branch of another partnership."""
    return Page.objects.get(depth=2).add_child(instance=Page(title="Elsewhere", slug="elsewhere"))


def copied(editor: Client, page: FormPage, below: Page, **data: str) -> FormPage:
    """What the page's own “Copy” makes."""
    known = {"new_title": "Our referral", "new_slug": "our-referral", "new_parent_page": str(below.pk)}
    answer = editor.post(f"/admin/pages/{page.pk}/copy/", {**known, **data})
    assert answer.status_code == 302, answer.context["form"].errors
    return FormPage.objects.child_of(below).get(slug="our-referral")


def test_a_copy_asks_the_same_and_shares_nothing_else(
    editor: Client, page: FormPage, draft: Draft, elsewhere: Page
) -> None:
    copy = copied(editor, page, elsewhere)
    assert not copy.live
    assert definition_of(copy)["steps"] == definition_of(page)["steps"]
    assert copy.handler == page.handler
    for model in (Draft, Submission, FormVersion, FormRelease):
        assert not model.objects.filter(page=copy).exists()
    assert Draft.objects.filter(page=page).exists()


def test_a_copy_is_published_with_versions_of_its_own(
    editor: Client, page: FormPage, elsewhere: Page, person: User
) -> None:
    copy = publish_as(copied(editor, page, elsewhere), {**referral(), "title": "Our referral"})
    version = FormVersion.objects.get(page=copy)
    assert (version.number, version.definition["title"]) == (1, "Our referral")
    begun = begin(copy, user=person, subject="", token=uuid.uuid4(), now=present.now())
    assert begun.version == version
    assert FormVersion.objects.get(page=page).definition == referral()


def test_changing_the_copy_leaves_the_original_as_it_is(editor: Client, page: FormPage, elsewhere: Page) -> None:
    copy = copied(editor, page, elsewhere)
    changed = {**referral(), "title": "Our referral"}
    changed["steps"][0]["questions"].append(question("ours"))
    publish_as(copy, changed)
    assert FormRelease.objects.live(page.pk).version.definition == referral()
    assert definition_of(FormPage.objects.get(pk=page.pk)) == referral()


def test_a_copy_that_goes_live_at_once_is_frozen_at_once(editor: Client, page: FormPage, elsewhere: Page) -> None:
    copy = copied(editor, page, elsewhere, publish_copies="on", copy_subpages="", alias="")
    assert copy.live
    release = FormRelease.objects.live(copy.pk)
    assert release is not None
    assert release.version.page_id == copy.pk
    assert release.version.definition["title"] == "Our referral"


def test_an_alias_follows_what_it_mirrors_and_can_be_filled_in(
    editor: Client, page: FormPage, elsewhere: Page, person: User
) -> None:
    alias = copied(editor, page, elsewhere, alias="on")
    assert alias.alias_of_id == page.pk
    assert alias.live
    begun = begin(alias, user=person, subject="", token=uuid.uuid4(), now=present.now())
    assert begun.version.page_id == alias.pk
    changed = referral()
    changed["steps"][0]["questions"].append(question("more_of_it"))
    publish_as(page, changed)
    live = FormRelease.objects.live(alias.pk)
    assert live is not None
    assert live.version.definition["steps"] == changed["steps"]
