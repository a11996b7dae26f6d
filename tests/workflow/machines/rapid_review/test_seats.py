"""One deciding seat each; a delegate, an absence, a conflict of interest; who never votes (D12, edge case 6)."""

from typing import Any

import pytest

from tests.factories.assignment import assigned
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import PartnershipFactory, UserFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.machines.rapid_review.voting import Table, delegation
from tests.workflow.procedure import edition
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.engine.door import option
from workflow.models import Event, Membership, SeatArrangement, Vote
from workflow.parties.roles import Actor, Group, Role

pytestmark = pytest.mark.django_db

LOCAL, NONE = "local_review", "no_review"
VOTED = {"choice": LOCAL, "reason": "For the seat."}


@pytest.fixture
def drafted() -> Any:
    return RapidReviewFactory(drafted=True)


@pytest.fixture
def table(drafted: Any) -> Table:
    return Table.of(drafted.case.partnership)


# --- Delegates --------------------------------------------------------------------------------------------------


@pytest.mark.duty("D12")
def test_a_delegate_votes_for_the_seat_and_is_shown_as_such(drafted: Any, table: Table) -> None:
    police = table.seats["police"]
    drafted = take(drafted, "name_delegate", police, **delegation(table.deputy, seat="police"))
    assert notices_of(drafted.case, "delegate-named") == [str(table.deputy.user)]
    drafted = take(drafted, "vote_as_delegate", table.deputy, **VOTED)
    vote = Vote.objects.get()
    assert (vote.seat, vote.as_delegate, vote.by) == ("police", True, table.deputy.user)
    drafted = table.vote(drafted, local_authority=LOCAL, icb=LOCAL)
    decided = take(drafted, "decide", table.officer, rationale="Because.")
    assert (decided.route, decided.not_voting) == ("unanimous", [])


@pytest.mark.duty("D12")
def test_one_person_votes_for_a_seat_at_a_time(drafted: Any, table: Table) -> None:
    police = table.seats["police"]
    drafted = take(drafted, "name_delegate", police, **delegation(table.deputy, seat="police"))
    assert f"{table.deputy.user} votes for your seat" in refused(drafted, "vote", police, kind="guard", **VOTED)
    drafted = take(drafted, "end_delegation", police, seat="police", reason="I am back.")
    refused(drafted, "vote_as_delegate", table.deputy, kind="guard", **VOTED)
    take(drafted, "vote", police, **VOTED)
    ended = SeatArrangement.objects.get()
    assert (ended.reason, ended.ended_reason, ended.ended_by) == ("On leave.", "I am back.", police.user)


@pytest.mark.duty("D12")
def test_a_delegation_ends_with_the_day_named(drafted: Any, table: Table) -> None:
    police = table.seats["police"]
    drafted = take(drafted, "name_delegate", police, **delegation(table.deputy, seat="police"))
    reason = refused(drafted, "vote_as_delegate", table.deputy, "2026-03-07", kind="guard", **VOTED)
    assert reason == "Your delegation ended on 6 March 2026. The seat may name you again."
    take(drafted, "vote_as_delegate", table.deputy, "2026-03-06 23:59", **VOTED)
    take(drafted, "vote", police, "2026-03-07", choice=NONE, reason="I am back.")
    assert Vote.objects.get().as_delegate is False


@pytest.mark.duty("D12")
@pytest.mark.parametrize("who", ["officer", "scrutineer", "another seat", "a stranger", "somebody who left"])
def test_who_cannot_be_a_delegate(drafted: Any, table: Table, who: str) -> None:
    partnership = drafted.case.partnership
    left = actor(Role.GROUP, partnership, group=Group.REVIEW)
    Membership.objects.filter(user=left.user).update(ended_at=MONDAY)
    people = {
        "officer": table.officer,
        "scrutineer": table.scrutineer,
        "another seat": table.seats["icb"],
        "a stranger": actor(Role.GROUP, PartnershipFactory(slug="elsewhere", code="ELSE"), group=Group.REVIEW),
        "somebody who left": left,
    }
    named = delegation(people[who], seat="police")
    assert "neither runs the office nor advises" in refused(
        drafted, "name_delegate", table.seats["police"], kind="data", **named
    )


@pytest.mark.duty("D12")
def test_an_officer_who_also_sits_in_a_group_is_no_delegate(drafted: Any, table: Table) -> None:
    Membership.objects.create(
        user=table.officer.user, role=Role.GROUP, partnership=drafted.case.partnership, group=Group.REVIEW
    )
    named = delegation(table.officer, seat="police")
    refused(drafted, "name_delegate", table.seats["police"], kind="data", **named)


