"""A refused publication loses nothing: the live form stays, the draft is kept, put aside and taken up again."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from forms.definition.block_values import definition_of, steps_from
from forms.models import FormRelease, FormVersion
from forms.models.form_page import FormPage
from tests.forms.scene import ObedientHandler, definition, question, referral, step
from tests.forms.versions.test_publishing import editor, posted

__all__ = ["editor"]
UNFINISHED = definition(step("one", question("a"), question("b", "radios")))


def draft_of(page: FormPage) -> FormPage:
    return FormPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def saved_draft(page: FormPage) -> FormPage:
    draft = FormPage.objects.get(pk=page.pk)
    draft.steps = json.dumps(steps_from(UNFINISHED))
    draft.save_revision()
    return FormPage.objects.get(pk=page.pk)


def test_a_refused_publication_leaves_the_live_form_keeps_the_draft_and_says_why(
    editor: Client, page: FormPage
) -> None:
    twice = posted(page, {"label": "A", "name": "a"}, {"label": "B", "name": "a"})
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = editor.post(address, {**twice, "action-publish": "1"}, follow=True).content.decode()
    assert "The live form stays as it was." in shown
    assert "The name “a” is used 2 times: by “A” and “B”." in shown
    assert reverse("forms_put_aside", args=[page.pk]) in shown
    assert FormVersion.objects.count() == 1
    assert definition_of(FormPage.objects.get(pk=page.pk)) == referral()
    assert [one["label"] for one in definition_of(draft_of(page))["steps"][0]["questions"]] == ["A", "B"]


def test_a_new_form_that_is_refused_is_a_draft(editor: Client, page: FormPage) -> None:
    add = reverse("wagtailadmin_pages:add", args=["forms", "formpage", page.get_parent().pk])
    twice = posted(page, {"label": "A", "name": "a"}, {"label": "B", "name": "a"})
    sent = {**twice, "title": "Another", "slug": "another", "action-publish": "1"}
    shown = editor.post(add, sent, follow=True).content.decode()
    assert "saved as a draft and not published" in shown
    new = FormPage.objects.get(slug="another")
    assert not new.live
    assert reverse("forms_put_aside", args=[new.pk]) not in shown
    assert not FormRelease.objects.filter(page=new).exists()


def test_a_draft_is_put_aside_and_stays_in_the_history(editor: Client, page: FormPage) -> None:
    page = saved_draft(page)
    kept = page.latest_revision_id
    edit, address = reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("forms_put_aside", args=[page.pk])
    assert address in editor.get(edit).content.decode()
    asked = editor.get(address).content.decode()
    assert "The draft is not deleted" in asked
    assert "Removed: Incident date" in asked
    shown = editor.post(address, follow=True).content.decode()
    assert "this is the live form again" in shown
    assert address not in editor.get(edit).content.decode(), "there is no draft any more"

    again = FormPage.objects.get(pk=page.pk)
    assert not again.has_unpublished_changes
    assert definition_of(draft_of(page)) == referral()
    assert FormRelease.objects.count() == 1
    old = again.revisions.get(pk=kept)
    assert definition_of(old.as_object())["steps"] == UNFINISHED["steps"]
    back = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, kept])
    assert "Replace current draft" in editor.get(back).content.decode()


def test_without_a_draft_there_is_nothing_to_put_aside(editor: Client, page: FormPage) -> None:
    shown = editor.post(reverse("forms_put_aside", args=[page.pk]), follow=True).content.decode()
    assert "There is no draft" in shown
    assert FormPage.objects.get(pk=page.pk).revisions.count() == 1


def test_a_draft_is_put_aside_by_its_editors_only(browser: Client, page: FormPage) -> None:
    page = saved_draft(page)
    assert browser.post(reverse("forms_put_aside", args=[page.pk])).status_code in (302, 403)
    assert definition_of(draft_of(page))["steps"] == UNFINISHED["steps"]


def test_a_locked_form_keeps_its_draft(editor: Client, page: FormPage) -> None:
    page = saved_draft(page)
    FormPage.objects.filter(pk=page.pk).update(locked=True)
    shown = editor.post(reverse("forms_put_aside", args=[page.pk]), follow=True).content.decode()
    assert "This form is locked" in shown
    assert definition_of(draft_of(page))["steps"] == UNFINISHED["steps"]


@pytest.mark.duty("D2")
def test_a_version_that_lacks_what_a_duty_needs_today_is_taken_into_the_draft(
    editor: Client, page: FormPage, handler: ObedientHandler
) -> None:
    handler.required_meanings = ("test.date",)
    address = reverse("forms_live_again", args=[page.pk, 1])
    FormRelease.objects.all().delete()
    assert "Take version 1 into my draft" in editor.get(address).content.decode()
    shown = editor.post(address, {"draft": "1"}, follow=True).content.decode()
    assert "are your draft now. Nothing is published." in shown
    assert not FormRelease.objects.exists()
    assert definition_of(draft_of(page)) == referral()


def test_what_lost_its_question_is_said_when_a_draft_is_saved(editor: Client, page: FormPage) -> None:
    changed = referral()
    del changed["steps"][1]["questions"][1]
    page = FormPage.objects.get(pk=page.pk)
    page.steps = json.dumps(steps_from(changed))
    page.save_revision()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = posted(page, {"label": "A", "name": "a"})
    fields["steps-0-value-show_when-rules-count"] = "1"
    for name, value in {"question": "birth_known", "is": "equals", "value": "yes"}.items():
        fields[f"steps-0-value-show_when-rules-0-value-{name}"] = value
    fields |= {f"steps-0-value-show_when-rules-0-{name}": "" for name in ("deleted", "id")}
    fields["steps-0-value-show_when-rules-0-order"] = "0"
    shown = editor.post(address, fields, follow=True).content.decode()
    assert "is shown by the answer to “Birth known”, which is not a question of this form any more." in shown
    quiet = editor.post(address, fields, headers={"accept": "application/json"})
    assert quiet.json()["success"]
    assert "lost a question" not in editor.get(address).content.decode(), "nothing piles up while it saves by itself"
