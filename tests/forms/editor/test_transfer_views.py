"""Export and import of a form in the CMS: what is told, what is saved, what is refused."""

import json
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from wagtail.models import Page

from forms.definition.block_values import definition_of, steps_from
from forms.definition.schema import definition_from
from forms.definition.shape import canonical
from forms.editor.transfer.pages import content_of
from forms.models import FormRelease
from forms.models.form_page import FormPage
from tests.factories.party import site_editor
from tests.forms.scene import form_page, question, referral


@pytest.fixture
def editor(db: None, settings: Any) -> Client:
    """Who edits every page of the site; the second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    browser = Client()
    user = site_editor("editor@portal.example")
    browser.force_login(user)
    return browser


def into(page: FormPage) -> str:
    return reverse("forms_import", args=[page.pk])


def file_with(page: FormPage, **changes: Any) -> dict[str, Any]:
    """The page's own file as JSON, changed."""
    return {**content_of(FormPage.objects.get(pk=page.pk)), **changes}


def upload(value: Any) -> dict[str, Any]:
    data = value if isinstance(value, bytes) else json.dumps(value, default=str).encode()
    return {"file": SimpleUploadedFile("form.json", data)}


def confirmation(answer: Any) -> dict[str, str]:
    """What the account's button sends."""
    fields = {"confirm": "yes"}
    for one in answer.content.decode().split("<input ")[1:]:
        for name in ("content", "seen"):
            if f'name="{name}"' in one:
                fields[name] = unescape(one.partition('value="')[2].partition('"')[0])
    return fields


def changed(page: FormPage) -> dict[str, Any]:
    """The file with another warning, a reworded question and a new one."""
    steps = referral()["steps"]
    steps[0]["questions"][1]["label"] = "What was seen"
    steps[2]["questions"].append(question("new_one"))
    return file_with(page, warning="Call 999 first.", steps=steps)


def test_what_is_exported_is_imported_unchanged(editor: Client, page: FormPage) -> None:
    shown = editor.get(reverse("forms_export", args=[page.pk])).content.decode()
    address = reverse("forms_download", args=[page.pk, "live"])
    assert address in shown
    answer = editor.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="referral.form.json"'
    told = editor.post(into(page), upload(answer.content)).content.decode()
    assert "Nothing would change" in told
    assert 'name="confirm"' not in told


def test_the_schema_of_the_answers_is_exported(editor: Client, page: FormPage) -> None:
    schema = json.loads(editor.get(reverse("forms_download", args=[page.pk, "schema"])).content)
    Draft202012Validator.check_schema(schema)
    assert canonical(definition_from(schema)) == canonical(referral())


def test_a_draft_is_exported_as_it_is_saved(editor: Client, page: FormPage) -> None:
    latest = FormPage.objects.get(pk=page.pk)
    latest.title = "Not yet public"
    latest.save_revision()
    live, draft = (editor.get(reverse("forms_download", args=[page.pk, one])).json() for one in ("live", "draft"))
    assert (live["title"], draft["title"]) == ("Referral", "Not yet public")
    assert editor.get(reverse("forms_download", args=[page.pk, "other"])).status_code == 404


def test_an_import_is_told_first_and_saved_as_a_draft(editor: Client, page: FormPage) -> None:
    told = editor.post(into(page), upload(changed(page)))
    text = unescape(told.content.decode())
    for words in ("Call 999 first.", "It was “What”.", "New one", "A new question that must be answered."):
        assert words in text
    assert not FormPage.objects.get(pk=page.pk).has_unpublished_changes, "nothing is saved by looking"
    answer = editor.post(into(page), confirmation(told))
    assert answer.status_code == 302
    kept = FormPage.objects.get(pk=page.pk)
    draft = kept.get_latest_revision_as_object()
    assert draft.urgent_warning == "Call 999 first."
    assert [one["name"] for one in definition_of(draft)["steps"][2]["questions"]] == ["comment", "new_one"]
    assert definition_of(kept) == referral(), "the live form is what it was"
    assert FormRelease.objects.count() == 1
    assert draft.slug == "referral"


def test_the_history_says_who_imported(editor: Client, page: FormPage) -> None:
    editor.post(into(page), confirmation(editor.post(into(page), upload(changed(page)))))
    latest = FormPage.objects.get(pk=page.pk).latest_revision
    assert latest is not None
    assert latest.user.email == "editor@portal.example"


