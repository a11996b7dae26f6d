"""Every save says what it began from: two windows, a stale autosave, a button pressed twice."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forms import present
from forms.filling.starting import begin
from forms.models import Attachment, Draft, Submission
from forms.models.form_page import FormPage
from forms.questions.rows import REMOVE_ROW, change_rows
from tests.forms.filling.test_journey import DATE, at, entries, fill, send
from tests.forms.scene import (
    ObedientHandler,
    definition,
    form_page,
    publish_as,
    question,
    referral,
    repeat,
    rule,
    step,
    when,
)
from tests.forms.windows import Window, sent_by

PDF = b"%PDF-1.7\nplan\n%%EOF"


def three_children(browser: Client, draft: Draft) -> None:
    for name in ("A", "B", "C"):
        browser.post(at(draft, "children", 4), {"child_name": name, "birth_known": "no"})


def kept(draft: Draft) -> Any:
    return Draft.objects.get(pk=draft.pk).answers


def children(draft: Draft) -> list[str]:
    return [one.get("child_name", "") for one in kept(draft).get("children", [])]


def test_of_three_children_two_windows_leave_the_right_ones(browser: Client, draft: Draft) -> None:
    """One window removes the first child, the other saves the second one, whose number was 2 when it was opened."""
    three_children(browser, draft)
    second = Window(browser, at(draft, "children", 2))
    browser.post(remove_url(draft, 1))
    assert second.save(child_name="B", birth_known="no").status_code == 302
    assert children(draft) == ["B", "C"]


def remove_url(draft: Draft, number: int) -> str:
    return reverse("forms:remove_entry", args=[draft.pk, "children", entries(draft, "children")[number - 1]])


def test_a_double_click_on_remove_removes_one(browser: Client, draft: Draft) -> None:
    three_children(browser, draft)
    url = remove_url(draft, 1)
    page = sent_by(browser.get(url).content.decode())
    for _click in range(2):
        assert browser.post(url, page)["Location"] == at(draft, "children")
    assert children(draft) == ["B", "C"]


def test_the_address_of_a_removed_entry_leads_to_no_other_one(browser: Client, draft: Draft) -> None:
    three_children(browser, draft)
    url = at(draft, "children", 1)
    new = url.replace("/children/", "/children/add/")
    browser.post(remove_url(draft, 1))
    for address in (url, new):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "This is not here any more" in answer.content.decode()
        assert at(draft, "children") in answer.content.decode()
    answer = browser.post(url, {"child_name": "Typed in vain", "birth_known": "no"})
    assert answer.status_code == 404
    assert "Typed in vain" in answer.content.decode(), "what came with it is shown"
    assert children(draft) == ["B", "C"]


def test_an_entry_removed_elsewhere_may_be_added_again_with_what_was_typed(browser: Client, draft: Draft) -> None:
    three_children(browser, draft)
    first = Window(browser, at(draft, "children", 1))
    browser.post(remove_url(draft, 1))
    answer = first.save(child_name="A, corrected", birth_known="no")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This was removed in another window" in page
    assert "A, corrected" in page
    assert children(draft) == ["B", "C"]
    assert browser.post(first.url, sent_by(page)).status_code == 302
    assert children(draft) == ["B", "C", "A, corrected"]


def test_an_entry_that_was_there_from_the_start_is_gone_for_a_stale_page_too(
    browser: Client, page: FormPage, person: Any, handler: ObedientHandler
) -> None:
    content = referral()
    content["steps"][1]["questions"][0]["meaning"] = "test.name"
    page = publish_as(page, content)
    handler.known = {"test.child": [{"test.name": "A"}, {"test.name": "B"}]}
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    first = Window(browser, at(draft, "children", 1))
    browser.post(remove_url(draft, 1))
    assert first.save(child_name="A", birth_known="no").status_code == 409
    assert children(draft) == ["B"]


def test_two_windows_each_add_a_child(browser: Client, draft: Draft) -> None:
    one, other = (Window(browser, at(draft, "children", 9)) for _window in range(2))
    one.save(child_name="A", birth_known="no")
    other.save(child_name="B", birth_known="no")
    assert children(draft) == ["A", "B"]


def test_a_new_child_sent_twice_is_one(browser: Client, draft: Draft) -> None:
    new = Window(browser, at(draft, "children", 9))
    new.autosave(child_name="A")
    for _click in range(2):
        assert new.save(child_name="A", birth_known="no").status_code == 302
    assert children(draft) == ["A"]


def test_a_stale_page_shows_both_versions_and_lets_the_person_choose(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    here, there = (Window(browser, at(draft, "incident")) for _window in range(2))
    there.save(**DATE, what="A push, said the nurse.")
    answer = here.save(**DATE, what="A fall from a bed.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This was changed in another window" in page
    for text in ("A push, said the nurse.", "A fall from a bed."):
        assert text in page
    assert "27 February 2026" in page
    assert page.count("Different</strong>") == 1
    assert Draft.objects.get().answers["what"] == "A push, said the nurse.", (
        "nothing is written over before they choose"
    )

    there_now = browser.get(at(draft, "incident")).content.decode()
    assert "A push, said the nurse." in there_now, "the link to keep what is there leads here"
    assert browser.post(at(draft, "incident"), sent_by(page)).status_code == 302
    assert Draft.objects.get().answers["what"] == "A fall from a bed."


def test_of_both_versions_each_question_is_chosen_by_itself(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    here, there = (Window(browser, at(draft, "incident")) for _window in range(2))
    there.save(**{**DATE, "incident_date-day": "26"}, what="A push, said the nurse.")
    page = here.save(**{**DATE, "incident_date-day": "25"}, what="A fall from a bed.").content.decode()
    chosen = {"forms-choose:incident_date": "kept", "forms-choose:what": "typed"}
    assert browser.post(at(draft, "incident"), {**sent_by(page), **chosen}).status_code == 302
    assert kept(draft) == {"incident_date": "2026-02-26", "what": "A fall from a bed."}


def test_where_nothing_was_typed_what_is_kept_is_chosen_to_begin_with(browser: Client, draft: Draft) -> None:
    here, there = (Window(browser, at(draft, "incident")) for _window in range(2))
    there.save(**DATE, what="A push, said the nurse.")
    page = here.save(**{**DATE, "incident_date-day": "25"}).content.decode()
    assert browser.post(at(draft, "incident"), sent_by(page)).status_code == 302
    assert kept(draft) == {"incident_date": "2026-02-25", "what": "A push, said the nurse."}


def test_what_is_chosen_must_pass_like_anything_typed(browser: Client, draft: Draft) -> None:
    here, there = (Window(browser, at(draft, "incident")) for _window in range(2))
    there.save(**DATE, what="A push.")
    page = here.save(**{**DATE, "incident_date-day": "31"}, what="A fall.").content.decode()
    answer = browser.post(at(draft, "incident"), sent_by(page))
    assert answer.status_code == 422
    assert "31 February 2026 is not a real date" in answer.content.decode()


def test_a_choice_overtaken_once_more_is_asked_once_more(browser: Client, draft: Draft) -> None:
    here, there, third = (Window(browser, at(draft, "incident")) for _window in range(3))
    there.save(**DATE, what="Second.")
    page = here.save(**DATE, what="First.").content.decode()
    browser.post(at(draft, "incident"), {**DATE, "what": "Third."})
    answer = browser.post(at(draft, "incident"), sent_by(page))
    assert answer.status_code == 409
    assert "Third." in answer.content.decode()
    assert third.save(**DATE, what="Third.").status_code == 302, "the same text is no conflict"


def test_autosave_of_a_stale_page_writes_over_nothing_and_says_so(browser: Client, draft: Draft) -> None:
    here, there = (Window(browser, at(draft, "incident")) for _window in range(2))
    there.autosave(**DATE, what="From the other window.")
    answer = here.autosave(what="From the old window.")
    assert answer.status_code == 409
    assert answer.json()["status"] == "changed"
    assert "changed in another window" in answer.json()["message"]
    assert "From the other window." in browser.get(at(draft, "incident")).content.decode()


def test_autosave_of_a_removed_entry_does_not_bring_it_back(browser: Client, draft: Draft) -> None:
    three_children(browser, draft)
    first = Window(browser, at(draft, "children", 1))
    browser.post(remove_url(draft, 1))
    assert first.autosave(child_name="A again").status_code == 409
    assert children(draft) == ["B", "C"]


def test_a_page_never_clashes_with_itself(browser: Client, draft: Draft) -> None:
    """Autosave after autosave, one whose answer never arrived, then the button: the page is the same."""
    here = Window(browser, at(draft, "incident"))
    for text in ("A", "A f", "A fall."):
        assert here.autosave(what=text).status_code == 200
    assert here.save(**DATE, what="A fall.").status_code == 302


def test_saving_without_a_change_is_no_change(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    here, there = (Window(browser, at(draft, "incident")) for _window in range(2))
    there.save(**DATE, what="A fall.")
    assert here.save(**DATE, what="A fall, corrected.").status_code == 302
    assert Draft.objects.get().answers["what"] == "A fall, corrected."


def test_changes_of_different_steps_and_entries_both_stay(browser: Client, draft: Draft) -> None:
    three_children(browser, draft)
    incident, more = Window(browser, at(draft, "incident")), Window(browser, at(draft, "more"))
    first, second = Window(browser, at(draft, "children", 1)), Window(browser, at(draft, "children", 2))
    saved = [
        incident.save(**DATE, what="A fall."),
        more.save(comment="None."),
        second.save(child_name="B2", birth_known="no"),
        first.save(child_name="A1", birth_known="no"),
    ]
    assert [answer.status_code for answer in saved] == [302] * 4
    assert (kept(draft)["what"], kept(draft)["comment"]) == ("A fall.", "None.")
    assert children(draft) == ["A1", "B2", "C"]


def test_removing_what_changed_meanwhile_is_asked_again(browser: Client, draft: Draft) -> None:
    three_children(browser, draft)
    url = remove_url(draft, 1)
    asked = sent_by(browser.get(url).content.decode())
    Window(browser, at(draft, "children", 1)).save(child_name="A, who was hurt", birth_known="no")
    answer = browser.post(url, asked)
    assert answer.status_code == 409
    assert "A, who was hurt" in answer.content.decode()
    assert children(draft) == ["A, who was hurt", "B", "C"]
    browser.post(url, sent_by(answer.content.decode()))
    assert children(draft) == ["B", "C"]


def test_answers_changed_while_they_were_checked_are_checked_again(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    page = browser.get(reverse("forms:check", args=[draft.pk])).content.decode()
    checked = dict(re.findall(r'<input type="hidden" name="(checked|revision)" value="([^"]+)"', page))
    Window(browser, at(draft, "incident")).save(**DATE, what="A push.")
    answer = browser.post(reverse("forms:send", args=[draft.pk]), checked)
    assert answer.status_code == 409
    assert "changed in another window while you were checking" in answer.content.decode()
    assert "A push." in answer.content.decode()
    assert not Submission.objects.exists()
    again = dict(re.findall(r'<input type="hidden" name="(checked|revision)" value="([^"]+)"', answer.content.decode()))
    browser.post(reverse("forms:send", args=[draft.pk]), again)
    assert Submission.objects.get().answers["what"] == "A push."


def test_a_draft_changed_meanwhile_is_not_deleted_unasked(browser: Client, draft: Draft) -> None:
    url = reverse("forms:discard", args=[draft.pk])
    asked = dict(re.findall(r'name="(revision)" value="(\d+)"', browser.get(url).content.decode()))
    Window(browser, at(draft, "incident")).autosave(what="Typed meanwhile.")
    answer = browser.post(url, asked)
    assert answer.status_code == 409
    assert "changed in another window" in answer.content.decode()
    assert Draft.objects.exists()
    browser.post(url, dict(re.findall(r'name="(revision)" value="(\d+)"', answer.content.decode())))
    assert not Draft.objects.exists()


def test_a_step_hidden_from_another_window_keeps_what_is_typed_in_it(
    browser: Client, page: FormPage, draft: Draft
) -> None:
    content = referral()
    content["steps"][0]["questions"].append(question("harmed", "yes_no", required=False))
    content["steps"][2]["show_when"] = when(rule("harmed"))
    publish_as(page, content)
    browser.get(draft.get_absolute_url())
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall.", "harmed": "yes"})
    more = Window(browser, at(draft, "more"))
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall.", "harmed": "no"})
    answer = more.save(comment="Long and careful.")
    assert answer["Location"] == draft.get_absolute_url()
    assert "is not asked any more because of another answer" in browser.get(answer["Location"]).content.decode()
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall.", "harmed": "yes"})
    assert "Long and careful." in browser.get(at(draft, "more")).content.decode()


def test_a_step_that_is_gone_shows_what_was_typed_in_it(browser: Client, page: FormPage, draft: Draft) -> None:
    more = Window(browser, at(draft, "more"))
    content = referral()
    del content["steps"][2]
    publish_as(page, content)
    browser.get(draft.get_absolute_url())
    answer = more.save(comment="Long and careful.")
    assert answer.status_code == 404
    assert "Long and careful." in answer.content.decode()
    assert more.autosave(comment="Long and careful.").json()["status"] == "refused"


def test_the_last_place_in_a_list_is_given_once(browser: Client, page: FormPage, draft: Draft) -> None:
    content = referral()
    content["steps"][1]["repeat"]["most"] = 1
    publish_as(page, content)
    one, other = (Window(browser, at(draft, "children", 9)) for _window in range(2))
    one.save(child_name="A", birth_known="no")
    answer = other.save(child_name="B", birth_known="no")
    assert answer.status_code == 422
    assert 'value="B"' in answer.content.decode()
    assert other.autosave(child_name="B").json()["status"] == "full"
    assert children(draft) == ["A"]


@pytest.fixture
def with_papers(db: None, handler: ObedientHandler, person: Any, clock: Any, attachments: Any) -> Draft:
    """A form that asks for files of each of several people, and for one beside them."""
    people = step("people", question("child_name"), question("paper", "file", required=False), repeat=repeat(most=5))
    page = form_page(definition(step("papers", question("why", required=False), question("paper_too", "file")), people))
    return begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())


def test_files_go_to_the_entry_they_were_chosen_for(browser: Client, with_papers: Draft) -> None:
    for name in ("A", "B"):
        browser.post(at(with_papers, "people", 9), {"child_name": name})
    second = Window(browser, at(with_papers, "people", 2))
    first = entries(with_papers, "people")[0]
    browser.post(reverse("forms:remove_entry", args=[with_papers.pk, "people", first]))
    assert second.upload(("plan.pdf", PDF)).json()["status"] == "added"
    (file,) = Attachment.objects.all()
    assert second.save(child_name="B", paper=str(file.pk)).status_code == 302
    assert Draft.objects.get().answers["people"] == [{"child_name": "B", "paper": [str(file.pk)]}]


def test_a_file_for_an_entry_removed_elsewhere_is_refused_and_told(browser: Client, with_papers: Draft) -> None:
    browser.post(at(with_papers, "people", 9), {"child_name": "A"})
    first = Window(browser, at(with_papers, "people", 1))
    browser.post(reverse("forms:remove_entry", args=[with_papers.pk, "people", entries(with_papers, "people")[0]]))
    answer = first.upload(("plan.pdf", PDF))
    assert answer.status_code == 404
    assert "has been removed" in answer.json()["message"]
    assert not Attachment.objects.exists()


def test_a_file_added_from_a_stale_page_leaves_the_other_text_and_the_conflict(
    browser: Client, with_papers: Draft
) -> None:
    browser.post(at(with_papers, "people", 9), {"child_name": "A"})
    here, there = (Window(browser, at(with_papers, "people", 1)) for _window in range(2))
    there.save(child_name="A, corrected")
    assert here.upload(("plan.pdf", PDF)).json()["status"] == "added"
    page = browser.get(at(with_papers, "people", 1)).content.decode()
    assert "A, corrected" in page
    assert "plan.pdf" in page
    assert here.save(child_name="A").status_code == 409


def test_a_file_sent_with_a_stale_page_is_kept_with_what_was_typed(browser: Client, with_papers: Draft) -> None:
    browser.post(at(with_papers, "people", 9), {"child_name": "A"})
    here, there = (Window(browser, at(with_papers, "people", 1)) for _window in range(2))
    there.save(child_name="A, corrected")
    sent = [SimpleUploadedFile("plan.pdf", PDF)]
    page = browser.post(here.url, {**here.own, "child_name": "A", "paper-upload": sent}).content.decode()
    assert "plan.pdf" in page
    browser.post(here.url, sent_by(page))
    (file,) = Attachment.objects.all()
    assert Draft.objects.get().answers["people"] == [{"child_name": "A", "paper": [str(file.pk)]}]


def test_entries_have_no_identifier_among_what_is_sent(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    send(browser, draft)
    assert Submission.objects.get().answers["children"] == [{"child_name": "Jo", "birth_known": "no"}]


@pytest.mark.parametrize("basis", ["", "x", "-1:a", "²:a", "1:", "999:abc", f"{'9' * 5_000}:abc", f"1:{'a' * 100_000}"])
def test_a_forged_basis_gets_an_answer(browser: Client, draft: Draft, basis: str) -> None:
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    answer = browser.post(at(draft, "incident"), {**DATE, "what": "A push.", "forms-basis": basis})
    assert answer.status_code in (302, 409)


def test_what_a_page_calls_itself_does_not_fill_the_draft(browser: Client, draft: Draft) -> None:
    sent = {**DATE, "what": "A fall.", "forms-basis": f"0:{'a' * 100_000}"}
    browser.post(at(draft, "incident"), sent)
    assert "aaaa" not in str(Draft.objects.get().working)


def test_a_forged_revision_gets_an_answer(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    page = sent_by(browser.get(reverse("forms:check", args=[draft.pk])).content.decode())
    answer = browser.post(reverse("forms:send", args=[draft.pk]), {**page, "revision": "9" * 5_000})
    assert answer.status_code in (302, 409)


def test_a_forged_row_gets_an_answer() -> None:
    asked: Any = {"questions": [{"name": "days", "kind": "chronology", "rules": {}}]}
    assert change_rows(f"{REMOVE_ROW}days:{'9' * 5_000}", asked, {}) == "days-0-day"
