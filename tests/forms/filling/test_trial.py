"""Trying a form out: the real pages, and nothing left of it anywhere."""

import copy
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from forms import present
from forms.definition import prefill_sources
from forms.definition.block_values import steps_from
from forms.definition.prefill_sources import PrefillSource
from forms.definition.shape import Definition
from forms.filling.starting import begin
from forms.filling.submitting import TrialOnly, submit
from forms.filling.trial import begin_trial
from forms.models import Attachment, DataKey, Draft, Submission
from forms.models.form_page import FormPage
from tests.factories.party import in_cms_group
from tests.forms.filling.test_journey import at, entries, fill
from tests.forms.scene import ObedientHandler, definition, question, referral, rule, step, when
from tests.forms.versions.test_publishing import editor
from workflow.models import Case, Event, Notice
from workflow.worker.expiry import expire_drafts

__all__ = ["editor"]


def unpublished(page: FormPage, content: Definition) -> FormPage:
    """The page with these questions saved and not published."""
    latest = FormPage.objects.get(pk=page.pk)
    latest.title, latest.steps = content["title"], json.dumps(steps_from(content))
    latest.save_revision()
    return latest


@pytest.fixture
def changed() -> Definition:
    found = copy.deepcopy(referral())
    found["steps"][2]["questions"].append(question("school", label="Not live yet"))
    return found


@pytest.fixture
def trial(editor: Client, page: FormPage, changed: Definition) -> Draft:
    """A trial of a referral with a question that is not live, begun by the editor."""
    unpublished(page, changed)
    answer = editor.post(reverse("forms_try", args=[page.pk]))
    trial = Draft.objects.get()
    assert answer["Location"] == trial.get_absolute_url()
    return trial


def finish(editor: Client, trial: Draft) -> Any:
    checked = editor.get(reverse("forms:check", args=[trial.pk])).context["checked"]
    return editor.post(reverse("forms:send", args=[trial.pk]), {"checked": checked})


def walk(editor: Client, trial: Draft) -> None:
    fill(editor, trial)
    editor.post(at(trial, "more"), {"school": "Example Primary"})


def test_a_trial_walks_the_latest_draft_to_a_receipt_and_leaves_nothing(
    editor: Client, trial: Draft, handler: ObedientHandler
) -> None:
    before = (Case.objects.count(), Event.objects.count(), Notice.objects.count())
    assert "Not live yet" in editor.get(at(trial, "more")).content.decode()
    walk(editor, trial)
    answer = finish(editor, trial)
    shown = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "The trial is over" in shown
    assert "Does what the test says" in shown
    assert "Example Primary" in shown
    assert handler.accepted == []
    assert not Draft.objects.exists()
    assert not Submission.objects.exists()
    assert not DataKey.objects.filter(pk=trial.data_key_id).exists()
    assert before == (Case.objects.count(), Event.objects.count(), Notice.objects.count())


def test_every_page_of_a_trial_says_that_it_is_one(editor: Client, trial: Draft) -> None:
    walk(editor, trial)
    addresses = [
        trial.get_absolute_url(),
        at(trial, "incident"),
        at(trial, "children"),
        at(trial, "children", 1),
        reverse("forms:remove_entry", args=[trial.pk, "children", entries(trial, "children")[0]]),
        reverse("forms:check", args=[trial.pk]),
        reverse("forms:discard", args=[trial.pk]),
    ]
    for address in addresses:
        assert "You are trying this form out" in editor.get(address).content.decode(), address
    assert "You are trying this form out" in finish(editor, trial).content.decode()


def test_a_real_draft_says_no_such_thing(browser: Client, draft: Draft) -> None:
    assert "You are trying this form out" not in browser.get(draft.get_absolute_url()).content.decode()


def test_a_trial_is_never_sent_whoever_asks(editor: Client, trial: Draft, handler: ObedientHandler) -> None:
    walk(editor, trial)
    trial.refresh_from_db()
    with pytest.raises(TrialOnly):
        submit(trial.pk, user=trial.owner, today=present.today(), now=present.now(), checked="")
    address = reverse("forms:send", args=[trial.pk])
    for forged in ("", "0" * 64):
        assert editor.post(address, {"checked": forged}).status_code == 409
    assert handler.accepted == []
    assert not Submission.objects.exists()
    assert Draft.objects.filter(pk=trial.pk).exists(), "an unfinished end loses nothing"


