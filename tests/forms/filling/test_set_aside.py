"""What a change hides is set aside, not destroyed: a mis-clicked radio button, another condition, a newer version."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forms import present
from forms.definition.shape import Definition
from forms.filling.starting import begin
from forms.models import Attachment, Draft, Submission
from forms.models.form_page import FormPage
from tests.forms.filling.test_journey import DATE, at, entries, fill, send
from tests.forms.filling.test_two_windows import PDF
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

BORN = {"birth_date-day": "1", "birth_date-month": "5", "birth_date-year": "2019"}


def shown(browser: Client, url: str) -> str:
    return " ".join(browser.get(url).content.decode().split())


def kept(draft: Draft) -> Any:
    return Draft.objects.get(pk=draft.pk).answers


def branching() -> Definition:
    """A radio button with a text beside it, what it shows in its own step, and a step and a list that it shows."""
    way = question("way", "radios", choices=["car", "foot"])
    way["choices"].append({"value": "other", "label": "In another way", "other": True})
    return definition(
        step("first", question("harmed", "yes_no"), question("how", "long_text", show_when=when(rule("harmed")))),
        step("second", way, question("note", required=False), show_when=when(rule("harmed"))),
        step("people", question("child_name"), repeat=repeat(least=0), show_when=when(rule("harmed"))),
        step("last", question("comment", required=False)),
    )


@pytest.fixture
def branched(handler: ObedientHandler, db: None, clock: Any, person: Any) -> Draft:
    return begin(form_page(branching()), user=person, subject="", token=uuid.uuid4(), now=present.now())


def answer_all(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "first"), {"harmed": "yes", "how": "A fall."})
    browser.post(at(draft, "second"), {"way": "other", "way:other": "By boat", "note": "Late."})
    for name in ("Ana", "Ben"):
        browser.post(at(draft, "people", 9), {"child_name": name})
    browser.post(at(draft, "people"))
    browser.post(at(draft, "last"), {"comment": "None."})


ALL = {
    "harmed": "yes",
    "how": "A fall.",
    "way": "other",
    "way:other": "By boat",
    "note": "Late.",
    "people": [{"child_name": "Ana"}, {"child_name": "Ben"}],
    "comment": "None.",
}


def test_a_misclicked_radio_button_loses_nothing(browser: Client, branched: Draft) -> None:
    """The step's own question, another step and a whole list are hidden, and all come back as they were."""
    answer_all(browser, branched)
    before = entries(branched, "people")
    assert kept(branched) == ALL
    assert Window(browser, at(branched, "first")).save(harmed="no").status_code == 302
    assert kept(branched) == {"harmed": "no", "comment": "None."}, "what is hidden is no answer"
    assert "How" not in shown(browser, reverse("forms:check", args=[branched.pk]))
    back = Window(browser, at(branched, "first"))
    answer = back.save(harmed="yes")
    assert answer.status_code == 200, "a question that has come up is looked at before going on"
    assert browser.post(back.url, sent_by(answer.content.decode())).status_code == 302
    assert kept(branched) == ALL
    assert entries(branched, "people") == before, "each child is the same one"
    assert "Everything is answered" in shown(browser, branched.get_absolute_url())


def test_what_is_hidden_is_never_sent_and_goes_with_the_draft(browser: Client, branched: Draft) -> None:
    answer_all(browser, branched)
    browser.post(at(branched, "first"), {"harmed": "no"})
    send(browser, branched)
    assert Submission.objects.get().answers == {"harmed": "no", "comment": "None."}
    for page in ("receipt", "copy"):
        assert "A fall." not in shown(browser, reverse(f"forms:{page}", args=[branched.pk]))
    sent = Draft.objects.get()
    assert (sent.answers, sent.working) == (None, None)


def test_what_is_hidden_lies_in_the_vault_only(browser: Client, branched: Draft) -> None:
    answer_all(browser, branched)
    browser.post(at(branched, "first"), {"harmed": "no"})
    row = Draft.objects.filter(pk=branched.pk).values_list("answers", "working")[0]
    assert not any(text.encode() in bytes(sealed) for sealed in row for text in ("By boat", "A fall.", "Ana"))


