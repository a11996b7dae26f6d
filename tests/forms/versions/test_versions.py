"""A form that changes while people fill it in: nothing is lost, what is new is told, old copies stay as asked."""

import copy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.definition.shape import Definition
from forms.models import Draft, Submission
from forms.models.form_page import FormPage
from tests.forms.filling.test_journey import at, fill, send
from tests.forms.scene import publish_as, question, referral


def tasks(browser: Client, draft: Draft) -> str:
    return browser.get(draft.get_absolute_url()).content.decode()


@pytest.fixture
def changed() -> Definition:
    return copy.deepcopy(referral())


def test_a_rewording_is_followed_silently(browser: Client, draft: Draft, page: FormPage, changed: Definition) -> None:
    fill(browser, draft)
    changed["steps"][0]["questions"][1]["label"] = "What was seen"
    publish_as(page, changed)
    assert "This form has changed" not in tasks(browser, draft)
    checked = browser.get(reverse("forms:check", args=[draft.pk])).content.decode()
    assert "What was seen" in checked
    assert "A fall." in checked


def test_a_new_question_is_told_and_must_be_answered(
    browser: Client, draft: Draft, page: FormPage, changed: Definition
) -> None:
    fill(browser, draft)
    changed["steps"][2]["questions"].append(question("school"))
    publish_as(page, changed)
    shown = tasks(browser, draft)
    assert "This form has changed" in shown
    assert "“School”: A new question that must be answered." in shown
    answer = send(browser, draft)
    assert answer.status_code == 409
    browser.post(at(draft, "more"), {"school": "Example Primary"})
    assert "This form has changed" not in tasks(browser, draft)
    assert send(browser, draft).status_code == 302
    sent = Submission.objects.get()
    assert sent.version.number == 2
    assert sent.answers["school"] == "Example Primary"
    assert sent.answers["what"] == "A fall."


def test_an_answer_that_is_no_longer_asked_is_kept_in_the_draft_and_not_sent(
    browser: Client, draft: Draft, page: FormPage, changed: Definition
) -> None:
    fill(browser, draft)
    del changed["steps"][0]["questions"][1]
    publish_as(page, changed)
    tasks(browser, draft)
    draft.refresh_from_db()
    assert [one["answer"] for one in draft.working["set_aside"]] == [{"what": "A fall."}]
    send(browser, draft)
    assert "what" not in Submission.objects.get().answers


def test_an_answer_comes_back_with_its_question(
    browser: Client, draft: Draft, page: FormPage, changed: Definition
) -> None:
    fill(browser, draft)
    del changed["steps"][0]["questions"][1]
    publish_as(page, changed)
    tasks(browser, draft)
    publish_as(page, referral())
    assert "A fall." in browser.get(at(draft, "incident")).content.decode()


def test_a_question_asked_in_another_way_is_asked_again(
    browser: Client, draft: Draft, page: FormPage, changed: Definition
) -> None:
    fill(browser, draft)
    changed["steps"][0]["questions"][1]["kind"] = "yes_no"
    publish_as(page, changed)
    assert "This form has changed" in tasks(browser, draft)
    draft.refresh_from_db()
    assert "what" not in draft.answers


def test_a_release_between_checking_and_sending_is_checked_again(
    browser: Client, draft: Draft, page: FormPage, changed: Definition
) -> None:
    fill(browser, draft)
    draft.refresh_from_db()
    checked = draft.version.digest
    changed["steps"][0]["questions"][1]["label"] = "What was seen"
    publish_as(page, changed)
    answer = browser.post(reverse("forms:send", args=[draft.pk]), {"checked": checked})
    assert answer.status_code == 409
    assert "changed while you were checking" in answer.content.decode()
    assert not Submission.objects.exists()
    assert send(browser, draft).status_code == 302


def test_what_was_sent_shows_the_questions_as_they_were_asked(
    browser: Client, draft: Draft, page: FormPage, changed: Definition
) -> None:
    fill(browser, draft)
    send(browser, draft)
    changed["steps"][0]["questions"][1]["label"] = "Reworded entirely"
    changed["steps"][0]["questions"].append(question("brand_new"))
    publish_as(page, changed)
    shown = browser.get(reverse("forms:copy", args=[draft.pk])).content.decode()
    assert "Reworded entirely" not in shown
    assert "Brand new" not in shown
    assert "version 1 of this form" in " ".join(shown.split())


def test_entries_follow_a_newer_version(browser: Client, draft: Draft, page: FormPage, changed: Definition) -> None:
    fill(browser, draft)
    changed["steps"][1]["questions"].append(question("nickname", required=False))
    publish_as(page, changed)
    tasks(browser, draft)
    draft.refresh_from_db()
    assert draft.answers["children"] == [{"child_name": "Jo", "birth_known": "no"}]


def test_an_old_copy_outlives_its_page(browser: Client, draft: Draft, page: FormPage, clock: Any) -> None:
    fill(browser, draft)
    send(browser, draft)
    page.unpublish()
    assert browser.get(reverse("forms:copy", args=[draft.pk])).status_code == 200