def test_an_incomplete_trial_says_what_is_missing(editor: Client, trial: Draft) -> None:
    answer = finish(editor, trial)
    assert answer.status_code == 409
    assert "There is a problem" in answer.content.decode()


def test_a_trial_that_is_given_up_is_erased(editor: Client, trial: Draft, page: FormPage) -> None:
    answer = editor.post(reverse("forms:discard", args=[trial.pk]))
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not Draft.objects.exists()
    assert not DataKey.objects.filter(pk=trial.data_key_id).exists()


def test_a_trial_is_erased_by_the_sweep_after_a_day(trial: Draft, clock: Any) -> None:
    clock.shift(timedelta(hours=23))
    assert expire_drafts(present.now()) == 0
    clock.shift(timedelta(hours=2))
    assert expire_drafts(present.now()) == 1
    assert not Draft.objects.exists()


def test_saving_a_trial_does_not_keep_it_as_long_as_a_draft(editor: Client, trial: Draft, clock: Any) -> None:
    clock.shift(timedelta(hours=2))
    editor.post(at(trial, "more"), {"school": "Example Primary"})
    trial.refresh_from_db()
    assert trial.expires_at == present.now() + timedelta(days=1)


def test_a_trial_is_listed_nowhere_among_drafts(editor: Client, trial: Draft, page: FormPage) -> None:
    assert list(Draft.objects.open_for(trial.owner, now=present.now())) == []
    assert str(trial.pk) not in editor.get(page.url).content.decode()
    assert str(trial.pk) in editor.get(reverse("forms_try", args=[page.pk])).content.decode()


def test_a_start_with_the_identifier_of_a_trial_makes_a_draft_of_its_own(trial: Draft, page: FormPage) -> None:
    draft = begin(page, user=trial.owner, subject="", token=trial.pk, now=present.now())
    assert draft.pk != trial.pk
    assert draft.trial is None


def test_files_of_a_trial_go_with_it(
    editor: Client, page: FormPage, attachments: Path, handler: ObedientHandler
) -> None:
    unpublished(page, definition(step("one", question("paper", "file"))))
    editor.post(reverse("forms_try", args=[page.pk]))
    trial = Draft.objects.get()
    upload = SimpleUploadedFile("note.txt", b"Some words.", "text/plain")
    editor.post(at(trial, "one"), {"paper-upload": upload})
    attachment = Attachment.objects.get()
    opened = editor.get(reverse("forms:attachment", args=[trial.pk, attachment.pk]))
    assert opened.content == b"Some words."
    assert any(path.is_file() for path in attachments.rglob("*"))
    finish(editor, trial)
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_a_trial_s_files_are_deleted(editor: Client, page: FormPage, attachments: Path) -> None:
    unpublished(page, definition(step("one", question("paper", "file"))))
    editor.post(reverse("forms_try", args=[page.pk]))
    trial = Draft.objects.get()
    editor.post(at(trial, "one"), {"paper-upload": SimpleUploadedFile("note.txt", b"Some words.", "text/plain")})
    finish(editor, trial)
    assert not any(path.is_file() for path in attachments.rglob("*"))


