"""The bodies are told the reviewer's name when the last letter really went, not when it was asked for (D21)."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.party import actor
from tests.factories.review import ReviewFactory
from tests.factories.review_entry import put
from tests.workflow.desk.scene import signed_in
from tests.workflow.machines.review.test_reviewer_left import LEFT, NEW
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow import clocks
from workflow.models import BodyAddress, EntryKind, Notice, Review
from workflow.notices import going
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Actor, Role
from workflow.procedures.version import Occasion

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D21")]

PANEL, DEPARTMENT, OFSTED = "Child Safeguarding Practice Review Panel", "Department for Education", "Ofsted"
ALL = [PANEL, DEPARTMENT, OFSTED]
READY = {"family_told_on": date(2026, 1, 20), "terms_agreed_on": date(2026, 1, 30)}


def officer(review: Any) -> Actor:
    return actor(Role.OFFICER, review.case.partnership)


def states(review: Review, key: str) -> set[str]:
    return set(review.case.notices.filter(key=key).values_list("state", flat=True))


@pytest.fixture
def asked() -> Any:
    """A review whose letters to the bodies were asked for on Monday 2 March; all of them go by hand."""
    review = ReviewFactory(scoping=True, **READY)
    put(review, EntryKind.ADVICE)
    clocks.start_on(review.case, Occasion.REVIEW_DECIDED, on=date(2026, 3, 2), record=review, now=review.case.opened_at)
    return take(review, "tell_bodies", officer(review))


def test_each_body_gets_a_letter_with_the_reviewers_name(asked: Any) -> None:
    assert notices_of(asked.case, "review-commissioned") == ALL
    for notice in asked.case.notices.filter(key="review-commissioned"):
        assert "Robin Reviewer" in str(notice.letter)


def test_letters_that_lie_in_the_register_tell_nobody(asked: Any) -> None:
    assert asked.bodies_told_on is None
    assert clocks.running(asked.case, rule_key="bodies-told").exists()
    send_by_hand(asked.case, PANEL, DEPARTMENT, on="2026-03-03", now="2026-03-03")

    reason = refused(asked, "gather_evidence", officer(asked), "2026-03-04", kind="guard")

    assert "the reviewer’s name. Not sent yet: Ofsted (to be sent by hand)." in reason
    assert PANEL not in reason.partition("Not sent yet")[2]
    page = signed_in(officer(asked).user).get(reverse("desk:review", args=[asked.case.reference]))
    assert "Ofsted (to be sent by hand)" in page.content.decode()


def test_they_are_told_on_the_day_on_which_the_last_letter_went(asked: Any) -> None:
    send_by_hand(asked.case, PANEL, DEPARTMENT, on="2026-03-03", now="2026-03-03")
    send_by_hand(asked.case, OFSTED, on="2026-03-04", now="2026-03-06")

    told = fresh(asked)
    assert told.bodies_told_on == date(2026, 3, 4)
    assert asked.case.deadlines.get(rule__key="bodies-told").met_on == date(2026, 3, 4)
    assert take(told, "gather_evidence", officer(told), "2026-03-06").state == Review.EVIDENCE


def test_mail_and_letters_count_alike() -> None:
    review = ReviewFactory(scoping=True)
    BodyAddress.objects.create(
        partnership=review.case.partnership, body="ofsted", email="ofsted@body.example", copies="attachment"
    )
    review = take(review, "tell_bodies", officer(review))
    send_by_hand(review.case, PANEL, DEPARTMENT, on="2026-03-02", now="2026-03-02")
    assert fresh(review).bodies_told_on is None
    deliver_due(now=at("2026-03-02"))
    going.record_what_went(at("2026-03-02"))
    assert fresh(review).bodies_told_on == date(2026, 3, 2)


def test_nobody_says_it_by_hand(asked: Any) -> None:
    assert refused(asked, "bodies_letter_went", officer(asked), kind="role", on="2026-03-02")


def test_one_letter_a_body_and_reviewer(asked: Any) -> None:
    assert "Not sent yet" in refused(asked, "tell_bodies", officer(asked), kind="guard")
    send_by_hand(asked.case, *ALL, on="2026-03-02", now="2026-03-02")
    reason = refused(fresh(asked), "tell_bodies", officer(asked), kind="guard")
    assert reason == "They were told on 2 March 2026, and are told again when the reviewer changes."


@pytest.mark.parametrize(("step", "said"), [("reviewer_left", LEFT), ("change_reviewer", NEW)])
def test_a_letter_with_a_name_that_no_longer_holds_does_not_leave(asked: Any, step: str, said: Any) -> None:
    by = officer(asked)
    send_by_hand(asked.case, PANEL, on="2026-03-02", now="2026-03-02")
    review = take(asked, step, by, **said)
    assert states(review, "review-commissioned") == {"sent_by_hand", "set_aside"}
    going.record_what_went(review.case.opened_at)
    assert fresh(review).bodies_told_on is None


def test_the_old_letters_do_not_count_for_the_new_reviewer(asked: Any) -> None:
    by = officer(asked)
    send_by_hand(asked.case, *ALL, on="2026-03-02", now="2026-03-02")
    review = take(asked, "change_reviewer", by, **NEW)
    going.record_what_went(at("2026-03-02"))
    assert fresh(review).bodies_told_on is None

    review = take(review, "tell_bodies", by)
    going.record_what_went(at("2026-03-02"))
    assert notices_of(review.case, "reviewer-changed") == ALL
    assert fresh(review).bodies_told_on is None
    send_by_hand(review.case, *ALL, on="2026-03-02", now="2026-03-02")
    assert fresh(review).bodies_told_on == date(2026, 3, 2)


def test_where_no_letter_had_gone_the_new_name_is_told_as_the_first(asked: Any) -> None:
    by = officer(asked)
    review = take(asked, "change_reviewer", by, **NEW)
    review = take(review, "tell_bodies", by)
    assert not notices_of(review.case, "reviewer-changed")
    waiting = review.case.notices.filter(key="review-commissioned", state=Notice.State.BY_HAND)
    assert [("Alex" in str(one.letter)) for one in waiting] == [True, True, True]
