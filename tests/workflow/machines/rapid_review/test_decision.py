"""Three seats decide, one vote each; where they differ the scrutineer advises, then the majority (D11, D12, D13)."""

from typing import Any

import pytest

from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.party import PartnershipFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.procedure import edition
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.models import Event, Vote
from workflow.parties.roles import Actor, Role, Seat

pytestmark = pytest.mark.django_db

LOCAL, NONE, LEARNING = "local_review", "no_review", "learning_review"


@pytest.fixture
def drafted() -> Any:
    return RapidReviewFactory(drafted=True)


@pytest.fixture
def seats(drafted: Any) -> dict[str, Actor]:
    return {seat: actor(Role.DECISION_MAKER, drafted.case.partnership, seat=seat) for seat in Seat.values}


@pytest.fixture
def officer(drafted: Any) -> Actor:
    return actor(Role.OFFICER, drafted.case.partnership)


@pytest.fixture
def scrutineer(drafted: Any) -> Actor:
    return assigned(drafted.case, actor(Role.SCRUTINEER, drafted.case.partnership))


def vote(drafted: Any, seats: dict[str, Actor], *choices: str) -> Any:
    for (seat, person), choice in zip(seats.items(), choices, strict=False):
        drafted = take(drafted, "vote", person, choice=choice, reason=f"The reason of {seat}.")
    return drafted


@pytest.mark.duty("D12")
def test_three_votes_alike_make_a_unanimous_decision(drafted: Any, seats: dict[str, Actor], officer: Actor) -> None:
    drafted = vote(drafted, seats, LOCAL, LOCAL, LOCAL)
    decided = take(drafted, "decide", officer, rationale="Much can be learnt.")
    assert (decided.state, decided.choice, decided.route, decided.dissent) == ("decided", LOCAL, "unanimous", [])
    assert notices_of(drafted.case, "decision-recorded") == sorted(
        [f"Support office, {drafted.case.partnership.name}", *(str(seat.user) for seat in seats.values())]
    )


@pytest.mark.duty("D11")
def test_the_rationale_is_written_for_the_family(drafted: Any, seats: dict[str, Actor], officer: Actor) -> None:
    drafted = vote(drafted, seats, NONE, NONE, NONE)
    assert "communicated, to families too" in refused(drafted, "decide", officer, kind="data")
    assert take(drafted, "decide", officer, rationale="We decided so because …").rationale == "We decided so because …"


@pytest.mark.duty("D11")
def test_a_vote_needs_its_reason(drafted: Any, seats: dict[str, Actor]) -> None:
    assert refused(drafted, "vote", seats["police"], kind="data", choice=LOCAL) == "Enter your reason."


@pytest.mark.duty("D12")
def test_a_missing_seat_is_named(drafted: Any, seats: dict[str, Actor], officer: Actor) -> None:
    drafted = vote(drafted, seats, LOCAL, LOCAL)
    reason = refused(drafted, "decide", officer, kind="guard", rationale="Because.")
    assert reason == "The three partners decide, one vote each. Not voted yet: integrated care board."


@pytest.mark.duty("D12")
def test_a_seat_may_change_its_vote_until_the_decision(drafted: Any, seats: dict[str, Actor], officer: Actor) -> None:
    drafted = vote(drafted, seats, LOCAL, LOCAL, NONE)
    drafted = take(drafted, "vote", seats["icb"], choice=LOCAL, reason="I was convinced.")
    assert Vote.objects.filter(seat="icb").count() == 1
    assert Vote.objects.get(seat="icb").reason == "I was convinced."
    assert Event.objects.filter(kind="rapid_review.vote").count() == 4
    decided = take(drafted, "decide", officer, rationale="Because.")
    refused(decided, "vote", seats["icb"], kind="state", choice=NONE, reason="Too late.")


@pytest.mark.duty("D12")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SCRUTINEER, Role.GROUP, Role.REVIEWER])
def test_nobody_else_votes(drafted: Any, role: Role) -> None:
    extra = {"group": "strategic"} if role == Role.GROUP else {}
    other = actor(role, drafted.case.partnership, **extra)
    refused(drafted, "vote", other, kind="role", choice=LOCAL, reason="My reason.")


@pytest.mark.duty("D12")
def test_a_seat_of_another_partnership_does_not_vote(drafted: Any) -> None:
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    stranger = actor(Role.DECISION_MAKER, elsewhere, seat="police")
    refused(drafted, "vote", stranger, kind="role", choice=LOCAL, reason="My reason.")


# --- Where they differ -------------------------------------------------------------------------------


@pytest.mark.duty("D13")
def test_a_split_is_not_decided_without_advice(
    drafted: Any, seats: dict[str, Actor], officer: Actor, scrutineer: Actor
) -> None:
    drafted = vote(drafted, seats, LOCAL, LOCAL, NONE)
    reason = refused(drafted, "decide", officer, kind="guard", rationale="Because.")
    assert reason == "The three partners differ. Ask the independent scrutineer for advice, then vote again."
    assert "Ask the independent scrutineer" in refused(drafted, "second_round", officer, kind="guard")
    assert notices_of(drafted.case, "advice-asked") == [str(scrutineer.user)]


@pytest.mark.duty("D13")
def test_after_advice_they_vote_again(drafted: Any, seats: dict[str, Actor], officer: Actor, scrutineer: Actor) -> None:
    drafted = vote(drafted, seats, LOCAL, LOCAL, NONE)
    drafted = take(drafted, "advise", scrutineer, text="Consider the sibling.")
    assert "Open a second round" in refused(drafted, "decide", officer, kind="guard", rationale="Because.")
    drafted = take(drafted, "second_round", officer)
    assert notices_of(drafted.case, "decision-awaited") == sorted(str(seat.user) for seat in seats.values())
    assert (drafted.round, drafted.advice) == (2, "Consider the sibling.")
    assert "Not voted yet" in refused(drafted, "decide", officer, kind="guard", rationale="Because.")


