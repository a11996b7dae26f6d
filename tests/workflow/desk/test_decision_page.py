"""The Decision tab: what it asks for, and whose move it is while the partners decide (D10 to D17)."""

from typing import Any

import pytest
from django.urls import reverse

from forms import present
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.rapid_review.voting import Table, delegation
from tests.workflow.reviews.steps import take
from tests.workflow.waiting import write_down
from tests.workflow.weighing import weighed, weighed_by_panel

LOCAL = "local_review"


@pytest.fixture
def case(site: None, clock: Any) -> Any:
    return CaseFactory()


@pytest.fixture
def table(case: Any) -> Table:
    return Table.of(case.partnership)


def mine(person: Any, case: Any) -> bool:
    write_down(present.today())
    text = signed_in(person.user).get(reverse("desk:queue"), {"tab": "mine"}).content.decode()
    return str(case.reference) in text


def waits_for(table: Table, case: Any) -> set[str]:
    people = {"officer": table.officer, "scrutineer": table.scrutineer, "deputy": table.deputy, **table.seats}
    return {name for name, person in people.items() if mine(person, case)}


def read(person: Any, case: Any) -> str:
    return str(signed_in(person.user).get(reverse("desk:decision", args=[case.reference])).content.decode())


@pytest.mark.duty("D10", "D12")
def test_the_office_weighs_then_the_seats_vote_then_the_office_records(case: Any, table: Table) -> None:
    drafted = RapidReviewFactory(case=case, unweighed=True)
    assert waits_for(table, case) == {"officer"}
    drafted = take(drafted, "weigh", table.officer, **weighed(case))
    assert waits_for(table, case) == {"local_authority", "police", "icb"}
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL)
    assert waits_for(table, case) == {"icb"}
    table.vote(drafted, icb=LOCAL)
    assert waits_for(table, case) == {"officer"}


@pytest.mark.duty("D12")
def test_a_seat_without_a_voice_is_not_waited_for(case: Any, table: Table) -> None:
    drafted = RapidReviewFactory(case=case, drafted=True)
    drafted = take(drafted, "declare_conflict", table.seats["icb"], reason="A relative.")
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL)
    assert waits_for(table, case) == {"officer"}
    drafted = take(drafted, "name_delegate", table.officer, **delegation(table.deputy, seat="icb"))
    assert waits_for(table, case) == {"deputy"}
    take(drafted, "vote_as_delegate", table.deputy, choice=LOCAL, reason="For the board.")
    assert waits_for(table, case) == {"officer"}


@pytest.mark.duty("D13")
def test_two_seats_that_differ_wait_for_the_scrutineer(case: Any, table: Table) -> None:
    drafted = RapidReviewFactory(case=case, drafted=True)
    drafted = take(drafted, "record_absence", table.officer, seat="icb", reason="Ill.")
    drafted = table.vote(drafted, local_authority=LOCAL, police="no_review")
    assert "scrutineer" in waits_for(table, case)
    take(drafted, "advise", table.scrutineer, text="Look again.")
    assert "officer" in waits_for(table, case)


@pytest.mark.duty("D16")
def test_reconsidering_waits_for_the_meeting_and_the_scrutineer_then_for_the_seats(case: Any, table: Table) -> None:
    again = RapidReviewFactory(case=case, reconsidering=True)
    assigned(case, table.scrutineer)
    assert waits_for(table, case) == {"officer", "scrutineer"}
    again = take(again, "reconvene", table.officer, held_on="2026-03-02", attendees="All.")
    assert waits_for(table, case) == {"scrutineer"}
    take(again, "advise", table.scrutineer, text="Listen to the Panel.")
    assert waits_for(table, case) == {"local_authority", "police", "icb"}


@pytest.mark.duty("D11")
def test_a_rationale_that_was_not_communicated_waits_for_the_office(case: Any, table: Table) -> None:
    concluded = RapidReviewFactory(case=case, concluded=True)
    assert waits_for(table, case) == {"officer"}
    for audience in ("family", "agencies"):
        assert "has not been communicated" in read(table.officer, case)
        told = {"audience": audience, "told_on": "2026-03-02", "through": "By letter."}
        concluded = take(concluded, "communicate", table.officer, **told)
    assert waits_for(table, case) == set()
    assert "has not been communicated" not in read(table.officer, case)


@pytest.mark.duty("D10")
def test_the_weighing_stands_beside_the_votes(case: Any, table: Table) -> None:
    drafted = RapidReviewFactory(case=case, unweighed=True)
    assert "as the deciders weighed them" not in read(table.officer, case)
    take(drafted, "weigh", table.officer, **weighed(case, "The returns point to it."))
    text = read(table.seats["police"], case)
    assert text.count("The returns point to it.") == 10
    assert "recurrent themes in the safeguarding" in text


@pytest.mark.duty("D45", "D46")
def test_what_the_panel_said_of_a_national_review(case: Any, table: Table) -> None:
    awaiting = RapidReviewFactory(case=case, awaiting_panel=True)
    said = {"answered_on": "2026-03-02", "response": "We carry it out.", **weighed_by_panel(case, "Seen elsewhere.")}
    take(awaiting, "panel_national", table.officer, **said)
    text = read(table.officer, case)
    assert "The Panel carries out a national review" in text
    assert text.count("Seen elsewhere.") == 7


def test_a_stopped_rapid_review_says_why(case: Any, table: Table) -> None:
    RapidReviewFactory(case=case, stopped=True, stop_proposal="An accident.")
    assert "An accident." in read(table.officer, case)


@pytest.mark.duty("D11")
def test_the_timeline_tells_it_in_words(case: Any, table: Table) -> None:
    drafted = RapidReviewFactory(case=case, unweighed=True)
    drafted = take(drafted, "weigh", table.officer, **weighed(case))
    drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    drafted = table.vote(drafted, local_authority=LOCAL)
    text = signed_in(table.officer.user).get(reverse("desk:timeline", args=[case.reference])).content.decode()
    assert "A delegate was named for a seat" in text
    assert str(table.deputy.user) in text
    assert "Local child safeguarding practice review" in text
    assert "The case highlights or may highlight recurrent themes" in text
    assert "local_criteria" not in text


def test_a_long_story_costs_no_more_queries(case: Any, table: Table, django_assert_max_num_queries: Any) -> None:
    again = RapidReviewFactory(case=case, reconvened=True, sent_proof="Receipt.")
    again = take(again, "record_absence", table.officer, seat="icb", reason="Ill.")
    for number in (1, 2, 3):
        again = table.vote(again, local_authority=LOCAL, police="no_review")
        again = take(again, "advise", table.scrutineer, text=f"Advice {number}.")
        again = take(again, "second_round", table.officer)
    browser = signed_in(table.officer.user)
    address = reverse("desk:decision", args=[case.reference])
    browser.get(address)
    # With the summary above every page and what a vote rests on.
    with django_assert_max_num_queries(30):
        assert browser.get(address).content.decode().count("Advice of the independent scrutineer") == 3
