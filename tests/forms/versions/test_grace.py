"""Days of grace: a form that was begun before may be sent with its own questions for a while."""

import copy
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from forms.definition.shape import Definition
from forms.filling.starting import begin
from forms.models import Draft, FormRelease, Submission
from forms.models.form_page import FormPage
from forms.versions.grace import grace_of
from tests.forms.filling.test_journey import at, fill, send
from tests.forms.scene import ObedientHandler, publish_as, question, referral

DAYS = 14


@pytest.fixture
def gracious(page: FormPage) -> FormPage:
    """The referral with fourteen days of grace."""
    page.grace_days = DAYS
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)


@pytest.fixture
def begun(gracious: FormPage, person: Any, clock: Any) -> Draft:
    return begin(gracious, user=person, subject="", token=uuid.uuid4(), now=present.now())


def asking(*names: str) -> Definition:
    """The referral with more questions that must be answered."""
    found = copy.deepcopy(referral())
    found["steps"][2]["questions"] += [question(name) for name in names]
    return found


def tasks(browser: Client, draft: Draft) -> str:
    return " ".join(browser.get(draft.get_absolute_url()).content.decode().split())


def test_the_task_list_says_until_when_the_form_can_be_sent_as_it_was_begun(
    browser: Client, begun: Draft, gracious: FormPage
) -> None:
    publish_as(gracious, asking("school"))
    shown = tasks(browser, begun)
    assert "This form changed on 2 March 2026. You can send it as you began it until 16 March 2026 at 09:00" in shown
    assert "Go on with the new questions now" in shown
    assert "“School”: A new question that must be answered." in shown
    begun.refresh_from_db()
    assert begun.version is not None
    assert begun.version.number == 1


def test_within_the_grace_it_is_sent_with_the_version_it_was_begun_with(
    browser: Client, begun: Draft, gracious: FormPage, clock: Any
) -> None:
    fill(browser, begun)
    publish_as(gracious, asking("school"))
    clock.shift(timedelta(days=DAYS - 1))
    assert send(browser, begun).status_code == 302
    assert Submission.objects.get().version.number == 1


def test_after_the_grace_the_new_questions_are_asked(
    browser: Client, begun: Draft, gracious: FormPage, clock: Any
) -> None:
    fill(browser, begun)
    publish_as(gracious, asking("school"))
    clock.shift(timedelta(days=DAYS, seconds=1))
    assert send(browser, begun).status_code == 409
    assert "“School”: A new question that must be answered." in tasks(browser, begun)
    assert not Submission.objects.exists()


def test_a_submit_the_second_after_the_grace_is_answered_with_the_check_page_and_loses_nothing(
    browser: Client, begun: Draft, gracious: FormPage, clock: Any
) -> None:
    fill(browser, begun)
    publish_as(gracious, asking("school"))
    tasks(browser, begun)
    begun.refresh_from_db()
    assert begun.version is not None
    checked = begun.version.digest
    clock.shift(timedelta(days=DAYS, seconds=1))
    answer = browser.post(reverse("forms:send", args=[begun.pk]), {"checked": checked})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "changed while you were checking" in shown
    assert "A fall." in shown


def test_whoever_wants_to_goes_on_with_the_new_questions_now(browser: Client, begun: Draft, gracious: FormPage) -> None:
    fill(browser, begun)
    publish_as(gracious, asking("school"))
    move = reverse("forms:move", args=[begun.pk])
    assert browser.get(move).status_code == 302
    begun.refresh_from_db()
    assert begun.version is not None
    assert begun.version.number == 1, "only a POST moves it"
    browser.post(move)
    shown = tasks(browser, begun)
    assert "You can send it as you began it" not in shown
    assert "“School”: A new question that must be answered." in shown
    browser.post(at(begun, "more"), {"school": "Example Primary"})
    assert send(browser, begun).status_code == 302
    sent = Submission.objects.get()
    assert (sent.version.number, sent.answers["what"]) == (2, "A fall.")


def test_a_compatible_change_is_followed_silently_in_spite_of_the_grace(
    browser: Client, begun: Draft, gracious: FormPage
) -> None:
    reworded = copy.deepcopy(referral())
    reworded["steps"][0]["questions"][1]["label"] = "What was seen"
    publish_as(gracious, reworded)
    assert "This form" not in tasks(browser, begun).split("<main")[1]
    begun.refresh_from_db()
    assert begun.version is not None
    assert begun.version.number == 2


def test_several_releases_in_a_row_do_not_make_the_grace_longer(
    browser: Client, begun: Draft, gracious: FormPage, clock: Any
) -> None:
    publish_as(gracious, asking("school"))
    clock.shift(timedelta(days=10))
    publish_as(gracious, asking("school", "doctor"))
    assert "until 16 March 2026 at 09:00" in tasks(browser, begun)
    clock.shift(timedelta(days=5))
    shown = tasks(browser, begun)
    assert "“School”" in shown
    assert "“Doctor”" in shown
    begun.refresh_from_db()
    assert begun.version is not None
    assert begun.version.number == 3


def test_the_grace_counts_from_the_first_release_that_asked_anew(
    browser: Client, begun: Draft, gracious: FormPage, clock: Any
) -> None:
    reworded = copy.deepcopy(referral())
    reworded["steps"][0]["questions"][1]["label"] = "What was seen"
    publish_as(gracious, reworded)
    clock.shift(timedelta(days=3))
    publish_as(gracious, asking("school"))
    assert "until 19 March 2026" in tasks(browser, begun)


def test_a_version_that_is_live_again_needs_no_grace_and_starts_it_anew(
    browser: Client, begun: Draft, gracious: FormPage, clock: Any
) -> None:
    publish_as(gracious, asking("school"))
    clock.shift(timedelta(days=10))
    publish_as(gracious, referral())
    assert "You can send it" not in tasks(browser, begun)
    clock.shift(timedelta(days=10))
    publish_as(gracious, asking("school"))
    assert "until 5 April 2026" in tasks(browser, begun)


@pytest.mark.duty("D2")
def test_a_duty_gives_no_grace(browser: Client, begun: Draft, gracious: FormPage, handler: ObedientHandler) -> None:
    handler.required_meanings = ("test.date",)
    needed = asking()
    needed["steps"][0]["questions"].append(question("of_duty", "date", meaning="test.date"))
    publish_as(gracious, needed)
    shown = tasks(browser, begun)
    assert "You can send it as you began it" not in shown
    assert "“Of duty”: A new question that must be answered." in shown


def test_without_grace_the_new_questions_are_asked_at_once(draft: Draft, page: FormPage) -> None:
    publish_as(page, asking("school"))
    live = FormRelease.objects.live(page.pk)
    assert live is not None
    assert grace_of(draft, live, now=present.now()) is None


def test_a_draft_is_moved_by_its_owner_only(begun: Draft, gracious: FormPage, other: Any) -> None:
    publish_as(gracious, asking("school"))
    stranger = Client()
    stranger.force_login(other)
    assert stranger.post(reverse("forms:move", args=[begun.pk])).status_code == 404
