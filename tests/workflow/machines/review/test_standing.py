"""A review does not run on against the decision: it waits, goes on or ends with it, and who was told is told."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.party import AgencyFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.machines.review.test_review import APPOINTED, member
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from tests.workflow.waiting import waiting_for
from tests.workflow.weighing import weighed_by_panel
from workflow.desk.review.on_file import missing
from workflow.engine.door import option
from workflow.engine.step import Refused
from workflow.models import Case, Deadline, Review
from workflow.parties.roles import Group

pytestmark = pytest.mark.django_db

NONE, LOCAL = "no_review", "local_review"
ANSWER = {"answered_on": "2026-03-02", "response": "The Panel's words."}
MET = {"held_on": "2026-03-02", "attendees": "The three deciders and the scrutineer."}
TOLD = {"told_on": "2026-03-02", "in_writing": "on", "in_person": "yes", "by_whom": "Sam"}
END_TOLD = {"held_on": "2026-03-02", "by_whom": "Sam Social-Worker"}
BESIDE = {"agreed_on": "2026-03-02", "with_whom": "All three, and the Panel.", "agreed": "Each asks something else."}


@pytest.fixture
def awaiting() -> Any:
    return RapidReviewFactory(awaiting_panel=True)


@pytest.fixture
def table(awaiting: Any) -> Table:
    return Table.of(awaiting.case.partnership)


@pytest.fixture
def early(awaiting: Any, table: Table) -> Any:
    """A local review that was commissioned before the Panel answered; family and bodies were told of it."""
    take(awaiting.case, "commission_review", table.officer, kind="local")
    review = awaiting.case.reviews.get()
    review = take(review, "begin_scoping", table.officer, **APPOINTED | {"reviewer_account": table.reviewer.user.pk})
    review = take(review, "tell_family", table.officer, **TOLD)
    take(review, "tell_bodies", table.officer)
    send_by_hand(awaiting.case, on="2026-03-02", now="2026-03-02")
    return fresh(review)


def reconsidered(awaiting: Any, table: Table, choice: str) -> Any:
    again = take(awaiting, "panel_disagrees", table.officer, **ANSWER)
    again = take(again, "reconvene", table.officer, **MET)
    again = take(again, "advise", table.scrutineer, text="Listen to the Panel.")
    again = table.all_vote(again, choice)
    return take(again, "decide_again", table.officer, justification="We looked again.", rationale="Said anew.")


def running(review: Any) -> set[str]:
    return set(Deadline.objects.filter(record_id=review.pk, state="running").values_list("rule__key", flat=True))


def waits_for(case: Case, person: Any) -> bool:
    return Case.objects.filter(waiting_for(person, today=at("2026-03-02").date()), pk=case.pk).exists()


@pytest.mark.duty("D12", "D17")
def test_while_the_partners_reconsider_the_review_waits(awaiting: Any, table: Table, early: Any) -> None:
    assert waits_for(early.case, table.officer)
    assert {"publication", "briefing"} <= running(early)
    take(awaiting, "panel_disagrees", table.officer, **ANSWER)
    Review.objects.filter(pk=early.pk).update(bodies_letter="", bodies_told_on=None)
    review = fresh(early)
    for name in (
        "begin_scoping",
        "gather_evidence",
        "begin_drafting",
        "submit_for_sign_off",
        "sign_off",
        "tell_bodies",
    ):
        assert not option(review, name, by=table.officer, now=at("2026-03-02")).allowed
    for name, said in (("tell_bodies", {}), ("tell_family", TOLD), ("ask_agencies", {})):
        assert "the review waits" in refused(review, name, table.officer, kind="guard", **said)
    assert running(review) == set()
    assert str(table.reviewer.user) in notices_of(early.case, "review-waits")
    (lacks,) = missing(review, by=table.officer, now=at("2026-03-02"))
    assert "the review waits" in lacks


@pytest.mark.duty("D12", "D17")
def test_a_waiting_review_is_nobodys_turn(awaiting: Any, table: Table) -> None:
    """Only the partners’ decision is waited for."""
    take(awaiting.case, "commission_review", table.officer, kind="local")
    done = take(awaiting, "panel_agrees", table.officer, **ANSWER)
    for audience in ("family", "agencies"):
        done = take(done, "communicate", table.officer, audience=audience, told_on="2026-03-02", through="Sam")
    early = awaiting.case.reviews.get()
    awaiting.case.notices.update(state="sent")
    assert waits_for(early.case, table.officer)
    type(early).objects.filter(pk=early.pk).update(waits_since=at("2026-03-02"))
    assert not waits_for(early.case, table.officer)
    assert "the review waits" in refused(early, "begin_scoping", table.officer, kind="guard", **APPOINTED)


@pytest.mark.duty("D17", "D34")
def test_a_decision_that_is_kept_lets_it_go_on_with_its_clocks(awaiting: Any, table: Table, early: Any) -> None:
    before = {one.rule.key: one.due_on for one in Deadline.objects.filter(record_id=early.pk, state="running")}
    reconsidered(awaiting, table, LOCAL)
    review = fresh(early)
    assert (review.state, review.waits_since) == ("scoping", None)
    assert {one.rule.key: one.due_on for one in Deadline.objects.filter(record_id=early.pk, state="running")} == before
    assert str(table.reviewer.user) in notices_of(early.case, "review-goes-on")
    assert not notices_of(early.case, "review-ended")
    assert option(review, "agree_terms", by=table.officer, now=at("2026-03-02")).allowed


@pytest.mark.duty("D17", "D34", "D35")
def test_a_delay_that_was_approved_holds_when_the_review_goes_on(awaiting: Any, table: Table, early: Any) -> None:
    due = Deadline.objects.get(record_id=early.pk, state="running", rule__key="publication")
    Deadline.objects.filter(pk=due.pk).update(extended=True, due_on="2027-01-29")
    reconsidered(awaiting, table, LOCAL)
    again = Deadline.objects.get(record_id=early.pk, state="running", rule__key="publication")
    assert (again.extended, str(again.due_on)) == (True, "2027-01-29")


@pytest.mark.duty("D1", "D12", "D17", "D21")
def test_a_decision_against_it_ends_it_and_who_was_told_is_told(awaiting: Any, table: Table, early: Any) -> None:
    asked = AgencyReturnFactory(
        case=early.case, rapid_review=None, review=early, agency=AgencyFactory(of=early.case.partnership)
    )
    reconsidered(awaiting, table, NONE)
    review = fresh(early)
    assert (review.state, review.is_open) == ("stopped", False)
    assert review.ended_by_decision_at is not None
    for name in ("begin_scoping", "tell_family", "tell_bodies", "agree_terms", "gather_evidence"):
        assert option(review, name, by=table.officer, now=at("2026-03-02")).kind == "state"
    assert running(review) == set()
    assert {str(table.reviewer.user), f"Support office, {early.case.partnership.name}"} <= set(
        notices_of(early.case, "review-ended")
    )
    assert notices_of(early.case, "review-ended-for-bodies") == notices_of(early.case, "review-commissioned")
    letter = early.case.notices.filter(key="review-ended-for-bodies").first()
    assert "changed their decision" in str(letter.letter)
    assert fresh(asked).state == "recalled"
    assert len(notices_of(early.case, "return-recalled")) == 1


@pytest.mark.duty("D18")
def test_the_family_that_was_told_of_it_is_told_that_there_is_none(
    awaiting: Any, table: Table, early: Any, clock: Any
) -> None:
    done = reconsidered(awaiting, table, NONE)
    for audience in ("family", "agencies"):
        take(done, "communicate", table.officer, audience=audience, told_on="2026-03-02", through="Sam")
    early.case.notices.update(state="sent")
    review = fresh(early)
    assert waits_for(early.case, table.officer)
    pages = signed_in(table.officer.user)
    text = pages.get(reverse("desk:review", args=[early.case.reference])).content.decode()
    assert "not recorded that they were told that it does not go on" in text
    people = pages.get(reverse("desk:people", args=[early.case.reference])).content.decode()
    assert reverse("desk:step", args=[early.case.reference, "review", review.pk, "tell_family_of_end"]) in people
    assert "who told the child" in refused(
        review, "tell_family_of_end", table.officer, kind="data", held_on="2026-03-02"
    )
    review = take(review, "tell_family_of_end", table.officer, **END_TOLD)
    assert str(review.end_told_on) == "2026-03-02"
    assert not waits_for(early.case, table.officer)


@pytest.mark.duty("D1")
def test_nobody_of_the_bodies_is_told_of_the_end_of_what_they_never_heard_of(awaiting: Any, table: Table) -> None:
    take(awaiting.case, "commission_review", table.officer, kind="local")
    reconsidered(awaiting, table, NONE)
    assert awaiting.case.reviews.get().state == "stopped"
    assert not notices_of(awaiting.case, "review-ended-for-bodies")


@pytest.mark.duty("D1", "D34")
def test_what_ended_with_the_decision_is_not_taken_up_again_and_a_new_decision_begins_anew(
    awaiting: Any, table: Table, early: Any
) -> None:
    done = reconsidered(awaiting, table, NONE)
    strategic = member(early, Group.STRATEGIC)
    reason = refused(fresh(early), "take_up_again", strategic, kind="guard", reason="Why not.")
    assert "commission it" in reason
    said = {"answered_on": "2026-03-02", "response": "Think again.", "answer": "disagrees"}
    again = take(done, "another_answer", table.officer, **said)
    again = take(again, "reconvene", table.officer, **MET)
    again = take(again, "advise", table.scrutineer, text="Listen to the Panel.")
    take(
        table.all_vote(again, LOCAL),
        "decide_again",
        table.officer,
        "2026-03-03",
        justification="Convinced.",
        rationale="Said anew.",
    )
    take(early.case, "commission_review", table.officer, "2026-03-03", kind="local")
    assert [(one.state, str(one.commissioned_on)) for one in early.case.reviews.order_by("created_at")] == [
        ("stopped", "2026-02-27"),
        ("commissioned", "2026-03-03"),
    ]


@pytest.mark.duty("D1")
def test_a_review_that_was_stopped_is_not_taken_up_against_the_decision(
    awaiting: Any, table: Table, early: Any
) -> None:
    strategic = member(early, Group.STRATEGIC)
    stopped = take(early, "stop", strategic, reason="The court asks for it.")
    assert str(table.reviewer.user) in notices_of(early.case, "review-ended")
    reconsidered(awaiting, table, NONE)
    reason = refused(stopped, "take_up_again", strategic, kind="guard", reason="Why not.")
    assert "no decision for this review" in reason


@pytest.mark.duty("D12")
def test_a_decision_that_is_opened_again_before_it_is_sent_holds_the_review_up() -> None:
    decided = RapidReviewFactory(decided=True)
    table = Table.of(decided.case.partnership)
    take(decided.case, "commission_review", table.officer, kind="local")
    drafted = take(decided, "reopen_decision", table.officer, reason="A fact was wrong.")
    review = decided.case.reviews.get()
    assert "the review waits" in refused(review, "begin_scoping", table.officer, kind="guard", **APPOINTED)
    take(table.all_vote(drafted, NONE), "decide", table.officer, rationale="Because.")
    assert fresh(review).state == "stopped"


@pytest.mark.duty("D14")
def test_a_learning_review_that_rests_on_no_rapid_review_goes_on(awaiting: Any, table: Table) -> None:
    why = {"review": "learning", "reason": "A near miss.", "decider": "The partners"}
    take(awaiting.case, "choose_learning_review", table.officer, **why)
    take(awaiting.case, "commission_review", table.officer, kind="learning")
    reconsidered(awaiting, table, NONE)
    review = awaiting.case.reviews.get()
    assert (review.state, review.waits_since) == ("commissioned", None)


@pytest.mark.duty("D1", "D33")
def test_a_report_that_was_signed_off_is_for_the_strategic_body(awaiting: Any, table: Table, early: Any) -> None:
    signed_off = ReviewFactory(case=awaiting.case, signed_off=True)
    reconsidered(awaiting, table, NONE)
    assert (fresh(early).state, fresh(signed_off).state) == ("stopped", "signed_off")


# --- Beside a national review ------------------------------------------------------------------------------------


@pytest.mark.duty("D45", "D46")
def test_a_local_review_runs_beside_a_national_one_when_partners_and_panel_agree(
    awaiting: Any, table: Table, early: Any
) -> None:
    done = take(awaiting, "panel_national", table.officer, **ANSWER, **weighed_by_panel(awaiting.case))
    Review.objects.filter(pk=early.pk).update(bodies_letter="", bodies_told_on=None)
    reason = refused(fresh(early), "tell_bodies", table.officer, kind="guard")
    assert "runs beside the national one" in reason
    done.case.notices.update(state="sent")
    assert (
        "who agreed" in refused(done, "agree_beside", table.officer, kind="data", **BESIDE | {"with_whom": ""}).lower()
    )
    done = take(done, "agree_beside", table.officer, **BESIDE)
    assert done.decided_reviews == {"local", "national"}
    assert fresh(early).waits_since is None
    take(done.case, "commission_review", table.officer, kind="national")
    assert sorted(one.kind for one in done.case.reviews.all() if one.is_open) == ["local", "national"]
    assert "under way" in refused(done.case, "commission_review", table.officer, kind="guard")


@pytest.mark.duty("D46")
def test_it_may_be_commissioned_beside_one_that_began_and_not_without_agreement(awaiting: Any, table: Table) -> None:
    assert "does not carry out" in refused(
        RapidReviewFactory(concluded=True), "agree_beside", table.officer, kind="guard", **BESIDE
    )
    done = take(awaiting, "panel_national", table.officer, **ANSWER, **weighed_by_panel(awaiting.case))
    take(done.case, "commission_review", table.officer, kind="national")
    assert "agreed to that" in refused(done.case, "commission_review", table.officer, kind="guard")
    take(done, "agree_beside", table.officer, **BESIDE)
    with pytest.raises(Refused, match="under way already"):
        take(done.case, "commission_review", table.officer, kind="national")
    take(done.case, "commission_review", table.officer, kind="local")
    assert str(done.case.reviews.get(kind="local").commissioned_on) == "2026-03-02"


@pytest.mark.duty("D45", "D46")
def test_the_office_is_asked_what_becomes_of_the_review_that_waits(
    awaiting: Any, table: Table, early: Any, clock: Any
) -> None:
    done = take(awaiting, "panel_national", table.officer, **ANSWER, **weighed_by_panel(awaiting.case))
    for audience in ("family", "agencies"):
        done = take(done, "communicate", table.officer, audience=audience, told_on="2026-03-02", through="Sam")
    done.case.notices.update(state="sent")
    assert waits_for(done.case, table.officer)
    page = signed_in(table.officer.user)
    assert (
        "runs beside the national one"
        in page.get(reverse("desk:decision", args=[done.case.reference])).content.decode()
    )
    take(done, "agree_beside", table.officer, **BESIDE)
    text = page.get(reverse("desk:decision", args=[done.case.reference])).content.decode()
    assert "Each asks something else." in text


@pytest.mark.duty("D45")
def test_when_the_panel_takes_its_national_review_back_it_ends(awaiting: Any, table: Table) -> None:
    done = take(awaiting, "panel_national", table.officer, **ANSWER, **weighed_by_panel(awaiting.case))
    take(done.case, "commission_review", table.officer, kind="national")
    said = {"decided_on": "2026-03-02", "reason": "A local one.", **weighed_by_panel(done.case, answer="no")}
    take(done, "panel_declines_national", table.officer, **said)
    assert done.case.reviews.get().state == "stopped"