def test_the_text_beside_a_choice_comes_back_with_it(browser: Client, branched: Draft) -> None:
    answer_all(browser, branched)
    browser.post(at(branched, "second"), {"way": "car", "way:other": "By boat", "note": "Late."})
    assert "way:other" not in kept(branched)
    assert 'value="By boat"' in shown(browser, at(branched, "second"))
    browser.post(at(branched, "second"), {"way": "other", "way:other": "By boat", "note": "Late."})
    assert kept(branched)["way:other"] == "By boat"


def test_what_was_typed_into_a_question_hidden_with_the_same_save_is_there_again(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "no", **BORN})
    assert kept(draft)["children"] == [{"child_name": "Jo", "birth_known": "no"}]
    page = Window(browser, at(draft, "children", 1))
    assert 'value="2019"' in page.page
    answer = page.save(birth_known="yes")
    browser.post(page.url, sent_by(answer.content.decode()))
    assert kept(draft)["children"] == [{"child_name": "Jo", "birth_known": "yes", "birth_date": "2019-05-01"}]


def test_a_hidden_text_that_does_not_pass_is_kept_as_it_was_typed(browser: Client, draft: Draft) -> None:
    wrong = {**BORN, "birth_date-day": "31", "birth_date-month": "2"}
    browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "yes", **BORN})
    assert browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "no", **wrong}).status_code == 302
    assert kept(draft)["children"] == [{"child_name": "Jo", "birth_known": "no"}]
    assert 'value="31"' in shown(browser, at(draft, "children", 1))
    answer = browser.post(at(draft, "children", 1), {"child_name": "Jo", "birth_known": "yes", **wrong})
    assert answer.status_code == 422


def test_a_question_that_another_step_hides_keeps_what_the_page_does_not_send(
    browser: Client, page: FormPage, draft: Draft
) -> None:
    """The page of the step cannot show it, so its form does not carry it; saving that page leaves it as it was."""
    content = referral()
    content["steps"][0]["questions"].append(question("harmed", "yes_no"))
    content["steps"][2]["questions"].append(question("injury", show_when=when(rule("harmed"))))
    publish_as(page, content)
    browser.get(draft.get_absolute_url())
    incident = {**DATE, "what": "A fall."}
    browser.post(at(draft, "incident"), {**incident, "harmed": "yes"})
    browser.post(at(draft, "more"), {"comment": "", "injury": "An arm"})
    browser.post(at(draft, "incident"), {**incident, "harmed": "no"})
    more = Window(browser, at(draft, "more"))
    assert 'name="injury"' not in more.page
    more.autosave(comment="Half a sen")
    more.save(comment="Half a sentence.")
    assert "injury" not in kept(draft)
    browser.post(at(draft, "incident"), {**incident, "harmed": "yes"})
    assert kept(draft)["injury"] == "An arm"


def test_a_question_that_comes_back_into_a_half_typed_step_brings_its_answer(
    browser: Client, page: FormPage, draft: Draft
) -> None:
    content = referral()
    content["steps"][0]["questions"].append(question("harmed", "yes_no"))
    content["steps"][2]["questions"].append(question("injury", show_when=when(rule("harmed"))))
    publish_as(page, content)
    browser.get(draft.get_absolute_url())
    incident = {**DATE, "what": "A fall."}
    browser.post(at(draft, "incident"), {**incident, "harmed": "yes"})
    browser.post(at(draft, "more"), {"comment": "", "injury": "An arm"})
    browser.post(at(draft, "incident"), {**incident, "harmed": "no"})
    Window(browser, at(draft, "more")).autosave(comment="Half a sen")
    browser.post(at(draft, "incident"), {**incident, "harmed": "yes"})
    back = Window(browser, at(draft, "more"))
    assert (back.own["comment"], back.own["injury"]) == ("Half a sen", "An arm")


def test_what_a_person_empties_stays_empty(browser: Client, branched: Draft) -> None:
    answer_all(browser, branched)
    browser.post(at(branched, "second"), {"forms-offered": "way note", "way": "car", "note": ""})
    assert "note" not in kept(branched)
    assert "Late." not in shown(browser, at(branched, "second"))


