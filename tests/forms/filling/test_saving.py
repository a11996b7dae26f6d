"""Nothing typed is lost: errors, autosave, coming back later, several entries, questions that appear."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.models import Draft, Submission
from tests.forms.filling.test_journey import DATE, at, entries, fill, send

JSON = {"Accept": "application/json"}


def shown(browser: Client, url: str) -> str:
    return browser.get(url).content.decode()


def test_what_was_typed_stays_with_its_error(browser: Client, draft: Draft) -> None:
    typed = {
        "incident_date-day": "31",
        "incident_date-month": "2",
        "incident_date-year": "2026",
        "what": "A <b>fall</b>",
    }
    answer = browser.post(at(draft, "incident"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>" in page
    assert "Error: Incident" in page
    assert 'href="#incident_date-day"' in page
    assert "31 February 2026 is not a real date" in page
    assert 'value="31"' in page
    assert "A &lt;b&gt;fall&lt;/b&gt;" in page
    assert "A &lt;b&gt;fall" in shown(browser, at(draft, "incident")), "and it is still there on coming back"


def test_200_000_characters_get_an_answer(browser: Client, draft: Draft) -> None:
    answer = browser.post(at(draft, "incident"), {**DATE, "what": "x" * 200_000})
    assert answer.status_code == 422
    assert "You have entered 200,000" in answer.content.decode()


@pytest.mark.parametrize("typed", ["a\x00b", "=HYPERLINK()", "👩‍👧", "a" * 499])
def test_awkward_text_never_breaks_a_page(browser: Client, draft: Draft, typed: str) -> None:
    assert browser.post(at(draft, "children", 1), {"child_name": typed, "birth_known": "no"}).status_code in (302, 422)
    assert browser.get(reverse("forms:check", args=[draft.pk])).status_code == 200


def test_autosave_keeps_half_a_step(browser: Client, draft: Draft) -> None:
    url = reverse("forms:step_autosave", args=[draft.pk, "incident"])
    answer = browser.post(url, {"incident_date-day": "3", "what": "Half a sen"}, headers=JSON)
    assert answer.json() == {"status": "saved", "at": "09:00"}
    assert "Half a sen" in shown(browser, at(draft, "incident"))
    assert "In progress" in shown(browser, draft.get_absolute_url())
    draft.refresh_from_db()
    assert draft.answers == {}, "what did not pass is not an answer"


def test_autosave_of_somebody_signed_out_says_so(draft: Draft) -> None:
    answer = Client().post(reverse("forms:step_autosave", args=[draft.pk, "incident"]), {"what": "x"}, headers=JSON)
    assert answer.status_code == 401
    assert answer.json() == {"status": "signed-out"}


def test_a_change_typed_after_a_step_was_done_is_not_sent_unnoticed(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    browser.post(reverse("forms:step_autosave", args=[draft.pk, "incident"]), {**DATE, "what": "A push."})
    answer = send(browser, draft)
    assert answer.status_code == 409
    assert "changes that are not saved" in answer.content.decode()
    browser.post(at(draft, "incident"), {**DATE, "what": "A push."})
    send(browser, draft)
    assert Submission.objects.get().answers["what"] == "A push."


def test_coming_back_later_keeps_what_is_not_complete(browser: Client, draft: Draft) -> None:
    answer = browser.post(at(draft, "incident"), {"what": "A fall.", "forms-action": "later"})
    assert answer["Location"] == draft.get_absolute_url()
    page = shown(browser, draft.get_absolute_url())
    assert "Your answers are saved. Come back and finish them by 1 May 2026." in page
    assert "A fall." in shown(browser, at(draft, "incident"))


def test_an_expired_session_comes_back_to_the_step(draft: Draft) -> None:
    answer = Client().post(at(draft, "incident"), {"what": "typed"})
    assert answer["Location"] == f"/accounts/login/?next={at(draft, 'incident')}"


def test_several_entries_may_be_left_unfinished_and_removed(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "children", 1), {"child_name": "Ana", "forms-action": "later"})
    browser.post(at(draft, "children", 2), {"child_name": "Ben", "birth_known": "no"})
    page = shown(browser, at(draft, "children"))
    assert "Not finished" in page
    assert "Child 2: Ben" in page
    remove = reverse("forms:remove_entry", args=[draft.pk, "children", entries(draft, "children")[0]])
    assert "Remove Child 1: Ana?" in shown(browser, remove)
    draft.refresh_from_db()
    assert len(draft.answers["children"]) == 2, "asking removes nothing"
    browser.post(remove)
    draft.refresh_from_db()
    assert draft.answers["children"] == [{"child_name": "Ben", "birth_known": "no"}]
    assert draft.working["typed"] == {}


def test_an_unfinished_entry_keeps_what_was_typed_when_an_earlier_one_goes(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "children", 1), {"child_name": "Ben", "birth_known": "no"})
    browser.post(at(draft, "children", 2), {"child_name": "Ana", "forms-action": "later"})
    browser.post(reverse("forms:remove_entry", args=[draft.pk, "children", entries(draft, "children")[0]]))
    assert 'value="Ana"' in shown(browser, at(draft, "children", 1))


def test_no_more_entries_than_the_form_takes(browser: Client, draft: Draft) -> None:
    for number in range(1, 6):
        browser.post(at(draft, "children", number), {"child_name": f"C{number}", "birth_known": "no"})
    assert "as many as this form takes" in shown(browser, at(draft, "children"))
    answer = browser.post(at(draft, "children", 6), {"child_name": "C6", "birth_known": "no"})
    assert answer.status_code == 422
    assert "takes no more of these" in answer.content.decode()
    assert 'value="C6"' in answer.content.decode(), "what was typed stays on the page"
    assert len(entries(draft, "children")) == 5
    assert browser.get(at(draft, "children", 6))["Location"] == at(draft, "children")


def test_a_question_that_appears_is_offered_without_javascript(browser: Client, draft: Draft) -> None:
    typed = {"child_name": "Jo", "birth_known": "yes", "forms-offered": "child_name birth_known"}
    answer = browser.post(at(draft, "children", 1), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "there is 1 more" in page
    assert "There is a problem" not in page
    assert 'value="Jo"' in page
    born = {"birth_date-day": "1", "birth_date-month": "5", "birth_date-year": "2019"}
    offered = {"forms-offered": "child_name birth_known birth_date"}
    assert browser.post(at(draft, "children", 1), {**typed, **born, **offered}).status_code == 302


def test_a_birth_after_the_incident_is_found_when_the_incident_is_dated_later(browser: Client, draft: Draft) -> None:
    born = {"birth_date-day": "28", "birth_date-month": "2", "birth_date-year": "2026"}
    browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "yes", **born})
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    page = shown(browser, reverse("forms:check", args=[draft.pk]))
    assert "Birth date must not be after 27 February 2026" in page
    assert f"{at(draft, 'children', 1)}?from=check" in page
    answer = browser.post(f"{at(draft, 'children', 1)}?from=check", {"child_name": "Jo", "birth_known": "no"})
    assert answer["Location"] == at(draft, "children")


def test_changing_from_check_answers_leads_back_there(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    answer = browser.post(f"{at(draft, 'incident')}?from=check", {**DATE, "what": "Another."})
    assert answer["Location"] == reverse("forms:check", args=[draft.pk])


def test_what_is_hidden_later_is_not_sent(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    born = {"birth_date-day": "1", "birth_date-month": "5", "birth_date-year": "2019"}
    browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "yes", **born})
    browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "no", **born})
    send(browser, draft)
    assert Submission.objects.get().answers["children"] == [{"child_name": "Jo", "birth_known": "no"}]


def test_a_form_field_that_is_not_asked_is_not_kept(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall.", "admin": "yes", "children": "x"})
    draft.refresh_from_db()
    assert draft.answers.keys() == {"incident_date", "what"}


def test_expiry_moves_on_with_every_saving(browser: Client, draft: Draft, clock: Any) -> None:
    from datetime import timedelta

    before = draft.expires_at
    clock.shift(timedelta(hours=1))
    browser.post(at(draft, "incident"), {"what": "A fall.", "forms-action": "later"})
    draft.refresh_from_db()
    assert draft.expires_at == before + timedelta(hours=1)
    assert Draft.objects.open_for(draft.owner, now=before).count() == 1
    assert Draft.objects.open_for(draft.owner, now=draft.expires_at).count() == 0


@pytest.mark.parametrize("typed", ["a\ud800b", "a\x00b"])
def test_hidden_characters_are_taken_out_and_told(browser: Client, draft: Draft, typed: str) -> None:
    """A lone surrogate cannot be stored, NUL not in PostgreSQL: the person is told, and sees what is left."""
    url = at(draft, "children", 1)
    body = b"child_name=" + typed.encode("utf-8", "surrogatepass") + b"&birth_known=no"
    answer = browser.generic("POST", url, body, content_type="application/x-www-form-urlencoded")
    page = answer.content.decode()
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert "We removed hidden characters from “Child name”" in page
    assert browser.get(url, follow=True).status_code == 200
    assert browser.get(reverse("forms:check", args=[draft.pk])).status_code == 200


def test_two_tabs_never_mix_their_steps(browser: Client, draft: Draft) -> None:
    """A tab that stood open long saves its own step; what another tab saved meanwhile stays."""
    browser.get(at(draft, "more"))
    browser.post(at(draft, "incident"), {**DATE, "what": "From the other tab."})
    browser.post(
        reverse("forms:step_autosave", args=[draft.pk, "more"]), {"comment": "From the old tab."}, headers=JSON
    )
    assert "From the other tab." in shown(browser, at(draft, "incident"))
    assert "From the old tab." in shown(browser, at(draft, "more"))


def test_what_says_the_same_as_before_is_nothing_unsaved(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    same = {"incident_date-day": "27", "incident_date-month": "2", "incident_date-year": "2026", "what": "A fall."}
    browser.post(reverse("forms:step_autosave", args=[draft.pk, "incident"]), same, headers=JSON)
    draft.refresh_from_db()
    assert draft.working["typed"] == {}
    assert send(browser, draft)["Location"].endswith("/receipt/")


def test_skipping_ahead_shows_the_step_and_sends_nothing(browser: Client, draft: Draft) -> None:
    assert browser.get(at(draft, "more")).status_code == 200
    browser.post(at(draft, "more"), {"comment": "Only this."})
    assert send(browser, draft).status_code == 409
    assert not Submission.objects.exists()
