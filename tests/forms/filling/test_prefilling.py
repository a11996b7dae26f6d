"""What is known already: filled in when a form begins, shown and sent along, chosen from lists kept elsewhere."""

import re
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from forms.definition import prefill_sources
from forms.definition.prefill_sources import OptionList, PrefillSource
from forms.definition.shape import Definition
from forms.filling.pages.tasks import opened
from forms.filling.starting import begin
from forms.filling.submitting import follow_release
from forms.handlers import Refused
from forms.models import Draft, Submission
from forms.models.form_page import FormPage
from forms.questions.blocks.steps import KINDS
from tests.forms.filling.test_journey import at, send
from tests.forms.questions.test_kinds import made
from tests.forms.scene import ObedientHandler, definition, form_page, publish_as, question, repeat, step, when
from tests.forms.scene import rule as says
from workflow.people.models import User


class Known:
    """What the test's facts say; counts how often they are asked."""

    def __init__(self) -> None:
        self.reference: Any = "NSCP-2026-0001"
        self.asked = 0

    def read(self, page: Any, user: Any, subject: str) -> Any:
        self.asked += 1
        return self.reference


@pytest.fixture
def known() -> Iterator[Known]:
    found = Known()
    prefill_sources.sources.register(
        PrefillSource("test.reference", "Reference", found.read),
        PrefillSource("test.name", "Name", lambda page, user, subject: user.get_full_name()),
        PrefillSource("test.day", "Day", lambda page, user, subject: date(2026, 2, 27)),
        PrefillSource("test.children", "Children", lambda page, user, subject: ["Ana", "Jo"]),
        PrefillSource(
            "test.agency", "Agency", lambda page, user, subject: {"value": "7", "label": "Northshire Police"}
        ),
    )
    prefill_sources.option_lists.register(OptionList("test.list", "List", lambda page: [("7", "Northshire Police")]))
    yield found
    for key in ("test.reference", "test.name", "test.day", "test.children", "test.agency"):
        prefill_sources.sources.pop(key)
    prefill_sources.option_lists.pop("test.list")


FILLED = {
    "name": question("name", prefill="test.name"),
    "what": question("what", "long_text", prefill="test.children"),
    "short": question("short", prefill="test.children"),
    "day": question("day", "date", prefill="test.day"),
    "who": question("who", "person", prefill="test.name"),
    "agency": question("agency", "agency", options="test.list", prefill="test.agency"),
    "child": question("child", "radios", choices=["ana", "kim"], prefill="test.children"),
    "number": question("number", "number", prefill="test.name"),
}


def about(*questions: Any) -> Definition:
    return definition(
        step("one", *questions, question("case", "case_text", required=False, fact="test.reference")),
        step("two", question("b", "yes_no")),
    )


def begun(page: FormPage, person: User, subject: str = "") -> Draft:
    return begin(page, user=person, subject=subject, token=uuid.uuid4(), now=present.now())


@pytest.fixture
def filled(handler: ObedientHandler, known: Known, db: None, clock: Any) -> FormPage:
    return form_page(about(*FILLED.values()), slug="filled")


def test_a_form_begins_with_what_fits_its_questions(filled: FormPage, person: User) -> None:
    assert begun(filled, person).answers == {
        "name": "Sam O'Brien-Łukasz",
        "what": "Ana\nJo",
        "short": "Ana, Jo",
        "day": "2026-02-27",
        "who": {"name": "Sam O'Brien-Łukasz"},
        "agency": {"value": "7", "label": "Northshire Police"},
        "child": "ana",
    }, "what does not fit, or is not known, is left to the person"


def test_the_fact_that_an_editor_chose_comes_before_the_meaning(
    handler: ObedientHandler, known: Known, person: User, db: None, clock: Any
) -> None:
    handler.known = {"test.name": "From the handler"}
    page = form_page(definition(step("one", question("a", meaning="test.name"))))
    assert begun(page, person).answers == {"a": "From the handler"}
    page = form_page(definition(step("one", question("a", meaning="test.name", prefill="test.name"))), slug="two")
    assert begun(page, person).answers == {"a": "Sam O'Brien-Łukasz"}


def test_a_new_entry_begins_with_it_too(
    handler: ObedientHandler, known: Known, person: User, browser: Client, db: None, clock: Any
) -> None:
    people = step("people", question("name", prefill="test.name"), repeat=repeat(summary="name"))
    draft = begun(form_page(definition(people)), person)
    assert 'value="Sam O&#x27;Brien-Łukasz"' in browser.get(at(draft, "people", 1)).content.decode()


def test_a_text_from_the_case_is_shown_and_sent_as_it_was_shown(
    handler: ObedientHandler, known: Known, person: User, browser: Client, db: None, clock: Any
) -> None:
    page = form_page(about(question("a", required=False)))
    draft = begun(page, person)
    known.reference = "Renamed later"
    assert "NSCP-2026-0001" in browser.get(at(draft, "one")).content.decode()
    browser.post(at(draft, "one"), {"case": "Forged", "a": ""})
    browser.post(at(draft, "two"), {"b": "no"})
    checked = browser.get(reverse("forms:check", args=[draft.pk])).content.decode()
    assert "NSCP-2026-0001" in checked
    assert send(browser, draft).status_code == 302
    assert Submission.objects.get().answers == {"case": "NSCP-2026-0001", "b": "no"}