def test_a_form_saved_meanwhile_is_looked_at_again(editor: Client, page: FormPage) -> None:
    told = editor.post(into(page), upload(changed(page)))
    FormPage.objects.get(pk=page.pk).save_revision()
    again = editor.post(into(page), confirmation(told))
    assert again.status_code == 200
    assert "saved this form in the meantime" in again.content.decode()
    assert FormPage.objects.get(pk=page.pk).get_latest_revision_as_object().urgent_warning == ""
    assert editor.post(into(page), confirmation(again)).status_code == 302


def test_what_the_browser_sends_back_is_read_anew(editor: Client, page: FormPage) -> None:
    sent = confirmation(editor.post(into(page), upload(changed(page))))
    forged = json.loads(sent["content"])
    forged["introduction"] = "<script>alert(1)</script>"
    answer = editor.post(into(page), {**sent, "content": json.dumps(forged)})
    assert answer.status_code == 400
    assert "&lt;script&gt; is not allowed" in answer.content.decode()
    assert "alert" not in FormPage.objects.get(pk=page.pk).get_latest_revision_as_object().introduction


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{", "Line 1, column 2"),
        (b"\x89PNG\r\n", "not text in UTF-8"),
        (b" " * 2_100_000, "larger than 2 MB"),
        (b'{"kind": "safeguarding-form", "format": 9}', "made by a newer version"),
        (b"", "The file is empty"),
    ],
)
def test_a_bad_file_is_refused_and_changes_nothing(editor: Client, page: FormPage, data: bytes, told: str) -> None:
    before = FormPage.objects.get(pk=page.pk).latest_revision_id
    answer = editor.post(into(page), upload(data))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert FormPage.objects.get(pk=page.pk).latest_revision_id == before


def test_no_file_is_asked_for_again(editor: Client, page: FormPage) -> None:
    answer = editor.post(into(page), {})
    assert "Choose a form file" in answer.content.decode()


def test_a_file_of_another_form_says_so(editor: Client, page: FormPage) -> None:
    told = unescape(editor.post(into(page), upload(file_with(page, slug="other"))).content.decode())
    assert "The file is of a form with the address “other”. This form keeps its own, “referral”." in told


def test_a_link_to_a_page_is_pointed_out(editor: Client, page: FormPage) -> None:
    root = Page.objects.get(depth=2)
    links = f'<p><a linktype="page" id="{root.pk}">a</a> <a linktype="page" id="99999">b</a></p>'
    told = unescape(editor.post(into(page), upload(file_with(page, introduction=links))).content.decode())
    assert f"page {root.pk}, which is “{root.title}” here" in told
    assert "page 99999, which is not on this portal" in told


def test_what_keeps_it_from_being_published_is_told(editor: Client, page: FormPage) -> None:
    told = editor.post(into(page), upload(file_with(page, steps=[]))).content.decode()
    assert "Add at least one step with a question." in told


def test_a_locked_form_is_not_imported_into(editor: Client, page: FormPage) -> None:
    other = site_editor("other@portal.example")
    FormPage.objects.filter(pk=page.pk).update(locked=True, locked_by=other)
    assert editor.get(into(page)).status_code == 302


def test_others_neither_export_nor_import(browser: Client, page: FormPage) -> None:
    addresses = [
        reverse("forms_export", args=[page.pk]),
        reverse("forms_download", args=[page.pk, "live"]),
        into(page),
        reverse("forms_import_below", args=[page.get_parent().pk]),
    ]
    assert all(browser.get(address).status_code in (302, 403) for address in addresses)
    assert browser.post(into(page), upload(changed(page))).status_code in (302, 403)


def test_the_editor_offers_both(editor: Client, page: FormPage) -> None:
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("forms_export", args=[page.pk]) in shown
    assert into(page) in shown


def test_a_form_that_was_never_published_exports_its_draft(editor: Client, page: FormPage) -> None:
    fresh = form_page(referral(), publish=False, slug="fresh")
    fresh.steps = json.dumps(steps_from(referral()))
    fresh.save_revision()
    shown = editor.get(reverse("forms_export", args=[fresh.pk])).content.decode()
    assert reverse("forms_download", args=[fresh.pk, "live"]) not in shown
    assert editor.get(reverse("forms_download", args=[fresh.pk, "draft"])).json()["slug"] == "fresh"