def test_opening_a_file_of_a_trial_is_no_opening_of_a_case_s_file(
    editor: Client, page: FormPage, attachments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpublished(page, definition(step("one", question("paper", "file"))))
    editor.post(reverse("forms_try", args=[page.pk]))
    trial = Draft.objects.get()
    editor.post(at(trial, "one"), {"paper-upload": SimpleUploadedFile("note.txt", b"Some words.", "text/plain")})
    monkeypatch.setattr("forms.handlers.attachment_opened.send", lambda *a, **k: pytest.fail("it was announced"))
    address = reverse("forms:attachment", args=[trial.pk, Attachment.objects.get().pk])
    assert editor.get(address).status_code == 200


def test_a_form_about_a_record_is_tried_without_one(
    editor: Client, page: FormPage, handler: ObedientHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(**kwargs: Any) -> str:
        raise Http404

    handler.needs_subject = True
    monkeypatch.setattr(handler, "describe", unknown)
    monkeypatch.setattr(handler, "prefill", unknown)
    editor.post(reverse("forms_try", args=[page.pk]))
    trial = Draft.objects.get()
    assert editor.get(trial.get_absolute_url()).status_code == 200
    fill(editor, trial)
    assert "The trial is over" in finish(editor, trial).content.decode()


def test_what_would_be_filled_in_stands_there_as_example_words(page: FormPage, person: Any) -> None:
    prefill_sources.sources.register(
        PrefillSource("test.reference", "Reference of the test", lambda page, user, subject: "T-1")
    )
    try:
        asked = question("reference", prefill="test.reference")
        latest = unpublished(
            page, definition(step("one", asked, question("number", "number", prefill="test.reference")))
        )
        trial = begin_trial(latest, user=person, now=present.now())
    finally:
        prefill_sources.sources.pop("test.reference")
    assert trial.answers == {"reference": "Example: Reference of the test"}


def test_a_draft_that_cannot_be_walked_through_is_not_tried(editor: Client, page: FormPage) -> None:
    unpublished(page, definition(step("one", question("a"), question("a", label="Again"))))
    answer = editor.post(reverse("forms_try", args=[page.pk]))
    assert "is used 2 times" in answer.content.decode()
    assert not Draft.objects.exists()


def test_what_only_a_duty_needs_keeps_nobody_from_trying(
    editor: Client, page: FormPage, handler: ObedientHandler
) -> None:
    handler.required_meanings = ("test.date",)
    assert editor.post(reverse("forms_try", args=[page.pk])).status_code == 302


def test_publishing_leaves_a_trial_alone(editor: Client, trial: Draft, page: FormPage) -> None:
    page.get_latest_revision().publish()
    editor.get(trial.get_absolute_url())
    trial.refresh_from_db()
    assert trial.version is None
    walk(editor, trial)
    assert "The trial is over" in finish(editor, trial).content.decode()


def test_a_trial_is_its_owner_s_only(trial: Draft, browser: Client) -> None:
    assert browser.get(trial.get_absolute_url()).status_code == 404
    assert browser.post(reverse("forms:send", args=[trial.pk])).status_code == 404
    assert browser.get(reverse("forms_try", args=[trial.page_id])).status_code in (302, 403)


def test_an_editor_without_the_right_to_publish_tries_a_form_too(page: FormPage, person: Any, settings: Any) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    writers = Group.objects.create(name="Writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=writers, page=Page.objects.get(depth=2), permission=change)
    in_cms_group(person, writers)
    browser = Client()
    browser.force_login(person)
    answer = browser.post(reverse("forms_try", args=[page.pk]))
    assert browser.get(answer["Location"]).status_code == 200


def test_a_random_identifier_is_no_trial(editor: Client, page: FormPage) -> None:
    assert editor.post(reverse("forms:send", args=[uuid.uuid4()])).status_code == 404


def test_in_a_trial_a_question_says_which_answer_shows_it(editor: Client, page: FormPage) -> None:
    known = question("known", "yes_no")
    content = definition(
        step("one", known, question("born", show_when=when(rule("known")))),
        step("two", question("more"), show_when=when(rule("known", "equals", "no"))),
    )
    unpublished(page, content)
    editor.post(reverse("forms_try", args=[page.pk]))
    begun = Draft.objects.get()
    shown = editor.get(at(begun, "one")).content.decode()
    assert shown.count("this is shown because “Known” is “Yes”.") == 1
    editor.post(at(begun, "one"), {"known": "no"})
    assert "this step is shown because “Known” is “No”." in editor.get(at(begun, "two")).content.decode()


def test_who_fills_in_a_form_in_earnest_reads_nothing_of_its_conditions(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    shown = browser.get(at(draft, "children", 1)).content.decode()
    assert "birth_date" in shown
    assert "is shown because" not in shown
