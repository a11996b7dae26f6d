"""Ways back on a referral: reopened, separated again, and what guards them (D4)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.models import Deadline, Event
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db

BOTH_LIMBS = {"abuse_or_neglect": "suspected", "harm": "died"}


def officer_of(referral: Any) -> Actor:
    return actor(Role.OFFICER, referral.case.partnership)


@pytest.mark.duty("D4")
@pytest.mark.parametrize("state", ["not_accepted", "withdrawn", "accepted"])
def test_reopened_it_is_screened_again_and_the_referrer_is_told(state: str) -> None:
    referral = ReferralFactory(**{state: True})

    again = take(referral, "reopen", officer_of(referral), reason="New information.")

    assert (again.state, again.answer, again.assessment) == ("screening", None, None)
    assert notices_of(referral.case, "referral-reopened") == [referral.agency.name]
    assert notices_of(referral.case, "referral-to-screen") == [f"Support office, {referral.case.partnership.name}"]
    assert Event.objects.latest("position").data == {"reason": "New information."}


def test_a_learning_review_chosen_by_mistake_goes_with_the_acceptance() -> None:
    referral = ReferralFactory(accepted=True, learning_review=True)
    assert not take(referral, "reopen", officer_of(referral), reason="By mistake.").learning_review


def test_reopening_needs_a_reason() -> None:
    referral = ReferralFactory(not_accepted=True)
    assert refused(referral, "reopen", officer_of(referral), kind="data").startswith("Enter why")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda case: NotificationFactory(case=case, submitted=True), "notification has been submitted"),
        (lambda case: RapidReviewFactory(case=case, notification=False), "rapid review has opened"),
        (lambda case: ReviewFactory(case=case), "review has been commissioned"),
    ],
)
def test_what_others_rest_on_is_not_reopened(made: Any, why: str) -> None:
    referral = ReferralFactory(accepted=True)
    made(referral.case)
    if "rapid" in why:
        referral.case.notifications.all().delete()
    assert why in refused(referral, "reopen", officer_of(referral), kind="guard", reason="By mistake.")


@pytest.mark.parametrize(
    ("step", "traits", "data"),
    [
        ("begin_screening", {}, {}),
        ("ask_more", {}, {"question": "Which school?"}),
        ("add_information", {"screening": True}, {"text": "The school."}),
        ("accept", {}, BOTH_LIMBS),
        ("decline", {}, {"reason": "Below."}),
        ("withdraw", {}, {"reason": "Asked for."}),
        ("reopen", {"not_accepted": True}, {"reason": "New."}),
        ("separate", {"joined": True}, {"reason": "Another child."}),
    ],
)
def test_in_a_closed_case_no_referral_moves(step: str, traits: dict[str, bool], data: dict[str, str]) -> None:
    referral = ReferralFactory(case=CaseFactory(closed=True), **traits)
    reason = refused(referral, step, officer_of(referral), kind="guard", **data)
    assert reason == "The case is closed. Reopen the case first."


# --- Separated again ------------------------------------------------------------------------------


@pytest.fixture
def joined() -> Any:
    referral = ReferralFactory()
    NotificationFactory(case=referral.case, clock=True)
    other = CaseFactory(partnership=referral.case.partnership)
    return take(referral, "join", officer_of(referral), other=other.reference)


@pytest.mark.duty("D2")
def test_separated_it_is_screened_and_the_clock_runs_from_awareness(joined: Any) -> None:
    again = take(joined, "separate", officer_of(joined), "2026-03-04", reason="Another child.")

    assert (again.state, again.joined_to) == ("screening", None)
    assert joined.case.notifications.get().state == "clock_running"
    running = Deadline.objects.get(case=joined.case, state="running")
    assert (running.started_on, running.due_on) == (date(2026, 2, 26), date(2026, 3, 5))
    assert notices_of(joined.case, "referral-separated") == [joined.agency.name]


def test_a_notification_that_people_decided_against_stays_so(joined: Any) -> None:
    officer = officer_of(joined)
    notification = joined.case.notifications.get()
    take(notification, "reopen", officer, reason="Needed.")
    take(notification, "mark_not_required", officer, reason="Below the definition.", decider="The director")

    take(joined, "separate", officer, reason="Another child.")

    assert fresh(notification).state == "not_required"


def test_in_a_closed_case_nothing_is_separated(joined: Any) -> None:
    officer = officer_of(joined)
    deliver_due(at("2026-03-02"))
    take(joined.case, "close", officer)
    assert "case is closed" in refused(joined, "separate", officer, kind="guard", reason="Another child.")


# --- Both get answers -----------------------------------------------------------------------------


@pytest.mark.duty("D4")
@pytest.mark.parametrize(
    ("step", "key", "data"),
    [
        ("accept", "referral-accepted", BOTH_LIMBS),
        ("decline", "referral-not-accepted", {"reason": "Below the definition."}),
    ],
)
def test_who_was_joined_gets_the_answer_under_their_own_reference(step: str, key: str, data: dict[str, str]) -> None:
    main = ReferralFactory()
    other = ReferralFactory(case=CaseFactory(partnership=main.case.partnership))
    officer = officer_of(main)
    take(other, "join", officer, other=main.case.reference)

    take(main, step, officer, **data)

    assert notices_of(main.case, key) == [main.agency.name]
    assert notices_of(other.case, key) == [other.agency.name]
    notice = other.case.notices.get(key=key)
    assert other.case.reference in notice.subject
    assert main.case.reference not in notice.subject + notice.body


@pytest.mark.duty("D2")
def test_who_was_joined_learns_that_there_is_no_notification() -> None:
    main = ReferralFactory()
    notification = NotificationFactory(case=main.case, clock=True)
    other = ReferralFactory(case=CaseFactory(partnership=main.case.partnership))
    officer = officer_of(main)
    take(other, "join", officer, other=main.case.reference)

    take(notification, "mark_not_required", officer, reason="Below the definition.", decider="The director")

    assert notices_of(other.case, "notification-not-required") == [other.agency.name]


def test_who_was_separated_gets_no_more_answers_of_the_other_case() -> None:
    main = ReferralFactory()
    other = ReferralFactory(case=CaseFactory(partnership=main.case.partnership))
    officer = officer_of(main)
    take(other, "join", officer, other=main.case.reference)
    take(other, "separate", officer, reason="Another child.")

    take(main, "accept", officer, **BOTH_LIMBS)

    assert notices_of(other.case, "referral-accepted") == []


# --- Two officers at once -------------------------------------------------------------------------


def test_the_second_of_two_officers_learns_who_took_which_step_when() -> None:
    referral = ReferralFactory(screening=True)
    first, second = officer_of(referral), officer_of(referral)
    perform(referral, "accept", by=first, now=at("2026-03-02 09:03"), data=BOTH_LIMBS, expect="screening")

    with pytest.raises(Refused) as caught:
        perform(referral, "decline", by=second, now=at("2026-03-02 09:04"), data={"reason": "No."}, expect="screening")

    assert caught.value.kind == "stale"
    assert f"“Accept the referral” was taken by {first.user} at 09:03" in caught.value.reason
    assert "it is now “Accepted”" in caught.value.reason
    assert fresh(referral).state == "accepted"


def test_an_agency_elsewhere_can_not_reopen() -> None:
    referral = ReferralFactory(not_accepted=True)
    lead = actor(Role.LEAD, AgencyFactory(of=referral.case.partnership))
    refused(referral, "reopen", lead, kind="role", reason="New.")
