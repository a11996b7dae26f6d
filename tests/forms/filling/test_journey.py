"""The whole way, page by page, as a browser without JavaScript walks it."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from forms.filling.journey import Journey
from forms.models import Draft, Submission
from forms.models.form_page import FormPage
from tests.forms.scene import ObedientHandler

DATE = {"incident_date-day": "27", "incident_date-month": "2", "incident_date-year": "2026"}


def at(draft: Draft, name: str, number: int | None = None) -> str:
    """The address of a step, or of an entry of it: the one with this number today, else the new one that comes next."""
    if number is None:
        return reverse("forms:step", args=[draft.pk, name])
    there = entries(draft, name)
    if number <= len(there):
        return reverse("forms:entry", args=[draft.pk, name, there[number - 1]])
    return reverse("forms:add_entry", args=[draft.pk, name, uuid.uuid4()])


def entries(draft: Draft, name: str) -> list[str]:
    """The identifiers of the entries of a repeating step, as they are kept now."""
    return Journey(Draft.objects.get(pk=draft.pk), today=present.today()).ids(name)


def fill(browser: Client, draft: Draft) -> None:
    """Answer everything there is, with one child."""
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "no"})
    browser.post(at(draft, "children"))
    browser.post(at(draft, "more"), {})


def send(browser: Client, draft: Draft) -> Any:
    draft.refresh_from_db()
    return browser.post(reverse("forms:send", args=[draft.pk]), {"checked": draft.version.digest})


def test_the_last_step_leads_to_what_is_missing_before(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "no"})
    browser.post(at(draft, "children"))
    assert browser.post(at(draft, "more"), {})["Location"] == f"/forms/{draft.pk}/", "nothing of the incident"
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    assert browser.post(at(draft, "more"), {})["Location"] == f"/forms/{draft.pk}/check/"


def test_walks_from_the_start_page_to_the_receipt(browser: Client, page: FormPage, clock: Any) -> None:
    start = browser.get(page.url)
    token = re.search(r'name="token" value="([^"]+)"', start.content.decode())
    assert token is not None
    answer = browser.post(f"{page.url}start/", {"token": token[1]})
    draft = Draft.objects.get()
    assert answer["Location"] == f"/forms/{draft.pk}/"
    assert "Not started" in browser.get(answer["Location"]).content.decode()

    answer = browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    assert answer["Location"] == at(draft, "children")
    answer = browser.get(answer["Location"])
    assert re.search(r"/step/children/add/[0-9a-f-]{36}/$", answer["Location"])
    born = {"birth_date-day": "1", "birth_date-month": "may", "birth_date-year": "2019"}
    browser.post(at(draft, "children", 1), {"child_name": "Ana-Łucja", "birth_known": "yes", **born})
    browser.post(at(draft, "children", 2), {"child_name": "Jo", "birth_known": "no"})
    listed = browser.get(at(draft, "children")).content.decode()
    assert "Child 1: Ana-Łucja" in listed
    assert "Child 2: Jo" in listed
    answer = browser.post(at(draft, "children"))
    assert answer["Location"] == at(draft, "more")
    answer = browser.post(at(draft, "more"), {"comment": ""})
    assert answer["Location"] == f"/forms/{draft.pk}/check/"

    checked = browser.get(answer["Location"]).content.decode()
    assert "1 May 2019" in checked
    assert "Confirm and send" in checked
    answer = send(browser, draft)
    assert answer["Location"] == f"/forms/{draft.pk}/receipt/"
    receipt = browser.get(answer["Location"]).content.decode()
    assert "T-2026-0001" in receipt
    assert "Someone reads it within a day." in receipt
    sent = Submission.objects.get()
    assert sent.answers == {
        "incident_date": "2026-02-27",
        "what": "A fall.",
        "children": [
            {"child_name": "Ana-Łucja", "birth_known": "yes", "birth_date": "2019-05-01"},
            {"child_name": "Jo", "birth_known": "no"},
        ],
    }
    assert "Ana-Łucja" in browser.get(sent.get_absolute_url()).content.decode()


@pytest.mark.parametrize("times", [2, 3])
def test_pressing_send_again_gives_the_same_receipt(
    browser: Client, draft: Draft, handler: ObedientHandler, times: int
) -> None:
    fill(browser, draft)
    answers = [send(browser, draft)["Location"] for _time in range(times)]
    assert set(answers) == {f"/forms/{draft.pk}/receipt/"}
    assert handler.accepted == [draft.pk]
    assert Submission.objects.count() == 1


def test_the_back_button_after_sending_leads_to_the_receipt(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    send(browser, draft)
    for url in (draft.get_absolute_url(), at(draft, "incident"), reverse("forms:check", args=[draft.pk])):
        assert browser.get(url)["Location"] == f"/forms/{draft.pk}/receipt/"
    assert browser.post(at(draft, "incident"), {"what": "Something else."})["Location"].endswith("/receipt/")
    assert Submission.objects.get().answers["what"] == "A fall."


def test_a_second_click_on_start_makes_no_second_draft(browser: Client, page: FormPage, clock: Any) -> None:
    token = {"token": str(uuid.uuid4())}
    first, second = (browser.post(f"{page.url}start/", token)["Location"] for _click in range(2))
    assert first == second
    assert Draft.objects.count() == 1


def test_a_token_of_somebody_elses_draft_opens_a_draft_of_ones_own(
    browser: Client, page: FormPage, draft: Draft, client: Client, other: Any
) -> None:
    client.force_login(other)
    answer = client.post(f"{page.url}start/", {"token": str(draft.pk)})
    assert str(draft.pk) not in answer["Location"]
    assert Draft.objects.filter(owner=other).count() == 1


def test_sending_what_is_not_complete_is_answered_with_what_is_missing(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    answer = send(browser, draft)
    assert answer.status_code == 409
    assert "add at least 1 child" in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_step_is_not_skipped_by_its_address(browser: Client, draft: Draft) -> None:
    assert browser.get(reverse("forms:check", args=[draft.pk])).content.decode().count("Confirm and send") == 0
    assert browser.get(at(draft, "no_such_step")).status_code == 404
    for name in ("children", "incident"):
        assert browser.get(reverse("forms:entry", args=[draft.pk, name, uuid.uuid4()])).status_code == 404
    assert browser.get(at(draft, "incident", 1)).status_code == 404


@pytest.mark.parametrize("left", ["anonymous", "other"])
def test_nobody_else_opens_a_draft_or_what_became_of_it(
    browser: Client, draft: Draft, other: Any, client: Client, left: str
) -> None:
    fill(browser, draft)
    stranger = Client()
    if left == "other":
        stranger.force_login(other)
    before = [draft.get_absolute_url(), at(draft, "incident"), at(draft, "children", 1)]
    before += [reverse(f"forms:{name}", args=[draft.pk]) for name in ("check", "discard")]
    for url in before:
        for answer in (stranger.get(url), stranger.post(url)):
            expected = 404 if left == "other" else 302
            assert answer.status_code == expected, url
            if left == "anonymous":
                assert "/accounts/login/" in answer["Location"]
    assert stranger.post(reverse("forms:send", args=[draft.pk])).status_code == (404 if left == "other" else 302)
    send(browser, draft)
    for name in ("receipt", "copy"):
        answer = stranger.get(reverse(f"forms:{name}", args=[draft.pk]))
        assert answer.status_code == (404 if left == "other" else 302)


def test_a_reader_whom_the_handler_lets_opens_the_copy_only(
    browser: Client, draft: Draft, other: Any, handler: ObedientHandler
) -> None:
    fill(browser, draft)
    handler.readers.add(other.pk)
    reader = Client()
    reader.force_login(other)
    assert reader.get(draft.get_absolute_url()).status_code == 404
    send(browser, draft)
    assert reader.get(reverse("forms:copy", args=[draft.pk])).status_code == 200


def test_everything_but_the_start_page_is_kept_by_no_browser(browser: Client, page: FormPage, draft: Draft) -> None:
    fill(browser, draft)
    urls = [
        draft.get_absolute_url(),
        at(draft, "incident"),
        reverse("forms:check", args=[draft.pk]),
        f"{page.url}start/",
    ]
    for url in urls:
        assert "no-store" in browser.get(url)["Cache-Control"]
    assert "no-store" not in Client().get(page.url).get("Cache-Control", "")
    anonymous = Client().get(at(draft, "incident"))
    assert "no-store" in anonymous["Cache-Control"]
    assert anonymous["Location"].endswith(f"?next={at(draft, 'incident')}")


def test_a_refusal_at_the_start_says_why_and_makes_nothing(
    browser: Client, page: FormPage, handler: ObedientHandler, clock: Any
) -> None:
    handler.refuse_start = "Only a local authority notifies."
    answer = browser.post(f"{page.url}start/", {"token": str(uuid.uuid4())})
    assert answer.status_code == 403
    assert "Only a local authority notifies." in answer.content.decode()
    assert not Draft.objects.exists()


def test_a_refusal_at_the_end_says_why_and_keeps_the_draft(
    browser: Client, draft: Draft, handler: ObedientHandler
) -> None:
    fill(browser, draft)
    handler.refuse = "This case is closed."
    answer = send(browser, draft)
    assert answer.status_code == 409
    assert "This case is closed." in answer.content.decode()
    assert not Submission.objects.exists()
    draft.refresh_from_db()
    assert draft.answers["what"] == "A fall."
    assert draft.owner.last_name != "Written by the handler"


def test_held_is_stored_receipted_and_told_plainly(
    browser: Client, draft: Draft, handler: ObedientHandler, person: Any
) -> None:
    fill(browser, draft)
    handler.hold = "The rapid review is sent already."
    receipt = browser.get(send(browser, draft)["Location"]).content.decode()
    sent = Submission.objects.get()
    assert sent.is_held
    assert sent.reference in receipt
    assert "has not been taken further yet" in receipt
    assert "The rapid review is sent already." in receipt
    person.refresh_from_db()
    assert person.last_name == "O'Brien-Łukasz", "what the handler wrote before it held must be undone"


def test_a_handler_that_breaks_leaves_the_draft_as_it_was(
    browser: Client, draft: Draft, handler: ObedientHandler
) -> None:
    fill(browser, draft)
    handler.fails = True
    with pytest.raises(RuntimeError):
        send(browser, draft)
    assert not Submission.objects.exists()
    handler.fails = False
    assert send(browser, draft)["Location"].endswith("/receipt/")


def test_deleting_a_draft_is_asked_first(browser: Client, draft: Draft) -> None:
    url = reverse("forms:discard", args=[draft.pk])
    assert "Delete this draft?" in browser.get(url).content.decode()
    assert Draft.objects.exists()
    browser.post(url)
    assert not Draft.objects.exists()


def test_an_expired_draft_says_so(browser: Client, draft: Draft, clock: Any, settings: Any) -> None:
    from datetime import timedelta

    clock.shift(timedelta(days=settings.DRAFT_LIFETIME_DAYS + 1))
    browser.force_login(draft.owner)
    answer = browser.get(draft.get_absolute_url())
    assert answer.status_code == 410
    assert "has expired" in answer.content.decode()
