"""Edge case 8: criminal proceedings hold up the conduct of a review, or the publication of its report; never both by
one step.
"""

from datetime import date
from typing import Any

import pytest

from tests.factories.parallel_process import ParallelProcessFactory
from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.review import TOLD, ReviewFactory
from tests.factories.review_entry import put
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow import clocks
from workflow.models import Deadline, EntryKind, Event, Review
from workflow.parties.roles import Actor, Group, Role
from workflow.procedures.version import Occasion

pytestmark = pytest.mark.django_db

HOLD = {"grounds": "criminal_investigation", "until": "2026-09-30", "reason": "The police ask it."}
BODIES = ["Child Safeguarding Practice Review Panel", "Secretary of State for Education"]


def officer(review: Any) -> Actor:
    return actor(Role.OFFICER, review.case.partnership)


def strategic(review: Any) -> Actor:
    return actor(Role.GROUP, review.case.partnership, group=Group.STRATEGIC)


def decider(review: Any) -> Actor:
    return actor(Role.DECISION_MAKER, review.case.partnership, seat="police")


def scoped() -> Any:
    """A review that could begin to gather evidence; its report is due on 19 July 2026."""
    review = ReviewFactory(scoping=True, **TOLD)
    put(review, EntryKind.ADVICE)
    clocks.start_on(review.case, Occasion.REVIEW_DECIDED, on=date(2026, 1, 19), record=review, now=at("2026-01-19"))
    return review


def due(review: Any) -> date:
    return Deadline.objects.get(record_id=review.pk, rule__key="publication").due_on


@pytest.mark.duty("D26", "D34", "D35")
def test_a_hold_on_conduct_from_the_proposal_to_the_release() -> None:
    review = scoped()
    by, body, seat = officer(review), strategic(review), decider(review)
    review = take(review, "hold", by, **HOLD)
    assert notices_of(review.case, "conduct-hold-proposed") == sorted([str(body.user), str(seat.user)])
    assert "30 September 2026 is proposed" in refused(review, "gather_evidence", by, kind="guard")
    refused(review, "hold", by, kind="guard", **HOLD)
    assert "must be 30 September 2026 or later" in refused(
        review, "approve_hold", body, kind="data", publish_by="2026-09-29"
    )
    review = take(review, "approve_hold", body, publish_by="2026-12-31")
    assert (review.hold_approved_by, due(review)) == (body.user, date(2026, 12, 31))
    assert notices_of(review.case, "delay-for-panel") == BODIES
    assert "The review is on hold" in refused(review, "gather_evidence", by, kind="guard")
    # The family is not left alone meanwhile, and what is learned of them goes on file.
    review = take(review, "list_family_member", by, who="Chris", relationship="Father", is_child="no")
    refused(review, "release_hold", by, kind="data", reason="")
    review = take(review, "release_hold", by, reason="No charges.")
    assert take(review, "gather_evidence", by).state == Review.EVIDENCE
    # An approved date stays, and the log keeps what the hold was.
    assert due(review) == date(2026, 12, 31)
    assert Event.objects.get(kind="review.hold").data["reason"] == HOLD["reason"]


@pytest.mark.duty("D34", "D35")
def test_a_decision_maker_approves_the_hold_and_the_strategic_body_its_delay() -> None:
    review = take(scoped(), "hold", officer(ReviewFactory()), **HOLD)
    body = strategic(review)
    refused(review, "approve_delay", body, kind="guard", publish_by="2026-12-31")
    review = take(review, "approve_hold", decider(review), publish_by="2026-12-31")
    assert len(notices_of(review.case, "conduct-hold-approved")) == 1
    put(review, EntryKind.CONFLICT, person=str(body.user.pk), has_conflict="yes", managed="")
    assert "conflict of interest" in refused(review, "approve_delay", body, kind="guard", publish_by="2026-12-31")
    put(review, EntryKind.CONFLICT, person=str(body.user.pk), has_conflict="no", at=at("2026-03-02"))
    sign_off = actor(Role.GROUP, review.case.partnership, group=Group.SIGN_OFF)
    refused(review, "approve_delay", sign_off, kind="guard", publish_by="2026-12-31")
    assert (due(review), notices_of(review.case, "delay-for-panel")) == (date(2026, 7, 19), [])
    assert notices_of(review.case, "delay-to-approve") == [str(body.user)]
    refused(review, "approve_hold", body, kind="guard", publish_by="2026-12-31")
    review = take(review, "approve_delay", body, publish_by="2026-12-31")
    assert (due(review), notices_of(review.case, "delay-for-panel")) == (date(2026, 12, 31), BODIES)
    refused(review, "approve_delay", body, kind="guard", publish_by="2027-01-31")


