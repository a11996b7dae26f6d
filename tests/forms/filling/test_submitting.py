"""Sending: once, in few queries, whole or not at all; held ones handed over again."""

import threading
import uuid
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from forms import present
from forms.filling.journey import Journey
from forms.filling.starting import begin
from forms.filling.submitting import NotReady, discard, hand_over, submit
from forms.models import DataKey, Draft, FormVersion, Submission
from forms.models.form_page import FormPage
from tests.forms.filling.test_journey import at, fill, send
from tests.forms.scene import ObedientHandler, definition, publish_as, question, referral, repeat, step

# Of the 25 that the whole final submit may take: session, person, draft and submission; the rest is the handler's.
OURS = 13


def test_the_final_submit_is_frugal(
    browser: Client, draft: Draft, handler: ObedientHandler, django_assert_max_num_queries: Any
) -> None:
    fill(browser, draft)
    draft.refresh_from_db()
    checked = {"checked": draft.version.digest}
    with django_assert_max_num_queries(OURS):
        assert browser.post(reverse("forms:send", args=[draft.pk]), checked).status_code == 302
    assert Submission.objects.exists()


def test_a_draft_is_sent_by_its_owner_only(browser: Client, draft: Draft, other: Any) -> None:
    fill(browser, draft)
    with pytest.raises(Draft.DoesNotExist):
        submit(draft.pk, user=other, today=present.today(), now=present.now(), checked=draft.version.digest)


def test_who_takes_a_form_reads_its_questions_in_their_first_language(
    page: FormPage, person: Any, handler: ObedientHandler, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Any = question("who", label="Who is it?")
    asked["second"] = {"label": "Pwy yw?"}
    page.second_language = "cy"
    page.save()
    publish_as(page, definition(step("one", asked)))
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    journey = Journey(draft, today=present.today())
    journey.read_in("cy")
    journey.answers = {"who": "Sam"}
    journey.save(now=present.now())
    assert journey.definition["steps"][0]["questions"][0]["label"] == "Pwy yw?"
    taken: list[Submission] = []
    accept = handler.accept
    monkeypatch.setattr(handler, "accept", lambda sent, **by: (taken.append(sent), accept(sent, **by))[1])
    submit(draft.pk, user=person, today=present.today(), now=present.now(), checked=journey.digest)
    assert taken[0].version.definition == FormVersion.objects.get(pk=draft.version_id).definition
    assert taken[0].version.definition["steps"][0]["questions"][0]["label"] == "Who is it?"


def test_what_is_missing_is_never_sent(draft: Draft, person: Any) -> None:
    with pytest.raises(NotReady):
        submit(draft.pk, user=person, today=present.today(), now=present.now(), checked=draft.version.digest)


def test_a_sent_draft_keeps_no_answers_and_is_not_discarded(browser: Client, draft: Draft, person: Any) -> None:
    fill(browser, draft)
    send(browser, draft)
    draft.refresh_from_db()
    assert draft.answers is None
    assert draft.working is None
    with pytest.raises(ObjectDoesNotExist):
        discard(draft.pk, owner=person)


def test_a_held_submission_is_handed_over_again(
    browser: Client, draft: Draft, handler: ObedientHandler, person: Any
) -> None:
    fill(browser, draft)
    handler.hold = "Not now."
    send(browser, draft)
    sent = Submission.objects.get()
    waiting = sent.reference
    assert hand_over(sent.pk, user=person, now=present.now()).is_held
    handler.hold = ""
    sent = hand_over(sent.pk, user=person, now=present.now())
    assert not sent.is_held
    assert sent.reference == "T-2026-0001" != waiting
    assert sent.held_reason is None
    hand_over(sent.pk, user=person, now=present.now())
    assert handler.accepted == [sent.pk], "an accepted one is not handed over twice"


def test_a_draft_is_sealed_under_the_key_of_its_subject(
    page: FormPage, person: Any, handler: ObedientHandler, clock: Any
) -> None:
    handler.key_of_subject = DataKey.objects.make()
    draft = begin(page, user=person, subject="7", token=uuid.uuid4(), now=present.now())
    assert draft.data_key == handler.key_of_subject
    discard(draft.pk, owner=person)
    assert DataKey.objects.filter(pk=handler.key_of_subject.pk).exists(), "a case's key outlives a draft about it"


def test_discarding_destroys_the_draft_s_own_key(draft: Draft, person: Any) -> None:
    discard(draft.pk, owner=person)
    assert not DataKey.objects.filter(pk=draft.data_key_id).exists()


def test_what_is_known_already_is_filled_in_by_meaning(
    page: FormPage, person: Any, handler: ObedientHandler, clock: Any, browser: Client
) -> None:
    publish_as(
        page,
        definition(
            step("one", question("who", meaning="test.name"), question("other", required=False)),
            step("children", question("child_name", meaning="test.name"), meaning="test.child", repeat=repeat()),
        ),
    )
    handler.known = {"test.name": "Sam", "test.child": [{"test.name": "Jo"}], "no.such": "x"}
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    assert draft.answers == {"who": "Sam", "children": [{"child_name": "Jo"}]}
    assert 'value="Sam"' in browser.get(at(draft, "one")).content.decode()


def test_a_form_about_a_record_is_not_started_without_one(
    page: FormPage, handler: ObedientHandler, browser: Client
) -> None:
    handler.needs_subject = True
    assert browser.post(f"{page.url}start/", {"token": str(uuid.uuid4())}).status_code == 403
    answer = browser.post(f"{page.url}start/", {"token": str(uuid.uuid4()), "about": "7"})
    assert "Case 7" in browser.get(answer["Location"]).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_sending_at_once_make_one_submission(
    browser: Client, draft: Draft, handler: ObedientHandler, person: Any
) -> None:
    fill(browser, draft)
    draft.refresh_from_db()
    checked, results = draft.version.digest, []

    def press() -> None:
        try:
            sent = submit(draft.pk, user=person, today=present.today(), now=present.now(), checked=checked)
            results.append(sent.pk)
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        press()
        press()
    else:
        tabs = [threading.Thread(target=press) for _tab in range(4)]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join()
    assert set(results) == {draft.pk}
    assert handler.accepted == [draft.pk]


def test_the_answers_of_a_submission_are_pinned_to_the_version_that_asked(
    browser: Client, draft: Draft, page: FormPage
) -> None:
    fill(browser, draft)
    send(browser, draft)
    publish_as(page, {**referral(), "title": "Another"})
    assert Submission.objects.get().version.definition == referral()
