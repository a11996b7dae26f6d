"""A decision can be looked at again (D12), and one decision does not bring two reviews by accident."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.machines.review.test_review import member
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from tests.workflow.waiting import waiting_for
from tests.workflow.weighing import weighed_by_panel
from workflow.engine.step import Refused
from workflow.models import Case, Event
from workflow.parties.roles import Group

pytestmark = pytest.mark.django_db

LOCAL, NONE = "local_review", "no_review"
TOLD = {"rationale": "There is more to learn for other children."}
WHY = {"reason": "The sibling has told her school more."}
ANSWER = {"answered_on": "2026-03-02", "response": "The Panel's words."}


@pytest.fixture
def table() -> Table:
    return Table.of(CaseFactory().partnership)


@pytest.fixture
def none_decided(table: Table) -> Any:
    return RapidReviewFactory(concluded=True, choice=NONE)


def waits(case: Case, table: Table) -> set[str]:
    people = {"officer": table.officer, "scrutineer": table.scrutineer, **table.seats}
    today = at("2026-03-02").date()
    return {
        name for name, one in people.items() if Case.objects.filter(waiting_for(one, today=today), pk=case.pk).exists()
    }


# --- Back to the partners ----------------------------------------------------------------------------------------


@pytest.mark.duty("D12")
def test_no_review_goes_back_to_the_partners_with_a_reason(none_decided: Any, table: Table) -> None:
    assert "Enter why" in refused(none_decided, "put_again", table.officer, kind="data")
    refused(none_decided, "put_again", table.seats["police"], kind="role", **WHY)
    again = take(none_decided, "put_again", table.officer, **WHY)
    assert (again.state, again.question, again.choice) == ("reconsidering", 2, NONE)
    assert len(notices_of(again.case, "decision-awaited")) == 3
    again.case.notices.update(state="sent")
    assert waits(again.case, table) == set(table.seats)


@pytest.mark.duty("D12", "D17")
def test_they_vote_at_once_and_the_panel_gets_the_reason(none_decided: Any, table: Table) -> None:
    again = take(none_decided, "put_again", table.officer, **WHY)
    assert "of themselves" in refused(
        again, "reconvene", table.officer, kind="guard", held_on="2026-03-02", attendees="All."
    )
    done = take(
        table.all_vote(again, LOCAL), "decide_again", table.officer, justification="There is more to learn.", **TOLD
    )
    assert (done.state, done.choice, done.decided_reviews) == ("concluded", LOCAL, {"local"})
    kept = done.decisions.get(question=2)
    assert (kept.changed, kept.looked_again_because) == (True, WHY["reason"])
    assert notices_of(done.case, "decision-looked-at-again") == ["Child Safeguarding Practice Review Panel"]
    assert not notices_of(done.case, "justification-for-panel")
    letter = str(done.case.notices.get(key="decision-looked-at-again").letter)
    assert "of themselves" in letter
    assert "There is more to learn." in letter


@pytest.mark.duty("D12", "D13")
def test_where_they_differ_on_it_the_scrutineer_advises(none_decided: Any, table: Table) -> None:
    again = take(none_decided, "put_again", table.officer, **WHY)
    again = table.vote(again, local_authority=LOCAL, police=LOCAL, icb=NONE)
    assert notices_of(again.case, "advice-asked") == [str(table.scrutineer.user)]
    again = take(again, "advise", table.scrutineer, text="Think of the sibling.")
    assert [one.round for one in again.advices.all()] == [1]


@pytest.mark.duty("D12", "D45")
def test_a_national_review_is_not_put_to_the_partners(table: Table) -> None:
    national = take(
        RapidReviewFactory(awaiting_panel=True),
        "panel_national",
        table.officer,
        **ANSWER,
        **weighed_by_panel(CaseFactory()),
    )
    assert "not the partners" in refused(national, "put_again", table.officer, kind="guard", **WHY)


@pytest.mark.duty("D15", "D16")
def test_an_answer_of_the_panel_is_recorded_while_they_look_again(none_decided: Any, table: Table) -> None:
    again = take(none_decided, "put_again", table.officer, **WHY)
    agreed = take(again, "another_answer", table.officer, **ANSWER, answer="agrees")
    assert (agreed.state, agreed.question, agreed.panel_answers.count()) == ("reconsidering", 2, 2)
    assert agreed.panel_answers.latest("at").question is None
    disagreed = take(agreed, "another_answer", table.officer, **ANSWER, answer="disagrees")
    assert (disagreed.state, disagreed.question, disagreed.asked_again_at) == ("reconsidering", 3, None)
    vote = {"choice": LOCAL, "reason": "It is right."}
    assert "meet on the Panel’s answer" in refused(disagreed, "vote", table.seats["police"], kind="guard", **vote)


@pytest.mark.duty("D12")
def test_the_desk_offers_it_and_tells_why(none_decided: Any, table: Table, clock: Any) -> None:
    pages, address = signed_in(table.officer.user), reverse("desk:decision", args=[none_decided.case.reference])
    step = reverse("desk:step", args=[none_decided.case.reference, "rapid_review", none_decided.pk, "put_again"])
    assert step in pages.get(address).content.decode()
    answered = pages.post(step, {"reason": "", "expect": "concluded"})
    assert "Enter why the partners look at their decision again." in answered.content.decode()
    again = take(none_decided, "put_again", table.officer, **WHY)
    assert WHY["reason"] in pages.get(address).content.decode()
    take(table.all_vote(again, NONE), "decide_again", table.officer, justification="Nothing new in it.")
    text = pages.get(address).content.decode()
    assert WHY["reason"] in text
    assert "Reconsidered decision: kept" in text


# --- A second review on the same decision ------------------------------------------------------------------------


@pytest.fixture
def reviewed(table: Table) -> Any:
    """A case whose local review was carried out on the decision as it stands."""
    concluded = RapidReviewFactory(concluded=True)
    ReviewFactory(case=concluded.case, signed_off=True, commissioned_on="2026-02-27")
    return concluded


@pytest.mark.duty("D1", "D12")
def test_a_second_review_on_the_same_decision_needs_a_reason_of_its_own(reviewed: Any, table: Table) -> None:
    with pytest.raises(Refused, match="Enter why another is needed"):
        take(reviewed.case, "commission_review", table.officer, kind="local")
    assert reviewed.case.reviews.count() == 1
    why = "The court allows what the first could not ask."
    take(reviewed.case, "commission_review", table.officer, kind="local", again_reason=why)
    assert Event.objects.get(kind="case.commission_review").data["again_reason"] == why
    assert reviewed.case.reviews.count() == 2


@pytest.mark.duty("D1")
def test_it_is_not_what_stands_out(reviewed: Any, table: Table) -> None:
    assert "commission_review" in fresh(reviewed.case).recorded
    other = RapidReviewFactory(concluded=True)
    assert "commission_review" not in fresh(other.case).recorded


@pytest.mark.duty("D1")
def test_a_stopped_review_counts_too(table: Table) -> None:
    concluded = RapidReviewFactory(concluded=True)
    take(concluded.case, "commission_review", table.officer, kind="local")
    take(concluded.case.reviews.get(), "stop", member(concluded, Group.STRATEGIC), reason="The court asks for it.")
    with pytest.raises(Refused, match="Enter why another is needed"):
        take(concluded.case, "commission_review", table.officer, kind="local")


@pytest.mark.duty("D14")
def test_a_second_learning_review_that_was_chosen_at_the_referral_needs_a_reason(table: Table) -> None:
    case = CaseFactory(learning_review=True)
    ReviewFactory(case=case, kind="learning", signed_off=True)
    with pytest.raises(Refused, match="Enter why another is needed"):
        take(case, "commission_review", table.officer, kind="learning")


@pytest.mark.duty("D1", "D12")
def test_a_new_decision_brings_a_new_review_without_more_words(reviewed: Any, table: Table) -> None:
    changed = take(reviewed, "put_again", table.officer, **WHY)
    changed = take(
        table.all_vote(changed, NONE), "decide_again", table.officer, "2026-03-03", justification="None.", **TOLD
    )
    changed = take(changed, "put_again", table.officer, "2026-03-04", **WHY)
    changed = table.all_vote(changed, LOCAL, "2026-03-04")
    take(changed, "decide_again", table.officer, "2026-03-04", justification="Another.", **TOLD)
    take(reviewed.case, "commission_review", table.officer, "2026-03-04", kind="local")
    assert reviewed.case.reviews.count() == 2
