"""What was written is searched within what a person may read: forms, additions, notes, messages; and put on record."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.factories.case_work import CaseNoteFactory
from tests.factories.meeting import MessageFactory, MessageThreadFactory
from tests.workflow.desk.scene import NARRATIVE, Area, far_along, signed_in
from workflow.desk.text_search import searching
from workflow.desk.text_search.matching import Words
from workflow.models import Case, Event

pytestmark = pytest.mark.usefixtures("clock")


def ask(client: Client, words: str, **more: Any) -> Any:
    return client.post(reverse("desk:text_search"), {"words": words, **more})


def found(place: Area, who: str, words: str) -> list[str]:
    """The references of the cases in which this person finds them."""
    response = ask(signed_in(place.people[who]), words)
    assert response.status_code == 200
    return [one.case.reference for one in response.context["result"].found]


@pytest.fixture
def case(here: Area) -> Case:
    made: Case = CaseFactory(partnership=here.partnership)
    return made


def test_the_text_of_a_sent_form_is_found_with_its_place(here: Area) -> None:
    made = far_along(here)
    word = NARRATIVE.split()[1]
    response = ask(signed_in(here.people["officer"]), word)

    (one,) = response.context["result"].found
    assert one.case == made["case"]
    assert one.hits[0].excerpt.found.casefold() == word.casefold()
    url = reverse("desk:submission", args=[made["case"].reference, made["referral"].submission_id])
    assert url in {hit.piece.url for hit in one.hits}
    assert f"<mark>{one.hits[0].excerpt.found}</mark>" in response.content.decode()


def test_words_are_compared_as_names_are_and_found_by_their_beginning(here: Area, case: Case) -> None:
    CaseNoteFactory(case=case, text="Zoë O’Brien cancelled the appointment twice.")

    assert found(here, "officer", "zoe appoint") == [case.reference]
    assert found(here, "officer", "brien") == [case.reference]
    assert found(here, "officer", "pointment") == []
    assert found(here, "officer", "zoe hospital") == [], "all words, in one text"


def test_a_note_of_the_office_is_found_by_the_office_alone(here: Area, case: Case) -> None:
    CaseNoteFactory(case=case, text="Unshared worry.")
    CaseNoteFactory(case=case, text="Shared worry.", shared=True)
    CaseNoteFactory(case=case, text="Struck worry.", struck=True)

    assert found(here, "officer", "unshared") == [case.reference]
    assert found(here, "decider", "unshared") == []
    assert found(here, "decider", "shared worry") == [case.reference]
    assert found(here, "officer", "struck") == []


def test_a_message_is_found_by_both_sides_of_its_thread_and_by_nobody_else(here: Area, case: Case) -> None:
    thread = MessageThreadFactory(case=case, of_seat=True)
    MessageFactory(thread=thread, text="Does the police know of the garage?")

    assert found(here, "officer", "garage") == [case.reference]
    assert found(here, "decider", "garage") == [case.reference]
    other = MessageThreadFactory(case=case, agency=here.hospital)
    MessageFactory(thread=other, text="Does the ward know of the shed?")
    assert found(here, "officer", "shed") == [case.reference]
    assert found(here, "decider", "shed") == []


def test_another_areas_cases_and_those_not_assigned_are_not_searched(here: Area, elsewhere: Area, case: Case) -> None:
    CaseNoteFactory(case=case, text="A word of ours.", shared=True)

    assert found(here, "decider", "ours") == [case.reference]
    assert found(elsewhere, "officer", "ours") == []
    assert found(here, "scrutineer", "ours") == [], "not assigned to it"


def test_an_erased_case_holds_nothing(here: Area, case: Case) -> None:
    CaseNoteFactory(case=case, text="Once here.")
    Case._base_manager.filter(pk=case.pk).update(state="erased")

    assert found(here, "officer", "once") == []


@pytest.mark.parametrize("who", ["sign_off", "auditor", "submitter", "publisher", "editor"])
def test_who_does_not_read_what_was_sent_searches_nothing(here: Area, who: str) -> None:
    assert ask(signed_in(here.people[who]), "worry").status_code == 403


def test_what_was_shown_is_on_record_with_the_words_sealed(here: Area, case: Case) -> None:
    CaseNoteFactory(case=case, text="The garage was locked.")
    quiet = CaseFactory(partnership=here.partnership)

    ask(signed_in(here.people["officer"]), "garage")

    event = Event.objects.get(kind="case.searched")
    assert (event.case, event.actor) == (case, here.people["officer"])
    assert event.data == {"words": "garage"}
    assert b"garage" not in bytes(event.__dict__["data"])
    assert not Event.objects.filter(case=quiet, kind="case.searched").exists()


def test_words_never_stand_in_an_address(here: Area, case: Case) -> None:
    CaseNoteFactory(case=case, text="The garage was locked.")
    client = signed_in(here.people["officer"])

    assert client.get(reverse("desk:text_search"), {"words": "garage"}).context["result"] is None
    page = unescape(ask(client, "garage").content.decode())
    assert "?words" not in page
    assert 'method="get"' not in page.partition("<main")[2]


@pytest.mark.parametrize("words", ["", "a b", "  ", "'’"])
def test_too_little_is_refused_and_kept(here: Area, words: str) -> None:
    response = ask(signed_in(here.people["officer"]), words)

    assert response.status_code == 422
    assert "Enter at least one word" in response.content.decode()


def test_a_go_is_bounded_says_so_and_goes_on(here: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "A_GO", 2)
    monkeypatch.setattr(searching, "TOGETHER", 1)
    for number in range(3):
        CaseNoteFactory(case=CaseFactory(partnership=here.partnership), text=f"The garage, number {number}.")
    client = signed_in(here.people["officer"])

    first = ask(client, "garage")
    assert "The newest 2 of 3 cases were searched." in " ".join(first.content.decode().split())
    rest = ask(client, "garage", after=first.context["result"].searched)

    references = [one.case.reference for one in (*first.context["result"].found, *rest.context["result"].found)]
    assert len(set(references)) == 3
    assert rest.context["result"].is_whole


def test_no_batch_is_begun_when_the_time_is_over(here: Area, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    CaseNoteFactory(case=case, text="The garage.")
    monkeypatch.setattr(searching, "SECONDS", 0.0)

    result = ask(signed_in(here.people["officer"]), "garage").context["result"]

    assert (result.searched, result.total, result.is_whole) == (0, 1, False)


def test_many_cases_cost_no_more_queries(here: Area, django_assert_max_num_queries: Any) -> None:
    for _ in range(15):
        case = CaseFactory(partnership=here.partnership)
        CaseNoteFactory(case=case, text="The garage.")
        MessageFactory(thread=MessageThreadFactory(case=case, agency=here.hospital))
    client = signed_in(here.people["officer"])
    ask(client, "garage")

    with django_assert_max_num_queries(20):
        ask(client, "garage")


def test_an_excerpt_is_cut_where_the_text_is_even_with_signs_that_fold_to_several() -> None:
    excerpt = Words("garage").excerpt("Œuvre… " * 40 + "the Garage door")

    assert excerpt is not None
    assert excerpt.found == "Garage"
    assert excerpt.before.endswith("the ")
    assert excerpt.after == " door"