def test_files_of_a_hidden_question_stay_until_the_form_is_sent(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any, attachments: Any
) -> None:
    paper = question("paper", "file", show_when=when(rule("has")))
    page = form_page(definition(step("papers", question("has", "yes_no"), paper)))
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    browser.post(at(draft, "papers"), {"has": "yes", "paper-upload": [SimpleUploadedFile("plan.pdf", PDF)]})
    (file,) = Attachment.objects.all()
    assert kept(draft)["paper"] == [str(file.pk)]
    browser.post(at(draft, "papers"), {"has": "no", "paper": str(file.pk)})
    assert "paper" not in kept(draft)
    assert "plan.pdf" in shown(browser, at(draft, "papers"))
    browser.post(at(draft, "papers"), {"has": "yes", "paper": str(file.pk)})
    assert kept(draft)["paper"] == [str(file.pk)]
    browser.post(at(draft, "papers"), {"has": "no", "paper": str(file.pk)})
    send(browser, draft)
    assert not Attachment.objects.exists(), "sending takes it away with the answer"


# A newer version


def account(browser: Client, draft: Draft) -> str:
    """What the list of steps says was set aside."""
    text = shown(browser, draft.get_absolute_url())
    return text.partition("Set aside since the form changed")[2].partition("</section>")[0]


def changed(page: FormPage, content: Definition) -> None:
    publish_as(page, content)


def test_the_account_names_a_question_that_is_gone_by_its_wording(
    browser: Client, draft: Draft, page: FormPage
) -> None:
    fill(browser, draft)
    content = referral()
    del content["steps"][0]["questions"][1]
    changed(page, content)
    said = account(browser, draft)
    assert "What" in said
    assert "A fall." in said
    assert "no longer asked" in said
    assert "Set aside since the form changed" in shown(browser, reverse("forms:check", args=[draft.pk]))
    changed(page, referral())
    assert account(browser, draft) == ""
    assert kept(draft)["what"] == "A fall."


def test_an_answer_of_one_child_is_set_aside_and_comes_back_to_that_child(
    browser: Client, draft: Draft, page: FormPage
) -> None:
    for name in ("Ana", "Ben"):
        browser.post(at(draft, "children", 9), {"child_name": name, "birth_known": "yes", **BORN})
    content = referral()
    del content["steps"][1]["questions"][2]
    changed(page, content)
    assert "Child 2: Ben: Birth date" in account(browser, draft)
    assert "1 May 2019" in account(browser, draft)
    first = entries(draft, "children")[0]
    browser.post(reverse("forms:remove_entry", args=[draft.pk, "children", first]))
    changed(page, referral())
    assert account(browser, draft) == ""
    assert kept(draft)["children"] == [{"child_name": "Ben", "birth_known": "yes", "birth_date": "2019-05-01"}]


def test_a_list_that_is_gone_comes_back_with_its_children(browser: Client, draft: Draft, page: FormPage) -> None:
    for name in ("Ana", "Ben"):
        browser.post(at(draft, "children", 9), {"child_name": name, "birth_known": "no"})
    before = entries(draft, "children")
    content = referral()
    del content["steps"][1]
    changed(page, content)
    assert "Child 1: Ana: Child name" in account(browser, draft)
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    changed(page, referral())
    browser.get(draft.get_absolute_url())
    assert entries(draft, "children") == before
    assert "Child 2: Ben" in shown(browser, at(draft, "children"))


def choosing(*choices: str, kind: str = "radios") -> Definition:
    labels = {"own": "With their own family", "foster": "In foster care", "hostel": "In a hostel"}
    asked = question("place", kind)
    asked["choices"] = [{"value": f"v_{one}", "label": labels[one]} for one in choices]
    return definition(step("one", asked), step("two", question("comment", required=False)))


@pytest.mark.parametrize("kind", ["radios", "select", "checkboxes"])
def test_a_choice_that_is_gone_is_told_by_its_wording_and_comes_back(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any, kind: str
) -> None:
    page = form_page(choosing("own", "foster", "hostel", kind=kind))
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    browser.post(at(draft, "one"), {"place": ["v_foster", "v_own"] if kind == "checkboxes" else "v_foster"})
    browser.post(at(draft, "two"), {})
    changed(page, choosing("own", "hostel", kind=kind))
    said = account(browser, draft)
    assert "In foster care" in said
    assert "can no longer be chosen" in said
    for address in (draft.get_absolute_url(), at(draft, "one"), reverse("forms:check", args=[draft.pk])):
        assert "v_foster" not in shown(browser, address), "the stored value is never shown"
    assert kept(draft) == ({"place": ["v_own"]} if kind == "checkboxes" else {})
    changed(page, choosing("own", "foster", "hostel", kind=kind))
    assert account(browser, draft) == ""
    assert sorted(kept(draft)["place"]) == (["v_foster", "v_own"] if kind == "checkboxes" else sorted("v_foster"))


