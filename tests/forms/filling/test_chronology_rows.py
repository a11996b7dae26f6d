"""A chronology filled from a spreadsheet, on its page: pasted or uploaded, looked at, saved. No script is needed."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forms import present
from forms.filling.starting import begin
from forms.models import Draft
from tests.forms.filling.test_journey import at
from tests.forms.questions.test_chronology_tables import workbook
from tests.forms.scene import definition, form_page, question, step
from tests.forms.windows import Window

FIFTEEN = "\n".join(["Date\tSource\tWhat happened", *(f"{day}/3/2024\tGP\tSeen {day}" for day in range(15, 0, -1))])


@pytest.fixture
def draft(handler: Any, person: Any, clock: Any) -> Draft:
    asked = step("history", question("events", "chronology"), question("why", "text"))
    page = form_page(definition(asked))
    return begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())


def kept(draft: Draft) -> Any:
    return Draft.objects.get(pk=draft.pk).answers


def test_fifteen_events_are_pasted_looked_at_and_saved(browser: Client, draft: Draft) -> None:
    """Three clicks: into the box, “Add these events”, “Save and continue”."""
    window = Window(browser, at(draft, "history"))
    answer = browser.post(
        window.url, {**window.own, "events-paste": FIFTEEN, "forms-action": "take-rows:events"}, follow=True
    )
    page = answer.content.decode()
    assert "15 events were added. Check them below." in page
    assert page.count("data-forms-row ") == page.count('<details class="forms-row" data-forms-row >') == 15
    assert "15 3 2024, GP, Seen 15" in page, "each is one line"
    assert "Enter an answer to" not in page, "what was not come to yet is not complained about"
    Window(browser, at(draft, "history")).save(why="Asked")
    assert len(kept(draft)["events"]) == 15
    assert kept(draft)["events"][0] == {"date": "2024-03-15", "source": "GP", "event": "Seen 15"}


def test_save_and_continue_takes_in_what_was_pasted_and_shows_it_first(browser: Client, draft: Draft) -> None:
    answer = Window(browser, at(draft, "history")).save(**{"events-paste": "2024\tSeen", "why": "Asked"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("/step/history/#question-events")
    assert Window(browser, at(draft, "history")).own["events-event"] == "Seen"


def test_each_faulty_line_is_told_at_its_event_and_the_good_ones_do_not_wait(browser: Client, draft: Draft) -> None:
    pasted = "27/3/2024\tGP\tSeen\nspring 2024\tGP\tFell\n31/2/2024\tGP\tMoved\n2024\tGP\t"
    window = Window(browser, at(draft, "history"))
    answer = browser.post(window.url, {**window.own, "events-paste": pasted}, follow=True)
    page = answer.content.decode()
    assert "Event 2: enter the year as a number" in page
    assert "Event 3: 31 February 2024 is not a real date" in page
    assert "Event 4: enter what happened" in page
    assert 'value="spring 2024"' in page
    assert page.count("data-forms-row open>") == 3, "only what is wrong is unfolded"
    again = Window(browser, at(draft, "history"))
    assert again.own["events-event"] == ["Seen", "Fell", "Moved", ""], "and all of it is there on coming back"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv", b"Date,What happened\r\n27/3/2024,Seen\r\n"),
        ("log.xlsx", workbook(("Date", "Event"), ("2024", "Seen"))),
    ],
)
def test_a_file_of_events_is_read_and_not_kept(browser: Client, draft: Draft, name: str, content: bytes) -> None:
    window = Window(browser, at(draft, "history"))
    file = SimpleUploadedFile(name, content)
    browser.post(window.url, {**window.own, "events-sheet": file, "why": "typed", "forms-action": "later"})
    again = Window(browser, at(draft, "history"))
    assert (again.own["events-event"], again.own["why"]) == ("Seen", "typed")
    assert not Draft.objects.get(pk=draft.pk).attachments.exists()


def test_a_file_that_cannot_be_read_takes_nothing_with_it(browser: Client, draft: Draft) -> None:
    window = Window(browser, at(draft, "history"))
    file = SimpleUploadedFile("log.xlsx", b"PK\x03\x04 nothing")
    answer = browser.post(
        window.url, {**window.own, "events-sheet": file, "events-paste": "2024\tSeen", "why": "typed"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“log.xlsx” was cut off" in page
    assert 'href="#events-paste"' in page
    assert "Seen" in page
    assert 'value="typed"' in page


def test_what_is_pasted_and_not_taken_in_is_saved_as_it_is_typed(browser: Client, draft: Draft) -> None:
    Window(browser, at(draft, "history")).autosave(**{"events-paste": "2024\tSeen"})
    assert Window(browser, at(draft, "history")).own["events-paste"] == "2024\tSeen"


def test_two_windows_do_not_write_over_what_the_other_pasted(browser: Client, draft: Draft) -> None:
    first, second = Window(browser, at(draft, "history")), Window(browser, at(draft, "history"))
    first.autosave(**{"events-paste": "2024\tSeen"})
    assert second.autosave(**{"events-paste": "2025\tMoved"}).status_code == 409
    assert second.save(**{"events-paste": "2025\tMoved"}).status_code == 409
    assert Window(browser, at(draft, "history")).own["events-paste"] == "2024\tSeen"


def test_sorting_by_date_needs_no_script(browser: Client, draft: Draft) -> None:
    window = Window(browser, at(draft, "history"))
    browser.post(window.url, {**window.own, "events-paste": FIFTEEN})
    again = Window(browser, at(draft, "history"))
    browser.post(again.url, {**again.own, "forms-action": "sort-rows:events"})
    sorted_now = Window(browser, at(draft, "history"))
    assert sorted_now.own["events-day"] == [str(day) for day in range(1, 16)]
