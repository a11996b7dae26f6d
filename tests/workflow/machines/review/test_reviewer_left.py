"""A reviewer who leaves is recorded without a successor; the review waits for one, the bodies learn the new name."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.party import actor
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.review.test_review import APPOINTED, officer
from tests.workflow.reviews.steps import at, notices_of, refused, take
from tests.workflow.waiting import waiting_for
from workflow.models import Case, EntryKind, Review
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

LEFT = {"left_on": "2026-03-02", "reason": "Robin is ill.", "handed_over": "The notes lie with the office."}
NEW = APPOINTED | {"reviewer_name": "Alex", "reason": "Robin left."}


@pytest.mark.duty("D20")
@pytest.mark.parametrize("state", ["scoping", "evidence", "drafting"])
def test_the_reviewer_leaves_and_nobody_is_named(state: str) -> None:
    review = ReviewFactory(**{state: True})
    by = officer(review)
    for name in ("left_on", "reason"):
        refused(review, "reviewer_left", by, kind="data", **LEFT | {name: ""})
    review = take(review, "reviewer_left", by, **LEFT)
    assert (review.state, review.reviewer_name, review.reviewer_account) == (state, "", None)
    assert (review.reviewer_left_on, review.bodies_told_on, review.terms_agreed_on) == (date(2026, 3, 2), None, None)
    assert review.on_file.latest(EntryKind.REVIEWER_LEFT).answers["handed_over"] == LEFT["handed_over"]
    assert "No reviewer is appointed" in refused(review, "reviewer_left", by, kind="guard", **LEFT)


@pytest.mark.duty("D20", "D21")
@pytest.mark.parametrize(
    ("state", "name", "role"),
    [
        ("scoping", "gather_evidence", Role.OFFICER),
        ("evidence", "begin_drafting", Role.OFFICER),
        ("drafting", "submit_for_sign_off", Role.OFFICER),
        ("drafting", "tell_bodies", Role.OFFICER),
        ("drafting", "agree_terms", Role.OFFICER),
        ("drafting", "ask_reviewer", Role.OFFICER),
    ],
)
def test_the_review_waits_for_a_reviewer(state: str, name: str, role: Role) -> None:
    review = ReviewFactory(**{state: True})
    review = take(review, "reviewer_left", officer(review), **LEFT)
    reason = refused(review, name, actor(role, review.case.partnership), kind="guard")
    assert "No reviewer is appointed." in reason


@pytest.mark.duty("D20", "D21")
def test_the_office_is_asked_for_a_reviewer_and_the_bodies_are_told_the_new_name(clock: Any) -> None:
    review = take(ReviewFactory(scoping=True), "tell_bodies", officer(ReviewFactory()))
    by = officer(review)
    review = take(review, "reviewer_left", by, **LEFT)
    review.case.notices.update(state="sent")
    today = at("2026-03-02").date()
    mine = Case.objects.filter(waiting_for(by, today=today), pk=review.case.pk)
    assert mine.exists()
    pages = signed_in(by.user)
    text = pages.get(reverse("desk:review", args=[review.case.reference])).content.decode()
    assert "The review waits for a reviewer" in text
    assert reverse("desk:step", args=[review.case.reference, "review", review.pk, "change_reviewer"]) in text
    review = take(review, "change_reviewer", by, **NEW)
    assert (review.reviewer_name, review.reviewer_left_on) == ("Alex", None)
    take(review, "tell_bodies", by)
    assert notices_of(review.case, "reviewer-changed") == notices_of(review.case, "review-commissioned")


@pytest.mark.duty("D20")
def test_the_account_of_who_left_is_no_longer_the_reviewers() -> None:
    review = ReviewFactory(scoping=True)
    reviewer = actor(Role.REVIEWER, review.case.partnership)
    Review.objects.filter(pk=review.pk).update(reviewer_account=reviewer.user)
    assert take(review, "reviewer_left", officer(review), **LEFT).reviewer_account is None