def test_a_text_that_was_hidden_for_a_while_comes_back(
    handler: ObedientHandler, known: Known, person: User, browser: Client, db: None, clock: Any
) -> None:
    told = question("case", "case_text", required=False, fact="test.reference", show_when=when(says("a")))
    draft = begun(form_page(definition(step("one", question("a", "yes_no"), told))), person)
    for answer, kept in (("no", {"a": "no"}), ("yes", {"a": "yes", "case": "NSCP-2026-0001"})):
        browser.post(at(draft, "one"), {"a": answer})
        draft.refresh_from_db()
        assert draft.answers == kept


def test_what_is_known_of_a_case_is_not_read_for_somebody_who_may_not_start_the_form(
    handler: ObedientHandler, known: Known, person: User, db: None, clock: Any
) -> None:
    content = about(FILLED["name"])
    page = form_page(content)
    handler.refuse_start = "Not yours."
    with pytest.raises(Refused):
        begun(page, person)
    assert prefill_sources.known_of(content, page=page, user=person, subject="1") == {}
    assert known.asked == 0


def test_a_form_without_facts_asks_for_none(
    handler: ObedientHandler, known: Known, person: User, db: None, clock: Any
) -> None:
    begun(form_page(definition(step("one", question("a")))), person)
    assert known.asked == 0


def test_newer_questions_learn_what_they_need(
    handler: ObedientHandler, known: Known, person: User, browser: Client, db: None, clock: Any
) -> None:
    page = form_page(definition(step("one", question("a"))))
    draft = begun(page, person)
    browser.post(at(draft, "one"), {"a": "Mine"})
    publish_as(page, about(question("a", prefill="test.name"), FILLED["what"]))
    draft.refresh_from_db()
    journey = opened(Draft.objects.select_related("page", "version", "data_key", "owner").get(pk=draft.pk))
    assert journey.kept == {"a": "Mine", "what": "Ana\nJo", "case": "NSCP-2026-0001"}
    assert follow_release(journey, now=present.now()) is False


def test_an_agency_is_chosen_from_the_list_of_the_page(
    handler: ObedientHandler, known: Known, person: User, browser: Client, db: None, clock: Any
) -> None:
    plain = {**FILLED["agency"], "prefill": ""}
    draft = begun(form_page(definition(step("one", plain))), person)
    page = browser.get(at(draft, "one")).content.decode()
    assert re.search(r'<option value="7"\s*>Northshire Police</option>', page)
    assert browser.post(at(draft, "one"), {"agency": "8"}).status_code == 422
    browser.post(at(draft, "one"), {"agency": "7"})
    draft.refresh_from_db()
    assert draft.answers == {"agency": {"value": "7", "label": "Northshire Police"}}


def test_the_preview_shows_every_kind_with_what_would_stand_there(
    handler: ObedientHandler, known: Known, db: None
) -> None:
    kinds = [made(kind, name=f"q{place}") for place, kind in enumerate(sorted({*KINDS} - {"group"}))]
    for one in kinds:
        if one["kind"] in ("agency", "case_text"):
            one |= {"options": "test.list", "fact": "test.reference"}  # type: ignore[typeddict-item]
    page = form_page(definition(step("one", *kinds)), publish=False)
    answer = page.make_preview_request(preview_mode="questions")
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "(Reference)" in shown
    assert "Northshire Police" in shown
    assert "Worked out when the dates are given" in shown
    assert all(f'id="question-{one["name"]}"' in shown for one in kinds)
    assert known.asked == 0, "there is no person and no case"


def test_a_key_is_registered_once(known: Known) -> None:
    with pytest.raises(ValueError, match="registered already"):
        prefill_sources.sources.register(PrefillSource("test.name", "Name", lambda page, user, subject: None))


def test_rows_are_added_and_removed_without_a_script(
    handler: ObedientHandler, person: User, browser: Client, db: None, clock: Any
) -> None:
    draft = begun(form_page(definition(step("one", question("a", "chronology")))), person)
    typed = {
        "a-day": ["", ""],
        "a-month": ["x", ""],
        "a-year": ["2019", "2020"],
        "a-source": ["", ""],
        "a-event": ["Seen", "Moved"],
        "a-comment": ["", ""],
    }
    answer = browser.post(at(draft, "one"), {**typed, "forms-action": "add-row:a"})
    assert answer["Location"] == f"{at(draft, 'one')}#a-2-day"
    page = browser.get(at(draft, "one")).content.decode()
    assert 'id="a-2-event"' in page
    assert 'value="x"' in page
    assert "There is a problem" not in page, "nobody asked yet whether it is right"
    three = {name: [*texts, ""] for name, texts in typed.items()}
    browser.post(at(draft, "one"), {**three, "forms-action": "remove-row:a:1"})
    page = browser.get(at(draft, "one")).content.decode()
    assert 'value="x"' not in page
    assert 'id="a-2-event"' not in page
    two = {name: texts[1:] for name, texts in three.items()}
    assert browser.post(at(draft, "one"), two).status_code == 302
    draft.refresh_from_db()
    assert draft.answers == {"a": [{"date": "2020", "event": "Moved"}]}
