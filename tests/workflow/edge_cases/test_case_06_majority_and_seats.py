"""Edge case 6: two to one with dissent; a seat absent, delegated or in conflict; the scrutineer has no vote."""

import re
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.rapid_review.voting import Table, delegation
from tests.workflow.reviews.steps import fresh, refused, take
from workflow.models import Vote

pytestmark = pytest.mark.django_db

LOCAL, NONE = "local_review", "no_review"


@pytest.fixture
def drafted(clock: Any) -> Any:
    return RapidReviewFactory(drafted=True, case=CaseFactory())


@pytest.fixture
def table(drafted: Any) -> Table:
    return Table.of(drafted.case.partnership)


def page(table_person: Any, rapid_review: Any) -> str:
    response = signed_in(table_person.user).get(reverse("desk:decision", args=[rapid_review.case.reference]))
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.duty("D11", "D12", "D13")
def test_two_to_one_after_advice_with_a_delegate_and_the_dissent_kept(drafted: Any, table: Table) -> None:
    """The police seat is on leave, its deputy votes; the health board dissents in both rounds."""
    drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    for number in (1, 2):
        drafted = table.vote(drafted, local_authority=LOCAL, icb=NONE)
        drafted = take(drafted, "vote_as_delegate", table.deputy, choice=LOCAL, reason="For the police.")
        refused(drafted, "vote", table.scrutineer, kind="role", choice=NONE, reason="I think so.")
        if number == 1:
            assert "advice" in refused(drafted, "decide", table.officer, kind="guard", rationale="Because.")
            drafted = take(drafted, "advise", table.scrutineer, text="Think of the brother.")
            drafted = take(drafted, "second_round", table.officer)
    decided = take(drafted, "decide", table.officer, rationale="We want to learn.")
    assert (decided.choice, decided.route) == (LOCAL, "majority")
    assert decided.dissent == [{"seat": "icb", "choice": NONE, "reason": "The reason of icb."}]

    text = page(table.officer, decided)
    assert text.count("as delegate") == 2
    assert text.count("Dissent<") == 2
    assert "Think of the brother." in text
    assert "By majority, after the scrutineer’s advice" in text
    assert "We want to learn." in text
    assert "The rationale has not been communicated" in text


@pytest.mark.duty("D12")
def test_a_seat_in_conflict_without_a_delegate_the_other_two_agree(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "declare_conflict", table.seats["icb"], reason="My sister works there.")
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL)
    assert "Does not vote: conflict of interest." in page(table.officer, drafted)
    decided = take(drafted, "decide", table.officer, rationale="Because.")
    assert decided.not_voting == [{"seat": "icb", "why": "conflict", "reason": "My sister works there."}]
    text = page(table.officer, decided)
    assert "By the seats that could vote, which agree" in text
    assert "Integrated care board: conflict of interest. My sister works there." in text


@pytest.mark.duty("D12")
def test_forged_posts_are_refused(drafted: Any, table: Table) -> None:
    """Over the web: no seat, no delegation, a choice that was not offered, a state that has passed."""
    reference = drafted.case.reference

    def post(person: Any, name: str, **data: str) -> int:
        address = reverse("desk:step", args=[reference, "rapid_review", drafted.pk, name])
        return int(signed_in(person.user).post(address, data).status_code)

    vote = {"choice": LOCAL, "reason": "Mine."}
    for person in (table.scrutineer, table.reviewer):
        assigned(drafted.case, person)
    for person in (table.officer, table.scrutineer, table.deputy, table.reviewer):
        assert post(person, "vote", **vote) == 403
    assert post(table.deputy, "vote_as_delegate", **vote) == 409
    assert post(table.seats["police"], "vote", choice="acquittal", reason="Mine.") == 422
    assert post(table.seats["police"], "vote", expect="gathering", **vote) == 409
    assert not Vote.objects.exists()
    assert post(table.seats["police"], "vote", expect="drafted", seen="1.1", **vote) == 302


@pytest.mark.duty("D13")
def test_a_vote_meant_for_the_first_round_does_not_count_in_the_second(drafted: Any, table: Table) -> None:
    police = table.seats["police"]
    address = reverse("desk:step", args=[drafted.case.reference, "rapid_review", drafted.pk, "vote"])
    browser = signed_in(police.user)
    assert 'name="seen" value="1.1"' in browser.get(address).content.decode()
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)
    drafted = take(drafted, "advise", table.scrutineer, text="Look again.")
    drafted = take(drafted, "second_round", table.officer)
    newest = re.search(r'name="based_on" value="(\d+)"', browser.get(address).content.decode())
    assert newest
    said = {"seen": "1.1", "choice": NONE, "reason": "Too late.", "expect": "drafted", "based_on": newest[1]}
    answer = browser.post(address, said)
    assert answer.status_code == 422
    assert "Another round of votes was opened" in answer.content.decode()
    assert "Too late." in answer.content.decode()
    assert not fresh(drafted).votes.filter(round=2).exists()


@pytest.mark.duty("D12")
def test_the_seats_and_what_may_be_recorded_about_them_stand_on_the_page(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "record_absence", table.officer, seat="icb", reason="The post is vacant.")
    office, seat = page(table.officer, drafted), page(table.seats["police"], drafted)
    assert "The post is vacant." in office
    for label in ("Record that a seat is absent", "Name a delegate for a seat", "takes part after all"):
        assert label in office
    assert "Declare a conflict of interest" in seat
    assert "Record that a seat is absent" not in seat


@pytest.mark.duty("D12")
def test_a_delegate_finds_the_case_and_reads_what_is_decided_on(drafted: Any, table: Table) -> None:
    decision = reverse("desk:decision", args=[drafted.case.reference])
    browser = signed_in(table.deputy.user)
    assert browser.get(decision).status_code == 403
    drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    assert drafted.case.reference in browser.get(reverse("desk:queue"), {"tab": "mine"}).content.decode()
    text = browser.get(decision).content.decode()
    assert "Vote for a seat as its delegate" in text
    take(drafted, "end_delegation", table.seats["police"], seat="police", reason="Back.")
    assert browser.get(decision).status_code == 403