@pytest.mark.duty("D34")
def test_two_people_and_none_with_a_conflict_of_interest() -> None:
    review = scoped()
    both = officer(review)
    user = both.user
    user.memberships.create(role=Role.DECISION_MAKER, partnership=review.case.partnership, seat="icb")
    both = Actor(user, tuple(user.memberships.all()))
    assert "no hold" in refused(review, "release_hold", both, kind="guard", reason="None.")
    for name in ("approve_hold", "refuse_hold"):
        assert "not proposed a hold" in refused(review, name, decider(review), kind="guard", reason="None.")
    review = take(review, "hold", both, **HOLD)
    for name, data in (("approve_hold", {}), ("refuse_hold", {"reason": "No."})):
        assert "You proposed this hold" in refused(review, name, both, kind="guard", **data)
        other = actor(Role.GROUP, review.case.partnership, group=Group.SIGN_OFF)
        assert "Only a decision maker" in refused(review, name, other, kind="guard", **data)
    seat = decider(review)
    put(review, EntryKind.CONFLICT, person=str(seat.user.pk), has_conflict="yes", managed="")
    assert "conflict of interest" in refused(review, "approve_hold", seat, kind="guard")
    assert "conflict of interest" in refused(review, "refuse_hold", seat, kind="guard", reason="No.")
    review = take(review, "refuse_hold", decider(review), reason="The review can go on without witnesses.")
    assert review.hold_proposed_on is None
    assert len(notices_of(review.case, "conduct-hold-refused")) == 1
    assert take(review, "gather_evidence", officer(review)).state == Review.EVIDENCE


@pytest.mark.duty("D34")
@pytest.mark.parametrize(
    ("state", "name", "role"),
    [
        ("scoping", "gather_evidence", "officer"),
        ("evidence", "begin_drafting", "officer"),
        ("drafting", "submit_for_sign_off", "officer"),
        ("sign_off", "sign_off", "group"),
    ],
)
def test_the_review_moves_on_at_no_stage_while_the_hold_stands(state: str, name: str, role: str) -> None:
    review = take(ReviewFactory(**{state: True}), "hold", officer(ReviewFactory()), **HOLD)
    group = actor(Role.GROUP, review.case.partnership, group=Group.SIGN_OFF)
    reason = refused(review, name, officer(review) if role == "officer" else group, kind="guard")
    assert reason.startswith("A hold on the review")


@pytest.mark.duty("D34", "D35")
def test_neither_hold_sets_the_other() -> None:
    publication = PublicationFactory()
    review = publication.review
    held = take(publication, "hold", officer(review), **HOLD)
    assert (fresh(review).hold_proposed_on, held.holds.count()) == (None, 1)
    other = take(scoped(), "hold", officer(ReviewFactory()), **HOLD)
    assert not other.case.publication_holds.exists()
    # Back with its authors, a held review of a held publication needs both releases.
    returned = take(publication, "return_for_changes", officer(review), reason="Table 2.")
    review = take(returned.review, "hold", officer(review), **HOLD)
    take(review, "release_hold", officer(review), reason="Done.")
    assert held.holds.filter(state="proposed").exists()


@pytest.mark.duty("D26")
def test_the_process_that_a_hold_names_is_of_this_case_and_its_end_is_told() -> None:
    review = scoped()
    process, foreign = ParallelProcessFactory(case=review.case), ParallelProcessFactory()
    by = officer(review)
    refused(review, "hold", by, kind="data", **HOLD | {"process": foreign.pk})
    review = take(review, "hold", by, **HOLD | {"process": process.pk})
    assert review.hold_process == process
    take(process, "end", by, ended_on="2026-03-02", outcome="No further action.")
    assert notices_of(review.case, "process-ended") == [f"Support office, {review.case.partnership.name}"]
    # It ends nothing by itself.
    assert fresh(review).hold_proposed_on is not None


def test_a_stopped_review_is_taken_up_without_its_old_hold() -> None:
    review = take(scoped(), "hold", officer(ReviewFactory()), **HOLD)
    review = take(review, "stop", strategic(review), reason="A national review covers it.")
    review = take(review, "take_up_again", strategic(review), reason="It does not.")
    assert take(review, "gather_evidence", officer(review)).state == Review.EVIDENCE