@pytest.mark.duty("D12")
def test_nobody_votes_for_two_seats(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    reason = refused(drafted, "name_delegate", table.seats["icb"], kind="data", **delegation(table.deputy, seat="icb"))
    assert "One person, one vote" in reason


@pytest.mark.duty("D12")
def test_a_seat_is_delegated_by_its_holder_only(drafted: Any, table: Table) -> None:
    refused(drafted, "name_delegate", table.seats["icb"], kind="data", **delegation(table.deputy, seat="police"))
    assert "Who holds a seat names its delegate" in refused(
        drafted, "name_delegate", table.officer, kind="guard", **delegation(table.deputy, seat="police")
    )
    past = delegation(table.deputy, seat="police", until="2026-03-01")
    assert "today or later" in refused(drafted, "name_delegate", table.seats["police"], kind="data", **past)


@pytest.mark.duty("D12")
def test_another_delegate_takes_the_place_of_the_first(drafted: Any, table: Table) -> None:
    assigned(drafted.case, table.reviewer)
    for person in (table.deputy, table.reviewer):
        drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(person, seat="police"))
    refused(drafted, "vote_as_delegate", table.deputy, kind="guard", **VOTED)
    take(drafted, "vote_as_delegate", table.reviewer, **VOTED)
    assert SeatArrangement.objects.count() == 2


@pytest.mark.duty("D12")
def test_an_edition_may_know_no_delegates(table: Table) -> None:
    case = CaseFactory(procedure=edition("no-delegates", voting={"delegates": False}))
    drafted = RapidReviewFactory(case=case, drafted=True)
    reason = refused(
        drafted, "name_delegate", table.seats["police"], kind="guard", **delegation(table.deputy, seat="police")
    )
    assert "cannot be delegated" in reason


# --- Conflicts of interest ----------------------------------------------------------------------------------------


@pytest.mark.duty("D12")
def test_who_declares_a_conflict_of_interest_does_not_vote(drafted: Any, table: Table) -> None:
    police = table.seats["police"]
    drafted = table.vote(drafted, police=LOCAL)
    drafted = take(drafted, "declare_conflict", police, reason="The officer in the case is a relative.")
    assert notices_of(drafted.case, "conflict-declared") == [f"Support office, {drafted.case.partnership.name}"]
    assert Vote.objects.get().set_aside_at is not None
    assert drafted.tally().votes == {}
    assert "You declared a conflict of interest" in refused(drafted, "vote", police, kind="guard", **VOTED)
    refused(drafted, "name_delegate", police, kind="guard", **delegation(table.deputy, seat="police"))
    refused(drafted, "declare_conflict", police, kind="guard", reason="Again.")


@pytest.mark.duty("D12")
def test_the_office_names_the_delegate_of_a_seat_in_conflict(drafted: Any, table: Table) -> None:
    police = table.seats["police"]
    assigned(drafted.case, table.reviewer)
    drafted = take(drafted, "name_delegate", police, **delegation(table.reviewer, seat="police"))
    drafted = take(drafted, "declare_conflict", police, reason="A relative.")
    refused(drafted, "vote_as_delegate", table.reviewer, kind="guard", **VOTED)
    drafted = take(drafted, "name_delegate", table.officer, **delegation(table.deputy, seat="police"))
    refused(drafted, "end_delegation", police, kind="guard", seat="police", reason="No.")
    drafted = take(drafted, "vote_as_delegate", table.deputy, **VOTED)
    drafted = table.vote(drafted, local_authority=LOCAL, icb=LOCAL)
    assert take(drafted, "decide", table.officer, rationale="Because.").route == "unanimous"


@pytest.mark.duty("D12")
def test_a_conflict_that_has_ended_lets_the_holder_vote_anew(drafted: Any, table: Table) -> None:
    police = table.seats["police"]
    drafted = table.vote(drafted, police=NONE)
    drafted = take(drafted, "declare_conflict", police, reason="A relative.")
    refused(drafted, "end_conflict", police, kind="role", seat="police", reason="It is nothing.")
    refused(drafted, "end_conflict", table.officer, kind="data", seat="icb", reason="It is nothing.")
    drafted = take(drafted, "end_conflict", table.officer, seat="police", reason="Another person was meant.")
    assert drafted.tally().missing == ["Local authority", "Police", "Integrated care board"]
    refused(drafted, "end_conflict", table.officer, kind="guard", seat="police", reason="Again.")
    table.vote(drafted, police=LOCAL)
    assert (Vote.objects.get().choice, Vote.objects.get().set_aside_at) == (LOCAL, None)