@pytest.mark.duty("D13")
def test_else_the_majority_decides_and_the_dissent_is_kept(
    drafted: Any, seats: dict[str, Actor], officer: Actor, scrutineer: Actor
) -> None:
    drafted = vote(drafted, seats, LOCAL, LOCAL, NONE)
    drafted = take(drafted, "advise", scrutineer, text="Consider the sibling.")
    drafted = take(drafted, "second_round", officer)
    drafted = vote(drafted, seats, LOCAL, LOCAL, NONE)
    assert "there is a majority" in refused(drafted, "second_round", officer, kind="guard")
    decided = take(drafted, "decide", officer, rationale="Because.")
    assert (decided.choice, decided.route) == (LOCAL, "majority")
    assert decided.dissent == [{"seat": "icb", "choice": NONE, "reason": "The reason of icb."}]
    assert Vote.objects.count() == 6


@pytest.mark.duty("D13")
def test_three_different_votes_are_no_majority(
    drafted: Any, seats: dict[str, Actor], officer: Actor, scrutineer: Actor
) -> None:
    for number in (1, 2):
        drafted = vote(drafted, seats, LOCAL, NONE, LEARNING)
        drafted = take(drafted, "advise", scrutineer, text=f"Advice {number}.")
        if number == 2:
            assert "There is no majority" in refused(drafted, "decide", officer, kind="guard", rationale="Because.")
        drafted = take(drafted, "second_round", officer)
    drafted = vote(drafted, seats, LOCAL, LOCAL, LOCAL)
    assert take(drafted, "decide", officer, rationale="Because.").route == "unanimous"


@pytest.mark.duty("D13")
def test_the_scrutineer_advises_only_where_they_differ(
    drafted: Any, seats: dict[str, Actor], scrutineer: Actor
) -> None:
    assert "Not voted yet" in refused(drafted, "advise", scrutineer, kind="guard", text="My advice.")
    drafted = vote(drafted, seats, LOCAL, LOCAL, LOCAL)
    assert "no advice is needed" in refused(drafted, "advise", scrutineer, kind="guard", text="My advice.")


@pytest.mark.duty("D13")
def test_the_scrutineer_has_no_vote_and_the_seats_no_advice(
    drafted: Any, seats: dict[str, Actor], scrutineer: Actor
) -> None:
    refused(drafted, "vote", scrutineer, kind="role", choice=LOCAL, reason="My reason.")
    refused(drafted, "advise", seats["police"], kind="role", text="My advice.")


# --- Other editions count differently -------------------------------------------------------------------------------


def of_edition(key: str, **voting: Any) -> tuple[Any, Table]:
    case = CaseFactory(procedure=edition(key, voting=voting))
    return RapidReviewFactory(case=case, drafted=True), Table.of(case.partnership)


@pytest.mark.duty("D13")
def test_an_edition_may_let_the_majority_decide_at_once_after_advice() -> None:
    drafted, table = of_edition("one-round", rounds_before_majority=1)
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert "advice first" in refused(drafted, "decide", table.officer, kind="guard", rationale="Because.")
    drafted = take(drafted, "advise", table.scrutineer, text="My advice.")
    assert "there is a majority" in refused(drafted, "second_round", table.officer, kind="guard")
    assert take(drafted, "decide", table.officer, rationale="Because.").route == "majority"


@pytest.mark.duty("D13")
def test_an_edition_may_do_without_advice() -> None:
    drafted, table = of_edition("no-advice", advice_before_majority=False)
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert notices_of(drafted.case, "advice-asked") == []
    assert "Open another round" in refused(drafted, "decide", table.officer, kind="guard", rationale="Because.")
    drafted = take(drafted, "second_round", table.officer)
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert take(drafted, "decide", table.officer, rationale="Because.").choice == LOCAL


@pytest.mark.duty("D12")
def test_an_edition_may_ask_for_all_three() -> None:
    drafted, table = of_edition("all-agree", majority=3)
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)
    drafted = take(drafted, "advise", table.scrutineer, text="My advice.")
    drafted = take(drafted, "second_round", table.officer)
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert "There is no majority" in refused(drafted, "decide", table.officer, kind="guard", rationale="Because.")


@pytest.mark.duty("D12")
def test_a_seat_that_an_edition_does_not_know_does_not_vote() -> None:
    drafted, table = of_edition("two-seats", seats=["local_authority", "police"])
    refused(drafted, "vote", table.seats["icb"], kind="guard", choice=LOCAL, reason="My reason.")
    drafted = table.vote(drafted, local_authority=LOCAL, police=LOCAL)
    assert take(drafted, "decide", table.officer, rationale="Because.").route == "unanimous"


@pytest.mark.duty("D13")
def test_the_scrutineer_is_asked_once_a_round_and_the_advice_of_each_is_kept(
    drafted: Any, seats: dict[str, Actor], officer: Actor, scrutineer: Actor
) -> None:
    for number in (1, 2):
        drafted = vote(drafted, seats, LOCAL, NONE, LEARNING)
        assert len(notices_of(drafted.case, "advice-asked")) == number
        drafted = take(drafted, "advise", scrutineer, text=f"Advice {number}.")
        drafted = take(drafted, "second_round", officer)
    assert [(one.round, one.text) for one in drafted.advices.all()] == [(1, "Advice 1."), (2, "Advice 2.")]
