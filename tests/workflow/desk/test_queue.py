"""The queue: what is found, in which order, for whom, and with how few queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.publication import PublicationFactory
from tests.factories.publication_hold import PublicationHoldFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import Area, assign, by_hand, child, signed_in
from tests.workflow.procedure import edition
from tests.workflow.waiting import write_down
from workflow import clocks
from workflow.models import Case
from workflow.procedures.version import Occasion

QUEUE = "/desk/"


def references(response: Any) -> list[str]:
    return [row.case.reference for row in response.context["rows"]]


def find(place: Area, role: str = "officer", **asked: str) -> list[str]:
    write_down(present.today())
    response = signed_in(place.people[role]).get(QUEUE, asked)
    assert response.status_code == 200
    return references(response)


def case_of(place: Area, **fields: Any) -> Case:
    return CaseFactory(partnership=place.partnership, **fields)


def with_clock(place: Area, aware_on: date) -> Case:
    case = case_of(place)
    NotificationFactory(case=case, aware_on=aware_on, clock=True)
    return case


def test_a_row_says_what_where_and_until_when(here: Area) -> None:
    case = case_of(here, headline="Death of a child: 1 child")
    RapidReviewFactory(case=case, gathering=True, clock=True)
    AgencyReturnFactory(rapid_review=case.rapid_reviews.get())

    text = signed_in(here.people["officer"]).get(QUEUE).content.decode()

    assert case.reference in text
    assert "Death of a child: 1 child" in text
    assert "Rapid review: Gathering returns" in text
    assert "1 of 1 returns awaited" in text
    assert "14 working days left" in text
    assert "14 days left" in text
    assert "20 Mar" in text


def test_overdue_is_said_in_words(here: Area) -> None:
    with_clock(here, date(2026, 2, 19))

    text = signed_in(here.people["officer"]).get(QUEUE).content.decode()

    assert "Overdue" in text
    assert "2 working days overdue" in text


def test_only_cases_of_the_persons_areas(here: Area, elsewhere: Area) -> None:
    case_of(elsewhere)
    own = case_of(here)

    assert find(here) == [own.reference]
    assert find(here, tab="all", partnership="elsewhere") == [own.reference]


def test_open_closed_all(here: Area) -> None:
    opened, closed = case_of(here), case_of(here, closed=True)

    assert find(here) == [opened.reference]
    assert find(here, tab="closed") == [closed.reference]
    assert set(find(here, tab="all")) == {opened.reference, closed.reference}


def test_filters_by_what_is_due(here: Area) -> None:
    overdue = with_clock(here, date(2026, 2, 19))
    soon = with_clock(here, date(2026, 2, 27))
    late = case_of(here)
    RapidReviewFactory(case=late, clock=True)
    none = case_of(here)

    assert find(here, due="overdue") == [overdue.reference]
    assert find(here, due="soon") == [soon.reference]
    assert find(here, due="none") == [none.reference]
    assert find(here, due="rule:rapid-review") == [late.reference]
    assert find(here, due="rule:nonsense") == find(here)


def test_orders(here: Area) -> None:
    new = case_of(here, reference="EXAM-2026-9001", opened_at=MONDAY)
    old = case_of(here, reference="EXAM-2026-9002", opened_at=MONDAY - timedelta(days=30))
    NotificationFactory(case=old, aware_on=date(2026, 2, 26), clock=True)

    assert find(here) == [old.reference, new.reference]
    assert find(here, sort="newest") == [new.reference, old.reference]
    assert find(here, sort="oldest") == [old.reference, new.reference]
    assert find(here, sort="reference") == [new.reference, old.reference]


def test_search_by_reference_or_the_beginning_of_a_name(here: Area, elsewhere: Area) -> None:
    found, other = case_of(here), case_of(here)
    child(found, "Łukasz O'Brien")
    child(other, "Somebody Else")
    child(case_of(elsewhere), "Łukasz O'Brien")

    assert find(here, q="łukasz  o'brien") == [found.reference]
    assert find(here, q="luka") == [found.reference]
    assert find(here, q="brien luk") == [found.reference]
    assert find(here, q="Łukasz Else") == [], "two children are not one"
    assert find(here, q="ukasz") == [], "not from the middle of a word"
    assert find(here, q=other.reference[-4:].lower()) == [other.reference]
    assert find(here, q=f" {other.reference.lower()} ") == [other.reference]


JOSE = ["jose o’brien–nunez", "Jose\u0301 O`Brien Nu\u0301n\u0303ez", "JOSÉ\u00a0OBRIEN\u2011NÚÑEZ\u200b"]


@pytest.mark.parametrize("typed", JOSE)
def test_a_child_is_found_however_the_name_is_written(here: Area, typed: str) -> None:
    found = case_of(here)
    child(found, "José O'Brien-Núñez")

    assert find(here, q=typed) == [found.reference]


def test_a_reference_is_found_as_it_was_pasted(here: Area) -> None:
    found = case_of(here)

    assert find(here, q=f"\u200e{found.reference.replace('-', chr(0x2011))}\u00a0") == [found.reference]


def test_search_finds_closed_cases_too(here: Area) -> None:
    closed = case_of(here, closed=True)

    assert find(here, q=closed.reference) == [closed.reference]


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "1e9"},
        {"page": "1000000000"},
        {"page": "-1"},
        {"page": "9" * 5000},
        {"q": "\x00"},
        {"q": "x" * 5000},
        {"tab": "nonsense", "sort": "nonsense", "partnership": "nonsense", "due": "nonsense"},
    ],
)
def test_whatever_is_asked_gets_a_page(here: Area, asked: dict[str, str]) -> None:
    case = case_of(here)

    assert find(here, **asked) == [case.reference]


def test_pages(here: Area) -> None:
    for _number in range(27):
        case_of(here)

    assert len(find(here)) == 25
    assert len(find(here, page="2")) == 2
    assert len(find(here, page="99")) == 2


def waits_for(place: Area, case: Case) -> set[str]:
    """The roles that find the case under “mine to act on”."""
    roles = ["officer", "decider", "scrutineer", "reviewer", "sign_off", "strategic"]
    return {role for role in roles if case.reference in find(place, role, tab="mine")}


def test_whose_move_it_is(here: Area) -> None:
    case = case_of(here)
    ReferralFactory(case=case, screening=True)
    assert waits_for(here, case) == {"officer"}


def test_a_vote_waits_for_the_seat_that_has_not_voted(here: Area) -> None:
    open_round, voted, split = case_of(here), case_of(here), case_of(here)
    sent = {"submission": None}
    RapidReviewFactory(case=open_round, drafted=True, votes="local_review", **sent)
    RapidReviewFactory(case=voted, drafted=True, votes="local_review local_review local_review", **sent)
    RapidReviewFactory(case=split, drafted=True, votes="local_review no_review local_review", **sent)

    assert waits_for(here, open_round) == {"decider"}
    assert waits_for(here, voted) == {"officer"}
    # Nobody is assigned who could advise: the office assigns somebody.
    assert waits_for(here, split) == {"officer"}
    assign(split, here)
    assert waits_for(here, split) == {"scrutineer"}


def test_a_split_vote_waits_for_the_office_once_there_is_advice(here: Area) -> None:
    case = case_of(here)
    votes = "local_review no_review local_review"
    RapidReviewFactory(case=case, drafted=True, votes=votes, advice="Vote again.", advised_round=1)

    assert waits_for(here, case) == {"officer"}


def test_reports_and_publications_wait_for_theirs(here: Area) -> None:
    own = {"reviewer_account": here.people["reviewer"]}
    drafting = ReviewFactory(case=case_of(here), drafting=True, **own).case
    signing = ReviewFactory(case=case_of(here), sign_off=True).case
    held = PublicationFactory(review=ReviewFactory(case=case_of(here), signed_off=True)).case
    PublicationHoldFactory(publication=held.publications.get())
    down = PublicationFactory(review=ReviewFactory(case=case_of(here), signed_off=True), taken_down=True).case
    copied = ReviewFactory(case=case_of(here), signed_off=True)
    PublicationFactory(review=copied, advance_copy_sent=True, approved_by=None)

    assert waits_for(here, drafting) == {"reviewer"}
    assert waits_for(here, signing) == {"sign_off"}
    assert waits_for(here, held) == {"officer", "strategic"}
    assert waits_for(here, down) == {"strategic"}
    assert waits_for(here, copied.case) == {"decider"}


def test_a_notice_to_be_sent_by_hand_waits_for_the_office(here: Area) -> None:
    case = case_of(here)
    assert waits_for(here, case) == set()

    by_hand(case)

    assert waits_for(here, case) == {"officer"}


@pytest.mark.duty("D2")
def test_what_is_overdue_waits_for_the_office(here: Area) -> None:
    assert waits_for(here, with_clock(here, date(2026, 2, 19))) == {"officer"}
    assert waits_for(here, with_clock(here, date(2026, 2, 27))) == set()


def test_a_role_elsewhere_makes_nothing_mine(here: Area, elsewhere: Area) -> None:
    ReferralFactory(case=case_of(here), screening=True)

    assert find(elsewhere, tab="mine") == []


def test_the_demonstration_clock_counts(here: Area, clock: Any) -> None:
    with_clock(here, date(2026, 2, 26))
    clock.move_to(MONDAY + timedelta(days=4))

    assert "1 working day overdue" in signed_in(here.people["officer"]).get(QUEUE).content.decode()


def fill(place: Area, count: int) -> None:
    for number in range(count):
        case = case_of(place, headline=f"Case {number}")
        ReferralFactory(case=case, accepted=True)
        rapid_review = RapidReviewFactory(case=case, gathering=True)
        AgencyReturnFactory(rapid_review=rapid_review)
        clocks.start_on(case, Occasion.NOTIFIED, on=date(2026, 2, 26), record=rapid_review, now=MONDAY)


@pytest.mark.parametrize("tab", ["open", "mine"])
def test_fifty_cases_cost_no_more_than_one(here: Area, django_assert_max_num_queries: Any, tab: str) -> None:
    fill(here, 50)
    write_down(present.today())
    client = signed_in(here.people["officer"])
    client.get(QUEUE)

    with django_assert_max_num_queries(20):
        response = client.get(QUEUE, {"tab": tab})

    assert len(response.context["rows"]) == 25


def test_an_edition_with_two_seats_waits_for_two_votes(here: Area) -> None:
    two = edition("two-seats", voting={"seats": ["local_authority", "police"], "majority": 2})
    open_round, complete, split = (case_of(here, procedure=two) for _number in range(3))
    RapidReviewFactory(case=open_round, drafted=True, votes="local_review")
    RapidReviewFactory(case=complete, drafted=True, votes="local_review local_review")
    RapidReviewFactory(case=split, drafted=True, votes="local_review no_review")

    assert waits_for(here, open_round) == {"decider"}
    assert waits_for(here, complete) == {"officer"}
    assign(split, here)
    assert waits_for(here, split) == {"scrutineer"}


@pytest.mark.duty("D8")
@pytest.mark.duty("D39")
@pytest.mark.parametrize("went", [False, True])
def test_what_is_on_its_way_is_called_sent_when_it_really_went(here: Area, went: bool) -> None:
    """The queue and the pages of the steps say it as the case file does."""
    unsent = {} if went else {"sent_at": None}
    rapid_review = RapidReviewFactory(case=case_of(here), sent=True, **unsent)
    not_gone = {} if went else {"advance_copy_on": None}
    review = ReviewFactory(case=case_of(here), signed_off=True)
    publication = PublicationFactory(review=review, advance_copy_sent=True, **not_gone)
    officer = signed_in(here.people["officer"])

    text = officer.get(QUEUE).content.decode()

    for noun, record, words in (
        ("Rapid review", rapid_review, ("On its way to the Panel", "Sent to the Panel")),
        ("Publication", publication, ("Advance copy on its way", "Advance copy sent")),
    ):
        assert record.get_state_display() == words[went]
        assert f"{noun}: {words[went]}" in text
        assert f"{noun}: {words[not went]}" not in text
    step = reverse("desk:step", args=[review.case.reference, "publication", publication.pk, "postpone"])
    assert ("stays “Advance copy sent”" in officer.get(step).content.decode()) is went


@pytest.mark.duty("D8")
@pytest.mark.parametrize("went", [False, True])
def test_the_office_confirms_only_what_has_gone(here: Area, went: bool) -> None:
    rapid_review = RapidReviewFactory(case=case_of(here), sent=True, **({} if went else {"sent_at": None}))
    assert (rapid_review.case.reference in find(here, tab="mine")) is went