def test_a_choice_taken_meanwhile_is_not_written_over_by_the_one_that_comes_back(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any
) -> None:
    page = form_page(choosing("own", "foster"))
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    browser.post(at(draft, "one"), {"place": "v_foster"})
    changed(page, choosing("own", "hostel"))
    browser.get(draft.get_absolute_url())
    browser.post(at(draft, "one"), {"place": "v_hostel"})
    changed(page, choosing("own", "foster", "hostel"))
    browser.get(draft.get_absolute_url())
    assert kept(draft) == {"place": "v_hostel"}


def test_a_choice_that_is_gone_before_it_was_saved_is_told_too(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any
) -> None:
    content = choosing("own", "foster")
    content["steps"][0]["questions"].append(question("name"))
    page = form_page(content)
    draft = begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())
    Window(browser, at(draft, "one")).autosave(place="v_foster")
    fewer = choosing("own", "hostel")
    fewer["steps"][0]["questions"].append(question("name"))
    changed(page, fewer)
    assert "In foster care" in account(browser, draft)
    assert "v_foster" not in shown(browser, at(draft, "one"))


def test_another_condition_is_accounted_for_until_the_question_is_back(
    browser: Client, draft: Draft, page: FormPage
) -> None:
    fill(browser, draft)
    content = referral()
    content["steps"][0]["questions"].insert(0, question("harmed", "yes_no"))
    content["steps"][0]["questions"][2]["show_when"] = when(rule("harmed"))
    changed(page, content)
    said = account(browser, draft)
    assert "A fall." in said
    assert "not asked any more" in said
    assert "what" not in kept(draft)
    answer = Window(browser, at(draft, "incident")).save(harmed="yes")
    browser.post(at(draft, "incident"), sent_by(answer.content.decode()))
    assert kept(draft)["what"] == "A fall."
    assert account(browser, draft) == ""


def test_an_answer_asked_in_another_way_is_accounted_for_and_comes_back_in_its_own(
    browser: Client, draft: Draft, page: FormPage
) -> None:
    fill(browser, draft)
    content = referral()
    content["steps"][0]["questions"][1] = question("what", "yes_no", required=False)
    changed(page, content)
    said = account(browser, draft)
    assert "A fall." in said
    assert "asked in another way" in said
    without = referral()
    del without["steps"][0]["questions"][1]
    changed(page, without)
    browser.get(draft.get_absolute_url())
    changed(page, referral())
    browser.get(draft.get_absolute_url())
    assert kept(draft)["what"] == "A fall."


def test_what_was_typed_and_not_saved_is_set_aside_with_its_question(
    browser: Client, draft: Draft, page: FormPage
) -> None:
    Window(browser, at(draft, "incident")).autosave(what="Half a sen", **{"incident_date-day": "3"})
    content = referral()
    del content["steps"][0]["questions"][1]
    changed(page, content)
    assert "Half a sen" in account(browser, draft)
    Window(browser, at(draft, "incident")).save(**DATE)
    changed(page, referral())
    browser.get(draft.get_absolute_url())
    assert "Half a sen" in shown(browser, at(draft, "incident"))
    assert "what" not in kept(draft), "it was not saved as an answer"
    assert send(browser, draft).status_code == 409


def test_what_was_typed_follows_its_question_to_another_step(browser: Client, draft: Draft, page: FormPage) -> None:
    Window(browser, at(draft, "incident")).autosave(what="Half a sen")
    content = referral()
    content["steps"][2]["questions"].append(content["steps"][0]["questions"].pop())
    changed(page, content)
    assert account(browser, draft) == ""
    assert "Half a sen" in shown(browser, at(draft, "more"))
    assert "what" not in kept(draft)
    assert "changes that are not saved" in shown(browser, reverse("forms:check", args=[draft.pk]))