# --- Absent seats ----------------------------------------------------------------------------------------------------


@pytest.mark.duty("D12")
def test_two_seats_that_agree_decide_without_an_absent_one_and_the_record_says_so(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "record_absence", table.officer, seat="icb", reason="The post is vacant.")
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL)
    decided = take(drafted, "decide", table.officer, rationale="Because.")
    assert (decided.choice, decided.route) == (LOCAL, "without_seat")
    assert decided.not_voting == [{"seat": "icb", "why": "absent", "reason": "The post is vacant."}]
    assert decided.decisions.get().silent_seats == ["Integrated care board: absent. The post is vacant."]
    assert Event.objects.get(kind="rapid_review.decide").data["not_voting"] == decided.not_voting


@pytest.mark.duty("D12", "D13")
def test_two_seats_that_differ_decide_nothing_without_the_third(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "record_absence", table.officer, seat="icb", reason="Ill.")
    for number in (1, 2):
        drafted = table.vote(drafted, local_authority=LOCAL, police=NONE)
        refused(drafted, "decide", table.officer, kind="guard", rationale="Because.")
        drafted = take(drafted, "advise", table.scrutineer, text=f"Advice {number}.")
        drafted = take(drafted, "second_round", table.officer)


@pytest.mark.duty("D12")
def test_one_seat_alone_does_not_decide(drafted: Any, table: Table) -> None:
    for seat in ("icb", "police"):
        drafted = take(drafted, "record_absence", table.officer, seat=seat, reason="Ill.")
    drafted = table.vote(drafted, local_authority=LOCAL)
    reason = refused(drafted, "decide", table.officer, kind="guard", rationale="Because.")
    assert "Too few seats can vote: at least 2 must agree. Cannot vote: police, integrated care board." in reason


@pytest.mark.duty("D12")
def test_an_edition_says_how_many_seats_must_agree() -> None:
    case = CaseFactory(procedure=edition("all-three", voting={"least_seats": 3}))
    drafted = RapidReviewFactory(case=case, drafted=True)
    table = Table.of(case.partnership)
    drafted = take(drafted, "record_absence", table.officer, seat="icb", reason="Ill.")
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL)
    assert "at least 3 must agree" in refused(drafted, "decide", table.officer, kind="guard", rationale="Because.")


@pytest.mark.duty("D12")
def test_an_absent_seat_may_be_delegated_and_may_come_back(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "record_absence", table.officer, seat="icb", reason="Ill.")
    drafted = take(drafted, "name_delegate", table.officer, **delegation(table.deputy, seat="icb"))
    assert "Integrated care board" in drafted.tally().missing
    drafted = take(drafted, "end_delegation", table.officer, seat="icb", reason="Not needed.")
    assert "Integrated care board" not in drafted.tally().missing
    table.vote(drafted, icb=LOCAL)
    assert not SeatArrangement.objects.filter(ended_at=None).exists()


@pytest.mark.duty("D12")
def test_an_absence_is_recorded_before_the_seat_votes_and_can_be_taken_back(drafted: Any, table: Table) -> None:
    drafted = table.vote(drafted, icb=LOCAL)
    refused(drafted, "record_absence", table.officer, kind="data", seat="icb", reason="Ill.")
    drafted = take(drafted, "record_absence", table.officer, seat="police", reason="Ill.")
    refused(drafted, "record_absence", table.officer, kind="data", seat="police", reason="Ill.")
    drafted = take(drafted, "end_absence", table.officer, seat="police", reason="Back at work.")
    assert drafted.tally().missing == ["Local authority", "Police"]


@pytest.mark.duty("D12")
def test_when_a_delegation_runs_out_an_absent_seat_is_silent_again(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "record_absence", table.officer, seat="icb", reason="Ill.")
    drafted = take(drafted, "name_delegate", table.officer, **delegation(table.deputy, seat="icb"))
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL)
    assert "Not voted yet" in refused(drafted, "decide", table.officer, "2026-03-06", kind="guard", rationale="So.")
    assert take(drafted, "decide", table.officer, "2026-03-09", rationale="So.").route == "without_seat"


