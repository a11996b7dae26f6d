"""A national review: the Panel's, with local cooperation, no local reviewer, no local report (D45 to D47)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.party import actor
from tests.factories.review import ReviewFactory
from tests.workflow.machines.review.test_review import member, officer
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow.engine.door import begin
from workflow.models import Deadline, Notice, Publication, Review
from workflow.parties.roles import Group, Role

pytestmark = pytest.mark.django_db

SCOPE = {"held_on": "2026-02-27", "with_whom": "Two members", "scope": "Three areas.", "methodology": "Theirs."}
COOPERATION = {"held_on": "2026-02-27", "contact": "The manager", "agencies": "Hospital.", "given": "The returns."}
PUBLISHED = {"published_on": "2026-03-02", "address": "https://www.gov.uk/example-review"}


def begun() -> Any:
    case = ReviewFactory(stopped=True).case
    actor(Role.GROUP, case.partnership, group=Group.STRATEGIC)
    review = Review(case=case, data_key=case.data_key, kind="national", commissioned_on=date(2026, 1, 19))
    begin(review, by=actor(Role.OFFICER, case.partnership), now=at("2026-01-19"))
    return review


def national(**traits: Any) -> Any:
    return ReviewFactory(kind="national", **traits)


@pytest.mark.duty("D47")
def test_the_strategic_body_is_told_at_once_and_once() -> None:
    review = begun()
    assert len(notices_of(review.case, "national-review")) == 2
    assert not Deadline.objects.filter(record_id=review.pk).exists()
    again = Review(case=review.case, data_key=review.data_key, kind="national", commissioned_on=date(2026, 1, 19))
    begin(again, by=officer(review), now=at("2026-01-19"))
    assert len(notices_of(review.case, "national-review")) == 2


@pytest.mark.duty("D45", "D46", "D47")
def test_from_the_panels_decision_to_its_publication() -> None:
    review = begun()
    by = officer(review)
    assert "the Panel discussed scope and method" in refused(review, "begin_cooperation", by, kind="guard")
    review = take(review, "discuss_scope", by, **SCOPE)
    review = take(review, "begin_cooperation", by)
    assert "who cooperates locally" in refused(review, "record_panel_published", by, kind="guard", **PUBLISHED)
    review = take(review, "record_cooperation", by, **COOPERATION)
    refused(review, "record_panel_published", by, kind="data", **PUBLISHED | {"address": "somewhere"})
    refused(review, "record_panel_published", by, kind="data", **PUBLISHED | {"published_on": "2026-03-03"})
    review = take(review, "record_panel_published", by, **PUBLISHED)
    assert (review.state, review.is_open, review.panel_published_on) == (Review.CONCLUDED, False, date(2026, 3, 2))
    assert not Publication.objects.exists()


@pytest.mark.duty("D47")
def test_where_no_notice_went_it_is_recorded_how_the_strategic_body_was_told() -> None:
    review = national()
    by = officer(review)
    review = take(review, "discuss_scope", by, **SCOPE)
    reason = refused(review, "begin_cooperation", by, kind="guard")
    assert reason == "It is not recorded that the Strategic Leadership Group was told."
    review = take(review, "record_strategic_told", by, held_on="2026-02-27", how="By telephone.")
    take(review, "begin_cooperation", by)
    assert not Notice.objects.filter(key="national-review").exists()


@pytest.mark.duty("D45")
@pytest.mark.parametrize(
    ("state", "name", "role"),
    [
        ("", "begin_scoping", Role.OFFICER),
        ("scoping", "change_reviewer", Role.OFFICER),
        ("scoping", "tell_bodies", Role.OFFICER),
        ("scoping", "agree_terms", Role.OFFICER),
        ("scoping", "gather_evidence", Role.OFFICER),
        ("scoping", "record_advice", Role.OFFICER),
        ("scoping", "record_practitioners", Role.OFFICER),
        ("scoping", "record_briefing", Role.OFFICER),
        ("scoping", "record_progress", Role.OFFICER),
        ("scoping", "ask_reviewer", Role.OFFICER),
        ("scoping", "answer_request", Role.OFFICER),
        ("scoping", "wait_to_tell_family", Role.OFFICER),
        ("scoping", "hold", Role.OFFICER),
        ("evidence", "begin_drafting", Role.OFFICER),
        ("evidence", "back_to_scoping", Role.OFFICER),
        ("evidence", "ask_agencies", Role.OFFICER),
        ("drafting", "submit_for_sign_off", Role.OFFICER),
        ("drafting", "back_to_evidence", Role.OFFICER),
        ("sign_off", "sign_off", Group.SIGN_OFF),
        ("sign_off", "send_back", Group.SIGN_OFF),
        ("scoping", "agree_to_wait", Group.STRATEGIC),
        ("scoping", "approve_hold", Group.STRATEGIC),
        ("scoping", "refuse_hold", Group.STRATEGIC),
        ("scoping", "approve_delay", Group.STRATEGIC),
        ("scoping", "release_hold", Role.OFFICER),
    ],
)
def test_a_national_review_has_no_local_steps(state: str, name: str, role: Any) -> None:
    review = national(**({state: True} if state else {}))
    by = member(review, role) if isinstance(role, Group) else officer(review)
    assert refused(review, name, by, kind="guard").startswith("This is a national review")
    assert name in review.not_of_this_kind


@pytest.mark.parametrize(
    "name",
    ["begin_cooperation", "discuss_scope", "record_cooperation", "record_panel_published", "record_strategic_told"],
)
def test_a_local_review_has_no_national_steps(name: str) -> None:
    review = ReviewFactory(evidence=True) if "cooperation" in name or "published" in name else ReviewFactory()
    if name == "begin_cooperation":
        review = ReviewFactory()
    assert refused(review, name, officer(review), kind="guard").startswith("This step belongs to national reviews")
    assert name in review.not_of_this_kind


@pytest.mark.duty("D38")
def test_a_national_review_that_stops_is_no_matter_of_a_report_of_ours() -> None:
    review = begun()
    stopped = take(review, "stop", member(review, Group.STRATEGIC), reason="The Panel withdrew it.")
    assert not notices_of(stopped.case, "not-published")
    again = take(stopped, "take_up_again", member(review, Group.STRATEGIC), reason="It took it up.")
    take(take(again, "discuss_scope", officer(review), **SCOPE), "begin_cooperation", officer(review))
    assert not Deadline.objects.filter(record_id=review.pk).exists()
