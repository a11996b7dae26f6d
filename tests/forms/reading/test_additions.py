"""Adding to what was sent: who may, what must be given, and that the original is never touched."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from forms.definition import prefill_sources
from forms.models import Correction, Submission
from forms.models.form_page import FormPage
from forms.reading.sent import opened
from tests.forms.scene import ObedientHandler, definition, form_page, question, rule, step, when
from tests.forms.sent_scene import ANSWERS, add, stored

pytestmark = pytest.mark.django_db
WHY = "It was wrong."


@pytest.fixture
def submission(page: FormPage, person: Any) -> Submission:
    return stored(page, ANSWERS, owner=person)


def to_answer(submission: Submission, step_name: str, name: str, number: int | None = None) -> str:
    if number is None:
        return reverse("forms:add_to_answer", args=[submission.pk, step_name, name])
    return reverse("forms:add_to_entry", args=[submission.pk, step_name, number, name])


def note_of(submission: Submission) -> str:
    return reverse("forms:add_note", args=[submission.pk])


def test_the_question_is_asked_again_with_what_stands_there(browser: Client, submission: Submission) -> None:
    text = browser.get(to_answer(submission, "incident", "incident_date")).content.decode()
    assert 'name="incident_date-day"' in text
    assert 'value="27"' in text
    assert "27 February 2026" in text
    assert "change the case’s dates" in " ".join(text.split())
    assert "The support office decides" in " ".join(text.split())


def test_an_answer_is_corrected_beside_the_original(browser: Client, submission: Submission, person: Any) -> None:
    address = to_answer(submission, "incident", "incident_date")
    typed = {"incident_date-day": "26", "incident_date-month": "2", "incident_date-year": "2026"}

    answer = browser.post(address, {**typed, "addition-reason": WHY}, follow=True)

    assert answer.redirect_chain == [(submission.get_absolute_url(), 302)]
    text = answer.content.decode()
    assert "27 February 2026" in text
    assert "26 February 2026" in text
    assert WHY in text
    assert f"Added later by {person.first_name}" in text
    assert Submission.objects.get().answers == ANSWERS
    made = Correction.objects.get()
    assert (made.step, made.entry, made.question) == ("incident", None, "incident_date")
    assert made.value == {"incident_date": "2026-02-26"}


def test_the_next_correction_starts_from_the_last(browser: Client, submission: Submission, person: Any) -> None:
    add(submission, {"child_name": "Samuel"}, by=person, to=("children", "child_name", 1))
    assert 'value="Samuel"' in browser.get(to_answer(submission, "children", "child_name", 2)).content.decode()
    assert "Samuel" not in browser.get(to_answer(submission, "children", "child_name", 1)).content.decode()


def test_a_reason_must_be_given_and_what_was_typed_stays(browser: Client, submission: Submission) -> None:
    answer = browser.post(to_answer(submission, "incident", "what"), {"what": "A push."})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Enter why you add this" in text
    assert 'href="#addition-reason"' in text
    assert "A push." in text
    assert not Correction.objects.exists()


def test_the_question_s_own_rules_hold(browser: Client, submission: Submission) -> None:
    typed = {"incident_date-day": "31", "incident_date-month": "2", "incident_date-year": "2026"}
    answer = browser.post(to_answer(submission, "incident", "incident_date"), {**typed, "addition-reason": WHY})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "31 February 2026 is not a real date" in text
    assert 'value="31"' in text
    assert WHY in text
    later = {"birth_date-day": "28", "birth_date-month": "2", "birth_date-year": "2026"}
    answer = browser.post(to_answer(submission, "children", "birth_date", 1), {**later, "addition-reason": WHY})
    assert answer.status_code == 422
    assert "must not be after 27 February 2026" in answer.content.decode()


def test_the_same_answer_is_no_correction(browser: Client, submission: Submission) -> None:
    answer = browser.post(to_answer(submission, "incident", "what"), {"what": "A fall.", "addition-reason": WHY})
    assert answer.status_code == 422
    assert "Change the answer" in answer.content.decode()
    assert not Correction.objects.exists()


def test_a_note_to_the_whole(browser: Client, submission: Submission) -> None:
    empty = browser.post(note_of(submission), {"addition-note": " ", "addition-reason": WHY})
    assert empty.status_code == 422
    assert "Enter what you want to add" in empty.content.decode()
    long = browser.post(note_of(submission), {"addition-note": "x" * 10_001, "addition-reason": WHY})
    assert "10,000 characters or fewer" in long.content.decode()
    done = browser.post(note_of(submission), {"addition-note": "Zoë 🙂\x00 wrote", "addition-reason": WHY}, follow=True)
    assert "About the whole form" not in done.content.decode()
    assert "Zoë 🙂 wrote" in done.content.decode()
    assert Correction.objects.get().value == "Zoë 🙂 wrote"


def test_pressed_twice_it_is_stored_once(browser: Client, submission: Submission) -> None:
    data = {"addition-note": "Once.", "addition-reason": WHY, "addition-token": str(uuid.uuid4())}
    assert browser.post(note_of(submission), data).status_code == 302
    assert browser.post(note_of(submission), data).status_code == 302
    assert Correction.objects.count() == 1


def test_a_token_of_another_form_is_not_taken(
    browser: Client, submission: Submission, page: FormPage, other: Any
) -> None:
    theirs = stored(page, ANSWERS, owner=other)
    token = add(theirs, "Theirs.", by=other).pk
    data = {"addition-note": "Mine.", "addition-reason": WHY, "addition-token": str(token)}
    assert browser.post(note_of(submission), data).status_code == 302
    assert {one.value for one in submission.corrections.all()} == {"Mine."}
    assert {one.value for one in theirs.corrections.all()} == {"Theirs."}


def test_files_are_added_beside_those_that_were_sent(
    browser: Client, handler: ObedientHandler, person: Any, attachments: Any, clock: Any
) -> None:
    page = form_page(definition(step("papers", question("letter", "file", required=False))))
    submission = stored(page, {}, owner=person)
    address = to_answer(submission, "papers", "letter")
    none = browser.post(address, {"addition-reason": WHY})
    assert none.status_code == 422
    assert "Choose a file to add" in none.content.decode()
    bad = SimpleUploadedFile("run.exe", b"MZ\x90\x00" * 100)
    assert browser.post(address, {"addition-reason": WHY, "addition-files": bad}).status_code == 422
    letter = SimpleUploadedFile("letter.txt", b"Dear all,")
    done = browser.post(address, {"addition-reason": WHY, "addition-files": letter}, follow=True)
    assert done.status_code == 200
    assert "letter.txt" in done.content.decode()
    [row] = [r for s in opened(Submission.objects.get()).steps for e in s.entries for r in e.rows]
    assert row.files == ()
    assert [file.filename for file in row.additions[0].files] == ["letter.txt"]
    link = reverse("forms:attachment", args=[submission.pk, row.additions[0].files[0].pk])
    assert browser.get(link).content == b"Dear all,"


def test_only_what_was_asked_takes_additions(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any
) -> None:
    hidden = question("more", show_when=when(rule("known", value="yes")), required=False)
    page = form_page(definition(step("one", question("known", "yes_no"), hidden)))
    submission = stored(page, {"known": "no"}, owner=person)
    assert browser.get(to_answer(submission, "one", "known")).status_code == 200
    assert browser.get(to_answer(submission, "one", "more")).status_code == 404
    assert browser.get(to_answer(submission, "one", "nothing")).status_code == 404
    assert browser.get(to_answer(submission, "one", "known", 1)).status_code == 404


def test_an_entry_that_is_not_there_takes_none(browser: Client, submission: Submission) -> None:
    assert browser.get(to_answer(submission, "children", "child_name", 2)).status_code == 200
    assert browser.get(to_answer(submission, "children", "child_name", 3)).status_code == 404
    assert browser.get(to_answer(submission, "children", "child_name", 0)).status_code == 404
    assert browser.get(to_answer(submission, "children", "child_name")).status_code == 404


def test_who_may_read_but_not_add_is_told_so(
    client: Client, submission: Submission, other: Any, handler: ObedientHandler
) -> None:
    client.force_login(other)
    assert client.get(note_of(submission)).status_code == 404
    handler.readers = {other.pk}
    assert client.get(note_of(submission)).status_code == 403
    assert "Add or correct" not in client.get(submission.get_absolute_url()).content.decode()
    handler.adders = {other.pk}
    assert client.get(note_of(submission)).status_code == 200
    assert "Add or correct" in client.get(submission.get_absolute_url()).content.decode()


def test_a_correction_never_changes(submission: Submission, person: Any) -> None:
    correction = add(submission, "Once.", by=person)
    with pytest.raises(TypeError, match="Add another"):
        correction.save()


def test_rows_of_a_chronology_are_added_without_scripts(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any
) -> None:
    page = form_page(definition(step("story", question("events", "chronology"))))
    submission = stored(page, {"events": [{"date": "2024-05-01", "event": "Seen"}]}, owner=person)
    address = to_answer(submission, "story", "events")
    typed = {"events-day": ["1"], "events-month": ["5"], "events-year": ["2024"], "events-event": ["Seen"]}
    more = browser.post(address, {**typed, "addition-reason": WHY, "forms-action": "add-row:events"})
    assert more.status_code == 200
    assert more.content.decode().count('name="events-event"') == 2
    assert WHY in more.content.decode()
    pasted = browser.post(address, {**typed, "addition-reason": WHY, "events-paste": "2/6/2024\tGP\tLeft\t"})
    assert "1 event was added" in pasted.content.decode()
    assert (WHY in pasted.content.decode(), Correction.objects.count()) == (True, 0), "looked at before it is stored"
    too_many = browser.post(address, {**typed, "addition-reason": WHY, "events-paste": "2024\tx\n" * 2_000})
    assert too_many.status_code == 422
    assert "What you pasted has more than 1,000 rows" in too_many.content.decode()
    two = {"events-day": ["1", "2"], "events-month": ["5", "6"], "events-year": ["2024", "2024"]}
    both = {**two, "events-event": ["Seen", "Left"], "events-source": ["", "GP"], "events-comment": ["", ""]}
    done = browser.post(address, {**both, "addition-reason": WHY}, follow=True)
    assert "2 June 2024" in done.content.decode()
    assert len(Correction.objects.get().value["events"]) == 2


def test_an_agency_is_chosen_from_the_list_as_it_is_now(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any
) -> None:
    prefill_sources.option_lists.register(
        prefill_sources.OptionList("test.list", "A list", lambda page: [("1", "North"), ("2", "South")])
    )
    try:
        page = form_page(definition(step("who", {**question("asked", "agency"), "options": "test.list"})))
        submission = stored(page, {"asked": {"value": "1", "label": "North as it was called"}}, owner=person)
        done = browser.post(
            to_answer(submission, "who", "asked"), {"asked": "2", "addition-reason": WHY}, follow=True
        ).content.decode()
    finally:
        prefill_sources.option_lists.pop("test.list")
    assert "North as it was called" in done
    assert "South" in done


def test_the_text_to_an_other_choice_is_corrected_with_it(
    browser: Client, handler: ObedientHandler, person: Any, clock: Any
) -> None:
    choices = [{"value": "a", "label": "Apple"}, {"value": "o", "label": "Other", "other": True}]
    page = form_page(definition(step("fruit", {**question("which", "radios"), "choices": choices})))
    submission = stored(page, {"which": "o", "which:other": "Plum"}, owner=person)
    address = to_answer(submission, "fruit", "which")
    text = browser.get(address).content.decode()
    assert 'value="Plum"' in text
    [field] = re.findall(r'name="(which[^"]*other[^"]*)"', text)
    done = browser.post(address, {"which": "o", field: "Quince", "addition-reason": WHY}, follow=True).content.decode()
    assert "Other: Plum" in done
    assert "Other: Quince" in done


def basis_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(addition-basis)" value="(\d+)"', page))


def test_a_correction_that_was_overtaken_shows_what_was_added_and_keeps_what_was_typed(
    browser: Client, submission: Submission, person: Any
) -> None:
    """Two people correct one answer at a time: the second sees the first one's before anything of theirs is stored."""
    address = to_answer(submission, "incident", "what")
    read = basis_in(browser.get(address).content.decode())
    add(submission, {"what": "A push, said the nurse."}, by=person, to=("incident", "what", None))

    answer = browser.post(address, {**read, "what": "A fall from a bed.", "addition-reason": WHY})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This answer was added to while your page was open" in text
    for told in ("A push, said the nurse.", "A fall from a bed.", WHY):
        assert told in text
    assert Correction.objects.count() == 1
    typed = {"what": "A fall from a bed.", "addition-reason": WHY}
    assert browser.post(address, {**basis_in(text), **typed}).status_code == 302
    added = {one.value["what"] for one in Correction.objects.all()}
    assert added == {"A push, said the nurse.", "A fall from a bed."}


def test_additions_to_other_answers_and_notes_overtake_nothing(
    browser: Client, submission: Submission, person: Any
) -> None:
    address = to_answer(submission, "children", "child_name", 1)
    read = basis_in(browser.get(address).content.decode())
    add(submission, {"child_name": "Samuel"}, by=person, to=("children", "child_name", 1))
    add(submission, "A note.", by=person)
    assert browser.post(address, {**read, "child_name": "Jordan", "addition-reason": WHY}).status_code == 302