@pytest.mark.duty("D12")
def test_a_seat_that_nobody_holds_is_delegated_by_the_office() -> None:
    drafted = RapidReviewFactory(drafted=True)
    officer = actor(Role.OFFICER, drafted.case.partnership)
    deputy = actor(Role.GROUP, drafted.case.partnership, group=Group.REVIEW)
    drafted = take(drafted, "name_delegate", officer, **delegation(deputy, seat="icb"))
    take(drafted, "vote_as_delegate", deputy, **VOTED)


# --- Who never votes ------------------------------------------------------------------------------------------------


@pytest.mark.duty("D12", "D13")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCRUTINEER])
def test_office_and_scrutineer_never_vote_whatever_else_they_are(drafted: Any, role: Role) -> None:
    user = UserFactory()
    partnership = drafted.case.partnership
    Membership.objects.create(user=user, role=role, partnership=partnership)
    Membership.objects.create(user=user, role=Role.DECISION_MAKER, partnership=partnership, seat="police")
    assert "never vote, whatever else they are" in refused(drafted, "vote", Actor.of(user), kind="guard", **VOTED)


@pytest.mark.duty("D12")
def test_a_group_member_whom_nobody_named_does_not_vote(drafted: Any, table: Table) -> None:
    assert "Only a delegate" in refused(drafted, "vote_as_delegate", table.deputy, kind="guard", **VOTED)
    assert option(drafted, "vote", by=table.deputy, now=MONDAY).kind == "role"


@pytest.mark.duty("D12")
def test_a_delegate_of_another_case_does_not_vote_in_this_one(drafted: Any, table: Table) -> None:
    other = RapidReviewFactory(drafted=True, case__partnership=drafted.case.partnership)
    take(other, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    refused(drafted, "vote_as_delegate", table.deputy, kind="guard", **VOTED)


@pytest.mark.duty("D12")
def test_a_delegate_whose_account_lost_its_role_does_not_vote(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    Membership.objects.filter(user=table.deputy.user).update(ended_at=MONDAY)
    refused(drafted, "vote_as_delegate", Actor(table.deputy.user, ()), kind="role", **VOTED)


@pytest.mark.duty("D12")
def test_a_delegate_who_joins_the_office_votes_no_longer(drafted: Any, table: Table) -> None:
    drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    user = table.deputy.user
    Membership.objects.create(user=user, role=Role.OFFICER, partnership=drafted.case.partnership)
    now = Actor(user, tuple(user.memberships.filter(ended_at=None)))
    assert "never vote" in refused(drafted, "vote_as_delegate", now, kind="guard", **VOTED)


@pytest.mark.duty("D10", "D16")
@pytest.mark.parametrize(("state", "why"), [("unweighed", "weighed one by one"), ("reconsidering", "before they vote")])
def test_a_delegate_waits_for_what_the_seats_wait_for(table: Table, state: str, why: str) -> None:
    waiting = RapidReviewFactory(**{state: True})
    waiting = take(waiting, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    assert why in refused(waiting, "vote_as_delegate", table.deputy, kind="guard", **VOTED)


@pytest.mark.duty("D12")
def test_without_an_absence_there_is_none_to_end_and_with_all_votes_none_to_record(drafted: Any, table: Table) -> None:
    said = {"seat": "icb", "reason": "Ill."}
    assert refused(drafted, "end_absence", table.officer, kind="guard", **said) == "No seat is absent."
    drafted = table.all_vote(drafted, LOCAL)
    assert "Every seat has voted" in refused(drafted, "record_absence", table.officer, kind="guard", **said)


# --- Whoever completes a split ----------------------------------------------------------------------------------------


@pytest.mark.duty("D13")
def test_a_delegate_whose_vote_splits_the_three_asks_for_advice(drafted: Any, table: Table) -> None:
    drafted = table.vote(drafted, local_authority=NONE, icb=NONE)
    drafted = take(drafted, "name_delegate", table.seats["police"], **delegation(table.deputy, seat="police"))
    take(drafted, "vote_as_delegate", table.deputy, **VOTED | {"choice": LOCAL})
    assert notices_of(drafted.case, "advice-asked") == [str(table.scrutineer.user)]


@pytest.mark.duty("D13")
def test_a_seat_that_stays_absent_leaves_a_split_that_asks_for_advice(drafted: Any, table: Table) -> None:
    drafted = table.vote(drafted, local_authority=LOCAL, police=NONE)
    take(drafted, "record_absence", table.officer, seat="icb", reason="Ill.")
    assert notices_of(drafted.case, "advice-asked") == [str(table.scrutineer.user)]
