"""A review goes back, changes its reviewer, stops and is taken up again; each with its reason, nothing lost."""

from datetime import date
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.review import ReviewFactory
from tests.workflow.machines.review.test_review import APPOINTED, member, officer
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine.door import begin
from workflow.models import Deadline, EntryKind, Review
from workflow.parties.roles import Group, Role

pytestmark = pytest.mark.django_db

NEW = APPOINTED | {"reviewer_name": "Alex", "reason": "Robin is ill."}


def begun(kind: str = Review.Kind.LOCAL) -> Any:
    """A review that began as reviews do, with its clocks."""
    case = ReviewFactory(signed_off=True).case
    review = Review(case=case, data_key=case.data_key, kind=kind, commissioned_on=date(2026, 1, 19))
    begin(review, by=actor(Role.OFFICER, case.partnership), now=at("2026-01-19"))
    return review


@pytest.mark.parametrize(
    ("state", "name", "to"),
    [("evidence", "back_to_scoping", Review.SCOPING), ("drafting", "back_to_evidence", Review.EVIDENCE)],
)
def test_a_review_goes_back_with_a_reason_and_loses_nothing(state: str, name: str, to: str) -> None:
    review = ReviewFactory(**{state: True})
    assert "Enter why" in refused(review, name, officer(review), kind="data", reason="")
    kept = len(review.on_file.current())
    back = take(review, name, officer(review), reason="An agency sent more.")
    assert (back.state, len(back.on_file.current())) == (to, kept)


@pytest.mark.duty("D21", "D22")
def test_another_reviewer_is_told_to_the_bodies_and_agrees_to_the_method() -> None:
    review = take(ReviewFactory(scoping=True), "tell_bodies", officer(ReviewFactory()))
    send_by_hand(review.case, on="2026-03-02", now="2026-03-02")
    Review.objects.filter(pk=review.pk).update(terms_agreed_on=date(2026, 1, 30))
    assert "why the reviewer changes" in refused(
        review, "change_reviewer", officer(review), kind="data", **NEW | {"reason": ""}
    )
    review = take(review, "change_reviewer", officer(review), **NEW)
    assert (review.reviewer_name, review.bodies_told_on, review.terms_agreed_on) == ("Alex", None, None)
    assert review.on_file.latest(EntryKind.REVIEWER).answers["reason"] == "Robin is ill."
    assert notices_of(review.case, "reviewer-assigned") == ["The reviewer"]
    assert not notices_of(review.case, "reviewer-changed")
    take(review, "tell_bodies", officer(review))
    assert notices_of(review.case, "reviewer-changed") == notices_of(review.case, "review-commissioned")


@pytest.mark.duty("D20")
@pytest.mark.parametrize("missing", ["declared_what", "declared_managed", "declared_accepted_by"])
def test_nobody_is_appointed_with_an_unmanaged_conflict_of_interest(missing: str) -> None:
    review = ReviewFactory()
    declared = APPOINTED | {
        "declared": "yes",
        "declared_what": "Worked for the hospital.",
        "declared_managed": "Somebody else speaks to it.",
        "declared_accepted_by": "The chair of the review group",
    }
    refused(review, "begin_scoping", officer(review), kind="data", **declared | {missing: ""})
    refused(review, "begin_scoping", officer(review), kind="data", **declared | {"declared": ""})
    review = take(review, "begin_scoping", officer(review), **declared)
    assert review.on_file.latest(EntryKind.REVIEWER).answers["declared_managed"] == "Somebody else speaks to it."


@pytest.mark.duty("D20")
def test_a_reviewer_with_an_account_is_told_by_email() -> None:
    review = ReviewFactory()
    reviewer = actor(Role.REVIEWER, review.case.partnership)
    stranger = actor(Role.OFFICER, review.case.partnership)
    refused(review, "begin_scoping", officer(review), kind="data", **APPOINTED | {"reviewer_account": stranger.user.pk})
    review = take(review, "begin_scoping", officer(review), **APPOINTED | {"reviewer_account": reviewer.user.pk})
    assert review.reviewer_account == reviewer.user
    assert notices_of(review.case, "reviewer-assigned") == [str(reviewer.user)]


@pytest.mark.duty("D34", "D38")
def test_a_stopped_review_is_taken_up_again_and_its_clocks_run_as_before() -> None:
    review = begun()
    strategic = member(review, Group.STRATEGIC)
    due = Deadline.objects.get(record_id=review.pk, rule__key="publication").due_on
    take(review, "tell_family", officer(review), told_on="2026-01-20", in_writing="on", in_person="yes", by_whom="Sam")
    review = take(review, "stop", strategic, reason="A national review covers it.")
    assert not Deadline.objects.filter(record_id=review.pk, state=Deadline.State.RUNNING).exists()
    assert "the strategic" in refused(review, "take_up_again", member(review, Group.SIGN_OFF), kind="guard").lower()
    refused(review, "take_up_again", strategic, kind="data", reason="")
    review = take(review, "take_up_again", strategic, "2026-04-01", reason="The national review leaves it out.")
    assert review.state == Review.SCOPING
    running = Deadline.objects.filter(record_id=review.pk, state=Deadline.State.RUNNING)
    assert running.get(rule__key="publication").due_on == due
    # The family was told: nobody waits for that again.
    assert not running.filter(rule__key="family-told").exists()
    assert notices_of(review.case, "review-taken-up-again") == notices_of(review.case, "not-published")


def test_a_stopped_review_is_not_taken_up_beside_another_or_in_a_closed_case() -> None:
    stopped = ReviewFactory(stopped=True)
    strategic = member(stopped, Group.STRATEGIC)
    other = ReviewFactory(case=stopped.case, scoping=True)
    reason = refused(stopped, "take_up_again", strategic, kind="guard", reason="Why not.")
    assert reason == "Another review of this case is under way."
    take(other, "stop", strategic, reason="Twice the same.")
    alone = ReviewFactory(stopped=True, case__closed=True)
    assert "closed" in refused(alone, "take_up_again", member(alone, Group.STRATEGIC), kind="guard", reason="Why not.")
    assert fresh(alone).state == Review.STOPPED


@pytest.mark.duty("D14", "D21")
def test_a_learning_review_is_told_to_nobody_by_letter() -> None:
    review = begun(Review.Kind.LEARNING)
    clocks = set(Deadline.objects.filter(record_id=review.pk, state="running").values_list("rule__key", flat=True))
    assert "bodies-told" not in clocks
    assert "publication" in clocks
    review = take(review, "begin_scoping", officer(review), **APPOINTED)
    reason = refused(review, "tell_bodies", officer(review), kind="guard")
    assert "not of learning reviews" in reason
    Review.objects.filter(pk=review.pk).update(family_told_on=date(2026, 1, 20), terms_agreed_on=date(2026, 1, 30))
    assert "The review group’s advice on chronologies" in refused(
        review, "gather_evidence", officer(review), kind="guard"
    )
    take(review, "stop", member(review, Group.STRATEGIC), reason="Nothing more to learn.")
    assert not notices_of(review.case, "not-published")
